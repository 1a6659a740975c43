"""Assignment A1: its own answers, its oracles (science.md O27, O28), and slips a learner makes."""

import json

import nbformat
import numpy as np
import pytest
from scipy import stats

from course_lib.authoring.copies import source_hash
from course_lib.authoring.execute import run_notebook
from course_lib.grading.assignment import find_assignment
from course_lib.grading.graft import Answer
from course_lib.grading.limits import Limits
from course_lib.grading.marks import make_reference, mark
from course_lib.grading.release import ASSIGNMENTS, released
from course_lib.grading.run import make_task, open_jail, run_answers

slow = pytest.mark.slow


@pytest.fixture(scope="module")
def a1():
    return find_assignment("A1")


@pytest.fixture(scope="module")
def graded(a1):
    """Function: question id -> text, to question id -> points, for the questions given; without walls, own code."""
    limits = Limits(seconds=60)
    reference = make_reference(a1, 11, limits, sandboxed=False)
    task = make_task(a1, reference.inputs, limits, sandboxed=False)
    with open_jail(task) as jail:

        def grade(texts):
            ran = run_answers(jail, task, texts)
            answers = {q.id: Answer(texts.get(q.id), q.id in texts) for q in a1.questions}
            return {m.question: m.points for m in mark(a1, reference, answers, ran, limits) if m.question in texts}

        yield grade


@pytest.fixture(scope="module")
def solved(a1):
    """The solutions as functions."""
    namespace = {}
    for text in (*a1.setup, *a1.solutions().values()):
        exec(text, namespace)
    return namespace


@slow
def test_source_scores_full_and_stubs_zero(a1, graded):
    assert sum(graded(a1.solutions()).values()) == a1.points == 20
    assert sum(graded(a1.stubs()).values()) == 0


def test_committed_copy_is_of_this_source(a1):
    stored = nbformat.read(ASSIGNMENTS / f"{a1.source.stem}.ipynb", as_version=4)
    assert stored.metadata.course_lib.source_sha256 == source_hash(a1.source), "run: python -m course_lib release A1"


@slow
def test_committed_copy_is_what_the_source_gives(a1):
    stored = nbformat.read(ASSIGNMENTS / f"{a1.source.stem}.ipynb", as_version=4)
    assert json.loads(json.dumps(stored)) == json.loads(json.dumps(released(a1)))


@slow
def test_untouched_copy_runs_to_its_end(a1, tmp_path):
    notebook = run_notebook(nbformat.read(ASSIGNMENTS / f"{a1.source.stem}.ipynb", as_version=4), tmp_path)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"stream"}
    assert {output.name for output in outputs} == {"stdout"}


