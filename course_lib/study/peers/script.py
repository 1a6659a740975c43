"""One peer, one table: fit, sample, write rows and seconds. Runs in .venv-peers with its own Python and packages.

    python script.py JOB.json        the job's form stands in exchange.py, beside this file

Imports nothing of the course. Every peer takes its library's defaults; `settings` of the job override them.
"""

import json
import os
import sys
import tempfile
from importlib.metadata import version

# Where a pretrained model or a usage report would be fetched from the network, do without.
os.environ.update({"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"})

LEVELS = ("category", "ordinal", "boolean")
SDTYPES = dict(dict.fromkeys(LEVELS, "categorical"), number="numerical", integer="numerical", datetime="datetime")


def main(path):
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    import numpy as np
    import torch

    # These libraries draw from the global states, and from nothing else.
    np.random.seed(job["seed"])  # noqa: NPY002, TID251
    torch.manual_seed(job["seed"])  # noqa: TID251
    torch.set_num_threads(1)
    fit, sample = PEERS[job["peer"]]
    train = read(job)
    before, start = peak_kb(), seconds()
    model = fit(train, job)
    middle = seconds()
    made = sample(model, job["rows"], job)
    end = seconds()
    made[list(train.columns)].to_csv(job["out"], index=False)
    peak = None if before is None else (peak_kb() - before) * 1.024 / 1000
    with open(job["result"], "w", encoding="utf-8") as file:
        json.dump({"fit_seconds": middle - start, "sample_seconds": end - middle, "peak_mb": peak,
                   "versions": {name: version(name) for name in ("sdv", "ctgan", "mostlyai-engine", "torch", "pandas")
                                if installed(name)}}, file)


def seconds():
    """Of the processor, processes that the library started included."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def peak_kb():
    """The most memory this process has held; None on Windows, whose Python has no `resource`."""
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def installed(name):
    from importlib.metadata import PackageNotFoundError

    try:
        return bool(version(name))
    except PackageNotFoundError:
        return False


def read(job):
    """The training rows: levels as text, dates as dates, numbers as numbers."""
    import pandas as pd

    text = {name: "str" for name, kind in job["kinds"].items() if kind in LEVELS}
    dates = [name for name, kind in job["kinds"].items() if kind == "datetime"]
    table = pd.read_csv(job["train"], dtype=text, keep_default_na=False, na_values=[""], parse_dates=dates)
    for name in text:
        table[name] = table[name].astype(object)
    return table


def sdv(name, epochs=False):
    """A pair of functions for one of SDV's synthesizers."""

    def fit(train, job):
        from sdv import single_table
        from sdv.metadata import Metadata

        columns = {name: {"sdtype": SDTYPES[kind]} for name, kind in job["kinds"].items()}
        metadata = Metadata.load_from_dict({"tables": {"table": {"columns": columns}}, "relationships": [],
                                            "METADATA_SPEC_VERSION": "V1"})
        settings = {"enable_gpu": False} if epochs else {}
        model = getattr(single_table, name)(metadata, **settings, **job["settings"])
        model.fit({"table": train})
        return model

    def sample(model, rows, job):
        made = model.sample(num_rows=rows)
        return made["table"] if isinstance(made, dict) else made

    return fit, sample


def argn_fit(train, job):
    from mostlyai.engine import TabularARGN

    model = TabularARGN(random_state=job["seed"], device="cpu", verbose=0, **job["settings"])
    model.fit(train)
    return model


def argn_sample(model, rows, job):
    return model.sample(n_samples=rows)


PEERS = {"SDV-copula": sdv("GaussianCopulaSynthesizer"), "TVAE": sdv("TVAESynthesizer", epochs=True),
         "CTGAN": sdv("CTGANSynthesizer", epochs=True), "TabularARGN": (argn_fit, argn_sample)}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        main(sys.argv[1])
