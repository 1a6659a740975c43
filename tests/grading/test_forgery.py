"""Cells that claim points without earning them. One forgery a test, named after it."""

import pytest

from tests.grading.conftest import SEED

pytestmark = pytest.mark.sandbox

WRONG = "def spread(column):\n    return 0.0\n"


def test_source_scores_full(bench):
    assert bench.points() == {"spread": 2, "doubled": 1, "counted": 1}


def test_untouched_scores_zero(bench):
    assert sum(bench.points(**bench.assignment.stubs()).values()) == 0


@pytest.mark.parametrize(
    "prelude",
    {
        "assert_allclose": "np.testing.assert_allclose = lambda *a, **k: None",
        "print": "import builtins\nbuiltins.print = lambda *a, **k: None\nprint = builtins.print",
        "json.dumps": "import json\njson.dumps = lambda *a, **k: '{}'\njson.JSONEncoder.encode = lambda *a: '{}'",
        "numpy equality": "np.isclose = np.allclose = lambda *a, **k: True",
        "muted traceback": "get_ipython()._showtraceback = lambda *a, **k: None",
        "custom exception handler": "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)",
        "input transformer": "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])",
        "ast transformer": "import ast\nget_ipython().ast_transformers.append(ast.NodeTransformer())",
        "nbval skip": "# NBVAL_SKIP\n'# NBVAL_IGNORE_OUTPUT'",
        "display hook": "import sys\nsys.displayhook = lambda *a: None\nsys.excepthook = lambda *a: None",
        "sends messages of its own": "import os, struct\nfor fd in range(3, 20):\n    try:\n"
        '        os.write(fd, struct.pack(">I", 22) + b\'{"printed":[["sd",1]]}\')\n    except OSError:\n        pass',
    }.items(),
    ids=lambda item: item[0],
)
def test_patched(bench, prelude):
    assert bench.only_spread_lost(prelude[1] + "\n" + WRONG)


@pytest.mark.parametrize("patch", ["import builtins\nbuiltins.print = None", "import json\njson.dumps = None"])
def test_patch_costs_nothing_when_the_answer_is_right(bench, patch):
    assert bench.points(spread=patch + "\n" + bench.assignment.solutions()["spread"])["spread"] == 2


VALUES = {
    "equal to everything": "class E:\n    def __eq__(self, other): return True\n    __hash__ = None",
    "float equal to everything": "class E(float):\n    def __eq__(self, o): return True\n"
    "    def __sub__(self, o): return 0.0\n    __rsub__ = __sub__\n    def __float__(self): return 1.0",
    "claims to be a float": "class E:\n    __class__ = float",
    "array equal to everything": "class E(np.ndarray):\n    def __eq__(self, o): return np.array(True)\n"
    "E = lambda: np.zeros(()).view(globals()['A'])",
    "NaN": "E = lambda: float('nan')",
    "infinite": "E = lambda: float('inf')",
    "text that looks right": "E = lambda: '1.0'",
    "True": "E = lambda: True",
    "a list in place of a number": "E = lambda: [1.0]",
    "nested without end": "def E():\n    x = []\n    x.append(x)\n    return x",
    "huge whole number": "E = lambda: 10**5000",
    "raises on every method": "class E(float):\n    def __getattribute__(self, name): raise ValueError('no')",
}


@pytest.mark.parametrize("value", VALUES.items(), ids=lambda item: item[0])
def test_value(bench, value):
    code = value[1].replace("globals()['A']", "A").replace("class E(np.ndarray)", "class A(np.ndarray)")
    assert bench.only_spread_lost(f"{code}\ndef spread(column):\n    return E()\n")


def test_float_subclass_of_the_right_value_is_right(bench):
    code = "class Metres(float):\n    pass\ndef spread(column):\n    return Metres(np.std(column))\n"
    assert bench.points(spread=code)["spread"] == 2


def test_hard_coded_public_inputs(bench):
    why = bench.only_spread_lost(
        "def spread(column):\n    return {3: 0.816496580927726, 2: 0.0}.get(len(column), 1.0)\n"
    )
    assert why.startswith("Right on the inputs shown in the notebook, not on others.")


def test_hidden_inputs_do_not_leave_through_errors(bench):
    text = (
        "def spread(column):\n    if len(column) == 7:\n"
        "        raise type('Got%r' % column, (Exception,), {})('inputs %r' % column)\n"
        "    return float(np.std(column))\n"
    )
    why = bench.only_spread_lost(text)
    assert "Got" not in why and "inputs [" not in why


def test_reference_is_nowhere_in_the_process(bench):
    """The solution's text is looked for in every module, every frame and every cell that IPython keeps."""
    text = (
        "import gc, sys\n"
        "def spread(column):\n"
        "    needle = 'return float(np.st' + 'd(column))'\n"
        "    held = [o for o in gc.get_objects() if isinstance(o, (dict, list))]\n"
        "    texts = (v for o in held for v in (o.values() if isinstance(o, dict) else o) if isinstance(v, str))\n"
        "    return 'found' if any(needle in t and 'needle' not in t for t in texts) else 'nowhere'\n"
    )
    reply = _printed(bench, text)
    assert reply == [["sd", "nowhere"], ["sd", "nowhere"]]


def test_seed_is_not_in_view(bench):
    assert _printed(bench, "def spread(column):\n    return 'seed' in globals()\n") == [["sd", False]] * 2
    assert SEED == 4


def _printed(bench, text):
    from course_lib.grading.run import run_answers

    ran = run_answers(bench.jail, bench.task, {"spread": text})["spread"]
    assert ran.ended is None and ran.error is None, ran
    return ran.public["spread-check"]["printed"]