SLIPS = {
    "the mean alone": (
        "parent",
        "from course_lib.data import solve_truncated_normal\n"
        "def parent(mean, sd, low, high):\n    return mean, solve_truncated_normal(mean, mean - 1, low, high)",
    ),
    "moments of the column taken for the parent's": ("parent", "def parent(mean, sd, low, high):\n    return mean, sd"),
    "truncated in place of clipped": (
        "clipped-sd",
        "def clipped_sd(mu, sigma, low, high):\n    return truncated_normal_sd(mu, sigma, low, high)",
    ),
    "simulated": (
        "clipped-sd",
        "def clipped_sd(mu, sigma, low, high):\n"
        "    return np.clip(np.random.default_rng(0).normal(mu, sigma, 20_000), low, high).std()",
    ),
    "weights exchanged": (
        "interpolate",
        "def interpolate(rows, first, second, lam):\n"
        "    return (1 - lam)[:, None] * rows[first] + lam[:, None] * rows[second]",
    ),
    "k-average in place of interpolation": (
        "predict",
        "def predict(skew, correlation, width, shared):\n    return 0.5**0.5, skew / 2**0.5, correlation",
    ),
    "floor for equal samples": (
        "rows-needed",
        "def rows_needed(target, n, k):\n    return int(np.ceil((k - 1) * 2 / (8 * np.log(2) * target)))",
    ),
    "rounded in place of up": (
        "rows-needed",
        "def rows_needed(target, n, k):\n    left = target * 8 * np.log(2) / (k - 1) - 1 / n\n"
        "    return round(1 / left) if left > 0 else None",
    ),
    "always half below": (
        "with-mean-rows",
        "def with_mean_rows(share, skew, below):\n    return (1 - share) ** 0.5, skew / (1 - share) ** 0.5, share / 2",
    ),
    "name without value": (
        "wrong-claim",
        "def wrong_claim(real, synthetic, claims):\n    return 'sd ratio', claims['sd ratio']",
    ),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
@slow
def test_slip_is_not_full_marks(graded, a1, slip):
    question, text = slip
    earned = graded({question: text})[question]
    full = next(q.points for q in a1.questions if q.id == question)
    assert earned < full and (earned == 0 or question == "predict")


OTHER_WAYS = {
    "quadrature": (
        "clipped-sd",
        "def clipped_sd(mu, sigma, low, high):\n"
        "    p = (np.arange(400_000) + 0.5) / 400_000\n"
        "    return np.clip(stats.norm.ppf(p, mu, sigma), low, high).std()",
    ),
    "fsolve, as an array": (
        "parent",
        "def parent(mean, sd, low, high):\n"
        "    d = lambda p: stats.truncnorm((low - p[0]) / p[1], (high - p[0]) / p[1], loc=p[0], scale=p[1])\n"
        "    return optimize.fsolve(lambda p: [d(p).mean() - mean, d(p).std() - sd], [mean, sd])",
    ),
    "row by row": (
        "interpolate",
        "def interpolate(rows, first, second, lam):\n"
        "    return [[l * x + (1 - l) * y for x, y in zip(rows[i], rows[j])] for i, j, l in zip(first, second, lam)]",
    ),
    "sd divided by n - 1": (
        "wrong-claim",
        "def wrong_claim(real, synthetic, claims):\n"
        "    a, b = real[:, 0], synthetic[:, 0]\n"
        "    right = {\n"
        "        'mean ratio': b.mean() / a.mean(), 'sd ratio': b.std(ddof=1) / a.std(ddof=1),\n"
        "        'correlation': np.corrcoef(synthetic.T)[0, 1], 'ks': stats.ks_2samp(a, b).statistic,\n"
        "        'outside': np.mean((b < a.min()) | (b > a.max())),\n"
        "    }\n"
        "    name = max(claims, key=lambda claim: abs(claims[claim] - right[claim]))\n"
        "    return [name, round(right[name], 3)]",
    ),
    "averaged over a grid": (
        "predict",
        "def predict(skew, correlation, width, shared):\n"
        "    lam = np.linspace(0.5 - width / 2, 0.5 + width / 2, 2001)\n"
        "    v, t = np.mean(lam**2 + (1 - lam) ** 2), np.mean(lam**3 + (1 - lam) ** 3) * skew\n"
        "    return v**0.5, t / v**1.5, correlation if shared else correlation / 2 / v",
    ),
    "counting up": (
        "rows-needed",
        "def rows_needed(target, n, k):\n    if (k - 1) / n / (8 * np.log(2)) >= target:\n        return None\n"
        "    m = 1\n    while (k - 1) * (1 / n + 1 / m) / (8 * np.log(2)) > target:\n        m += 1\n    return m",
    ),
}


@pytest.mark.parametrize("way", OTHER_WAYS.values(), ids=OTHER_WAYS)
@slow
def test_another_right_way_is_full_marks(graded, a1, way):
    question, text = way
    assert graded({question: text})[question] == next(q.points for q in a1.questions if q.id == question)


def test_prediction_is_two_thirds(solved):
    """O28: over the whole of [0, 1] the variance keeps 2/3; a lambda per cell keeps 3/4 of the correlation."""
    sd, skew, correlation = solved["predict"](1.75, 0.8, 1.0, shared=True)
    assert sd**2 == pytest.approx(2 / 3) and skew == pytest.approx(1.75 * 0.5 / (2 / 3) ** 1.5) and correlation == 0.8
    assert solved["predict"](1.75, 0.8, 1.0, shared=False)[2] == pytest.approx(0.6)


@pytest.mark.parametrize("width", [0.0, 0.4, 1.0])
@slow
def test_prediction_is_what_a_simulation_gives(solved, width):
    """Bivariate exponential-like rows; 4.5 standard errors over 40 batches."""
    rng = np.random.default_rng(3)
    measured = {True: [], False: []}
    for _ in range(40):
        a, b = np.exp(0.3 * (rng.normal(size=(2, 20_000, 1)) + rng.normal(size=(2, 20_000, 2))))
        for shared in (True, False):
            lam = 0.5 + width * (rng.random((20_000, 1 if shared else 2)) - 0.5)
            x = lam * a + (1 - lam) * b
            measured[shared].append([x[:, 0].std(), stats.skew(x[:, 0]), np.corrcoef(x.T)[0, 1]])
    s = 2 * 0.3**2  # variance of the logarithm; covariance is half of it
    sd, skew = np.sqrt((np.exp(s) - 1) * np.exp(s)), (np.exp(s) + 2) * np.sqrt(np.exp(s) - 1)
    r = (np.exp(s / 2) - 1) / (np.exp(s) - 1)
    for shared, values in measured.items():
        mean, error = np.mean(values, axis=0), np.std(values, axis=0) / np.sqrt(len(values))
        expected = np.array(solved["predict"](skew, r, width, shared)) * [sd, 1, 1]
        assert (np.abs(mean - expected) < 4.5 * error + [0, 0.003, 0]).all(), (mean, expected, error)


def test_clipping_oracle(solved):
    """O7: clipping N(35, 15) below at 18; the sd by quadrature over the quantile function."""
    p = (np.arange(2_000_000) + 0.5) / 2_000_000
    column = np.clip(stats.norm.ppf(p, 35, 15), 18, 80)
    assert solved["clipped_sd"](35, 15, 18, 80) == pytest.approx(column.std(), rel=1e-5)


def test_parent_oracle(solved):
    """O7: mean 38.542 and sd 12.145 within [18, 80] come from N(35, 15)."""
    mu, sigma = solved["parent"](38.542, 12.145, 18, 80)
    assert mu == pytest.approx(35, abs=0.02) and sigma == pytest.approx(15, abs=0.02)


def test_mean_rows_oracle(solved):
    rng = np.random.default_rng(2)
    real = rng.gamma(2.0, size=400_000)
    synthetic = np.where(rng.random(400_000) < 0.3, 2.0, rng.gamma(2.0, size=400_000))
    sd, skew, ks = solved["with_mean_rows"](0.3, np.sqrt(2), stats.gamma(2).cdf(2))
    assert synthetic.std() / np.sqrt(2) == pytest.approx(sd, rel=0.01)
    assert stats.skew(synthetic) == pytest.approx(skew, rel=0.03)
    assert stats.ks_2samp(real, synthetic).statistic == pytest.approx(ks, abs=0.004)


def test_rows_needed_oracle(solved):
    """O2: 1000 and 1000 rows over 20 cells have the floor .00685."""
    assert solved["rows_needed"](19 * 0.002 / (8 * np.log(2)) * (1 + 1e-12), 1000, 20) == 1000


def test_only_the_named_claim_is_wrong_in_the_example(a1, solved):
    sheet = {}
    check = next(c for q in a1.questions for c in q.checks if c.id == "wrong-claim-check")
    exec(check.code.rpartition("for sheet")[0], solved | sheet, sheet)
    first = sheet["sheets"][0]
    a, b = first["real"][:, 0], first["synthetic"][:, 0]
    right = {
        "mean ratio": b.mean() / a.mean(),
        "correlation": np.corrcoef(first["synthetic"].T)[0, 1],
        "outside": ((b < a.min()) | (b > a.max())).mean(),
        "ks": stats.ks_2samp(a, b).statistic,
    }
    for name, value in right.items():
        assert first["claims"][name] == pytest.approx(value, abs=6e-4)
