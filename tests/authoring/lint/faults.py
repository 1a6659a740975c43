"""One fault each, named after the fault: what it does to a bench with the built demo, and the rule that must see it.

A fault in the source's header edits the source; what a learner reads or an execution left behind is edited in the
stored copies. `FAULTS[name]` is (rule's id, words of its sentence, what to do to the bench).
"""

from nbformat.v4 import new_markdown_cell, new_output

from tests.authoring.lint.planting import (
    CHECK,
    FIGURE,
    MISSPELT,
    PROSE,
    alt,
    bank,
    both,
    code,
    drop,
    figures,
    header,
    heavy,
    insert,
    new_code,
    no_figures,
    outputs,
    printed,
    prose,
    renumber,
    swap,
    table_output,
    tags,
)

FIVE = "\n".join(f"def f{k}(): pass" for k in range(5))
FILTER = "import warnings\nwarnings."
ADDRESS = "<object at 0x7f3a2b1c9d40>"

FAULTS = {
    # card.py
    "no-promise": ("card-complete", "lacks 'promise'", header("    promise: You add", "    was: You add")),
    "no-minutes": ("card-complete", "lacks 'minutes'", header("    minutes: 45", "    time: 45")),
    "no-run-time": ("card-complete", "lacks 'run_seconds'", header("    run_seconds: 2", "    run_seconds: soon")),
    "objective-without-check": (
        "card-complete",
        "objective 2 of the card lacks 'check'",
        header("check: average", "x: 1"),
    ),
    "two-objectives": (
        "card-complete",
        "has 2 objectives",
        header("#     - text: say how far two numbers lie apart\n#       check: spread\n", ""),
    ),
    "untitled-card": ("card-complete", "open with '# 01 Title'", prose("# The demo", "01-card-01")),
    "objective-unmeasured": (
        "objective-checked",
        "objective 1 is measured by no cell",
        header("check: total", "check: sum"),
    ),
    "objective-unasked": ("objective-in-quiz", "asks for objective 2", bank("objective = 2", "objective = 1")),
    "quiz-unasked": ("objective-in-quiz", "no cell asks the quiz", prose("print('quiz')", "01-quiz-02")),
    "no-fails-part": (
        "parts-in-order",
        "no cell with the role 'fails'",
        header('markdown] tags=["fails"]', "markdown]"),
    ),
    "parts-swapped": ("parts-in-order", "'loop' comes before 'recall'", both(swap("01-loop-01", "01-recall-01"))),
    "set-up-of-another-lesson": (
        "setup-starts",
        'course = start("01")',
        lambda bench: bench.cell(
            "01-setup-01", change=lambda cell: cell.update(source=cell.source.replace('start("01")', 'start("02")'))
        ),
    ),
    "revealed-before-asked": (
        "prediction-order",
        "before course.predict",
        both(swap("01-hook-02", "01-hook-03"), renumber),
    ),
    "never-revealed": ("prediction-order", "no cell reveals", prose("print(1)", "01-hook-03")),
    "exercise-unchecked": (
        "exercise-checked",
        "no cell checks",
        both(prose("print('○ total: not attempted.')", CHECK), header("check: total", "check: average")),
    ),
    "exercise-unsolved": (
        "exercise-checked",
        "has no solution",
        header("### BEGIN SOLUTION\ntotal = a + b\n### STUB: total = None\n### END SOLUTION\n", "total = None\n"),
    ),
    "one-wrong-answer": (
        "wrong-answers-named",
        "names 1 wrong",
        bank(', { value = -1, says = "You subtracted." }', ""),
    ),
    "one-wrong-answer-in-code": (
        "wrong-answers-named",
        "'spread' names 1",
        lambda bench: bench.replace(
            bench.teaching / "checks/lesson_01.py", "if value == 3:\n        return not_yet", "x"
        ),
    ),
    "check-not-in-bank": ("wrong-answers-named", "no [checks.total]", bank("[checks.total]", "[checks.sum]")),
    # code.py
    "long-cell": ("cell-length", "has 21 lines, the limit is 20", code("\n".join(["1"] * 20))),
    "four-definitions": ("definitions", "'f2' is definition 4 of 6", code(FIVE)),
    "foreign-import": ("imports-allowed", "imports 'requests'", code("import requests")),
    "foreign-import-from": ("imports-allowed", "imports 'scipy.stats'", code("from scipy.stats import norm")),
    "hidden-import": ("imports-allowed", "imports 'sdv'", code("import importlib\nimportlib.import_module('sdv')")),
    "relative-import": ("imports-allowed", "imports '.'", code("from . import helpers")),
    "installs": ("no-installs", "installs a package", code("%pip install course")),
    "fetches": ("no-network", "needs the network", code('import pandas as pd\npd.read_csv("https://a.org/x.csv")')),
    "opens-url": ("no-network", "needs the network", code("import urllib.request")),
    "remote-picture": (
        "no-network",
        "shows something from the network",
        prose("## A\n![a cat](https://a.org/cat.png)"),
    ),
    "shell": ("no-shell", "system's shell", code("!ls")),
    "bash-cell": ("no-shell", "system's shell", prose("%%bash\nls", "01-code-01")),
    "absolute-path": ("no-absolute-path", "'/home/ann'", code('path = "/home/ann/data.csv"')),
    "windows-path": ("no-absolute-path", "path", code(r'path = "C:\\Users\\ann"')),
    "absolute-path-in-prose": ("no-absolute-path", "'/Users/ann'", prose("## A\nSee /Users/ann/data.csv.")),
    "absolute-path-printed": ("no-absolute-path", "prints the path", outputs(printed("saved in /tmp/ann/x.csv\n"))),
    "blanket-filter": ("no-blanket-filter", "hides every warning", code(FILTER + 'filterwarnings("ignore")')),
    "blanket-simplefilter": ("no-blanket-filter", "hides every", code(FILTER + 'simplefilter(action="ignore")')),
    "blanket-seterr": ("no-blanket-filter", "hides every", code('import numpy as np\nnp.seterr(all="ignore")')),
    "capture": ("no-blanket-filter", "%%capture", prose('%%capture\nprint("deeper")', "01-code-01")),
    "nbval-skip-in-comment": ("no-nbval-marker", "'NBVAL_SKIP'", code("# NBVAL_SKIP")),
    # running.py
    "never-run": (
        "executed-in-order",
        "was not executed",
        lambda bench: bench.cell("01-code-01", execution_count=None),
    ),
    "run-out-of-order": (
        "executed-in-order",
        "count 7, not",
        lambda bench: bench.cell("01-code-01", execution_count=7),
    ),
    "warning-on-stderr": ("no-stderr", "stderr", outputs(printed("a\n"), printed("UserWarning: b\n", "stderr"))),
    "untagged-error": (
        "no-error",
        "ended in ValueError",
        outputs(new_output("error", ename="ValueError", evalue="no", traceback=[])),
    ),
    "tag-without-error": ("no-error", "raises none", outputs(printed("fine\n"), id="01-error-shown")),
    "output-of-one-cell-lost": ("outputs-present", "nothing is stored", outputs()),
    "nbval-tag": ("only-controls-uncompared", "'nbval-ignore-output'", tags("01-code-01", "nbval-ignore-output")),
    "prints-beside-controls": (
        "only-controls-uncompared",
        "a cell of its own",
        lambda bench: bench.cell("01-explore-03", change=lambda cell: cell.outputs.append(printed("7\n"))),
    ),
    "address-printed": ("no-random-id", ADDRESS[8:-1], outputs(printed(ADDRESS))),
    "styler-id": (
        "no-random-id",
        "T_3fa9c",
        outputs(new_output("display_data", data={"text/html": '<table id="T_3fa9c">', "text/plain": "table"})),
    ),
    "uuid-printed": ("no-random-id", "changes in every run", outputs(printed("123e4567-e89b-12d3-a456-426614174000"))),
    "too-heavy": ("file-size", "limit is 1 MB", heavy),
    "stub-judged-wrong": (
        "verdicts",
        "says 'not yet' of an untouched copy",
        outputs(printed("✗ total: not yet. Too low.\n"), id=CHECK, copy="learner"),
    ),
    "solution-judged-wrong": (
        "verdicts",
        "says 'not yet' of the solution",
        outputs(printed("✗ total: not yet. Too low.\n"), id=CHECK, copy="teacher"),
    ),
    "no-verdict": ("verdicts", "prints no verdict", outputs(printed("True\n"), id=CHECK)),
    # figures.py
    "figure-without-alt": ("figure-alt", "has no alt text", alt("")),
    "alt-says-nothing": ("figure-alt", "does not say what is seen", alt("Figure 1")),
    "alt-too-short": ("figure-alt", "does not say what is seen", alt("Ages of real rows")),
    "figure-without-line": (
        "figure-text-line",
        "no line of text",
        lambda bench: bench.cell(FIGURE, change=lambda cell: cell.outputs.pop()),
    ),
    "figure-html-only": (
        "figure-png",
        "HTML alone",
        lambda bench: bench.cell(FIGURE, change=lambda cell: cell.outputs[0].data.pop("image/png")),
    ),
    "controls-without-picture": (
        "explore-picture",
        "no stored picture",
        both(insert("01-explore-02", new_code("x = 1")), renumber),
    ),
    "alt-tells-the-answer": ("alt-keeps-secret", "gives away", alt("Two bars, and the mean: it stays where it was.")),
    "line-tells-the-answer": (
        "alt-keeps-secret",
        "gives away",
        lambda bench: bench.cell(FIGURE, change=lambda cell: cell.outputs[1].update(text="So it stays where it was.")),
    ),
    "fold-labelled-by-html": (
        "fold-label",
        "print what is behind the fold first",
        lambda bench: bench.cell("01-hook-03", change=lambda cell: cell.outputs.insert(0, table_output())),
    ),
    # lengths.py
    "too-many-words": ("length-words", "words, the limit is 1400", prose("## A\n" + "word " * 1650)),
    "too-many-lines": (
        "length-lines",
        "lines of code, the limit is 80",
        both(*(insert("01-recall-01", new_code("\n".join(["a = 1"] * 12), k)) for k in range(5)), renumber),
    ),
    "nine-figures": ("length-figures", "has 9 figures", figures(6)),
    "two-figures": ("length-figures", "has 2 figures", no_figures(FIGURE, "01-loop-03")),
    "two-exercises": (
        "length-exercises",
        "has 2 exercises",
        header('name="spread" tags=["exercise"]', 'name="spread"'),
    ),
    "no-controls": ("length-explore", "has 0 cells of live controls", both(drop("01-explore-03"), renumber)),
    "task-unchecked": ("length-explore", "not checked by number", prose("print(1)", "01-explore-05")),
    "four-questions": (
        "length-quiz",
        "has 4 quiz questions",
        bank("[checks.total]", "[[quiz]]\nobjective = 3\n[checks.total]"),
    ),
    # prose.py
    "heading-jumps": ("headings-in-order", "from level 1 to 3", prose("### A guess", "01-hook-01")),
    "two-titles": ("headings-in-order", "second title", prose("# A guess", "01-hook-01")),
    "deeper-without-heading": ("deeper-folds", "without a heading", prose("More words.", "01-text-02")),
    "deeper-swallows-the-rest": ("deeper-folds", "would fold away", prose("### Where it fails", "01-fails-01")),
    "misspelt": ("spelling", f"'{MISSPELT}' is misspelt; write receive", prose(f"## A\nYou {MISSPELT} rows.")),
    "misspelt-in-alt": ("spelling", "write receive", code(f'alt = "You {MISSPELT} two rows now"')),
    "banned-word": ("banned-words", "says 'obviously'", prose("## A\nIt is obviously two.")),
    "banned-word-in-summary": ("banned-words", "'safe'", code('text = "this table is safe to share"')),
    "banned-word-in-bank": (
        "banned-words",
        "says 'simply'",
        bank("averages are unbiased", "averages are simply unbiased"),
    ),
    "fidelity-without-floor": ("loaded-words", "without a floor", prose("## A\nIts fidelity is .92.")),
    "significant-without-test": ("loaded-words", "without a test", prose("## A\nA significant gap.")),
    "shuffled-somehow": ("loaded-words", "'row order shuffled'", prose("## A\nThe table is shuffled.")),
    "term-unknown": ("term-in-glossary", "'ceiling'", header("[[floor]]", "[[ceiling]]")),
    "term-unknown-in-code": ("term-in-glossary", "'roof'", code('course.glossary("roof")')),
    "dead-link": ("link-target", "'solutions/01.md'", prose("## A\nSee [there](solutions/01.md).")),
}


