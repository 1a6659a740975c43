"""An environment for the peers, beside the course's own: made once, by pip, at locked versions.

A peer that cannot be installed costs one sentence and no other peer.
"""

import json
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from course_lib import bootstrap
from course_lib.errors import CourseError
from course_lib.study.peers.catalogue import PEERS

HOME = bootstrap.ROOT / ".venv-peers"
CONSTRAINTS = Path(__file__).with_name("constraints.txt")
# For pictures and sound. They come along, built for another torch, and break whatever looks for them as it is imported.
UNWANTED = ("torchvision", "torchaudio")
ASK = "import json, importlib.metadata as m; print(json.dumps({d.name.lower(): d.version for d in m.distributions()}))"


def prepare(names: Iterable[str], say: Callable[[str], None] = print) -> list[str]:
    """Install what these peers need and is not there; the names of those that can run.

    Raises CourseError for an unknown name, and where no environment can be made.
    """
    names = list(names)
    for name in names:
        if name not in PEERS:
            raise CourseError(f"There is no peer {name!r}: choose from {', '.join(PEERS)}.")
    wanted = dict.fromkeys(PEERS[name].requirement for name in names)
    missing = [requirement for requirement in wanted if not there(requirement)]
    failed = install(missing, say) if missing else set()
    return [name for name in names if PEERS[name].requirement not in failed]


def python() -> Path:
    """The environment's interpreter."""
    return bootstrap.venv_python(HOME)


def there(requirement: str) -> bool:
    """Is the distribution installed there, at its version?"""
    if not python().exists():
        return False
    result = subprocess.run([str(python()), "-c", ASK], capture_output=True, text=True)
    name, version = requirement.split("==")
    return result.returncode == 0 and json.loads(result.stdout).get(name) == version


def install(requirements: list[str], say) -> set[str]:
    """Install one after the other; those that could not be."""
    say(f"The peers need an environment of their own, {HOME.name} in the course's folder: once, about 3 GB unpacked; "
        "delete the folder to undo it.")
    failed = set()
    try:
        bootstrap.make_venv(HOME)
        extra = bootstrap.torch_source()
    except bootstrap.SetupError as why:
        raise CourseError(str(why)) from why
    for requirement in requirements:
        try:
            say(f"Installing {requirement} and what it needs.")
            bootstrap.pip(["install", requirement, "-c", str(CONSTRAINTS), *extra], total(), python(),
                          HOME / "setup.log")
            bootstrap.pip(["uninstall", "-y", *UNWANTED], 1, python(), HOME / "setup.log")
        except bootstrap.SetupError as why:
            failed.add(requirement)
            peers = " and ".join(name for name, peer in PEERS.items() if peer.requirement == requirement)
            say(f"{requirement} cannot be installed, so {peers} will be missing: {why}")
    return failed


def total() -> int:
    """How many packages the constraints name: about so many are fetched."""
    return len([line for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines() if "==" in line])