# What is allowed though it looks like a fault: one sentence each that no rule may object to.
CLEAN = {
    "quoted-source": prose('## A\n> It is obviously safe.\n\nThe report says "statistically identical".'),
    "measured-fidelity": prose("## A\nIts fidelity is .92, mean JSD against the holdout; the floor is .98."),
    "tested": prose("## A\nA significant gap (test by permutation, p = .01)."),
    "shuffled-as-told": prose("## A\nThe row order shuffled, then the columns shuffled independently."),
    "term-by-another-name": header("[[floor]]", "[[noise floor|noise floors]]"),
    "narrow-filter": code(FILTER + 'filterwarnings("ignore", message="x", category=UserWarning)'),
    "docs-link": prose("## A\nSee [the paper](https://arxiv.org/abs/1312.6114) and [lesson](01_demo.ipynb)."),
    "slashes-in-prose": prose("## A\nIncome/age, and/or 3/4; `a/b`."),
    "installed-in-words": prose("## A\nNothing to install here."),
    "allowed-imports": code("import torch.nn, sklearn.svm, json\nfrom course_lib.data import split"),
    "heading-in-code-block": prose("## A\n```\n# no heading\n```"),
    "adjusted": prose("## A\nAdjusted, unsafely, uneasy, accurately speaking of nothing."),
    "new-prose-cell": insert(PROSE, new_markdown_cell("### Part", id="01-new-01")),
}
