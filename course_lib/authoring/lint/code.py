"""Rules on the code a learner reads: short, runnable anywhere, hiding nothing."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from course_lib.authoring.lint.lesson import View
from course_lib.authoring.lint.rules import CONSIDER, Fault, over, rule

CELL_LINES, CELL_AIM, DEFINITIONS = 20, 12, 3
ALLOWED = {
    "course_lib", "numpy", "pandas", "matplotlib", "seaborn", "torch", "sklearn", "ipywidgets",
} | set(sys.stdlib_module_names)  # fmt: skip
ALSO_IN_ASSIGNMENTS = {"scipy"}  # a solver or a distribution that no lesson's lines need to show
INSTALL = re.compile(r"\b(pip3?|conda|mamba|apt(-get)?|uv)\b[^\n]{0,20}\binstall\b")
URL = re.compile(r"\b(?:https?|ftp|s3|gs)://[^\s\"')>\]]+")
FETCH = {"urlopen", "urlretrieve", "HTTPConnection", "HTTPSConnection", "create_connection"}
NETWORK_MODULES = {"urllib.request", "http.client", "ftplib", "smtplib", "telnetlib", "xmlrpc"}
ABSOLUTE = re.compile(
    r"(?<![\w./:<])/(?:home|Users|root|tmp|work|mnt|media|opt|var|usr|etc|content|kaggle)/[\w.-]+"
    r"|\b[A-Za-z]:\\\\?[\w.-]+"
    r"|(?<![\w/])~/[\w.-]+"
)
SHELL = re.compile(r"get_ipython\(\)\.(system|getoutput)\(|run_cell_magic\(\s*['\"](?:bash|sh|cmd|script|system|!)")
HIDING_MAGIC = re.compile(r"run_cell_magic\(\s*['\"]capture")
NBVAL_MARKER = re.compile(r"^\s*#+\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", re.MULTILINE)


@rule("cell-length")
def cell_length(lesson) -> Iterator[Fault]:
    for view in _code_once(lesson):
        if lesson.source.kind == "assignment" and view.copy != "learner":
            continue  # hidden tests make the teacher's longer
        lines = shown_lines(view.text)
        if lines > CELL_LINES:
            yield Fault(view, f"the cell has {lines} lines, the limit is {CELL_LINES}; split it.")
        elif over(lines, CELL_AIM) and over(lines, CELL_AIM) != CONSIDER and view.copy == "learner":
            yield Fault(view, f"the cell has {lines} lines, the aim is {CELL_AIM}; could it be two?", CONSIDER)


@rule("definitions", ("lesson", "opening"))
def definitions(lesson) -> Iterator[Fault]:
    found = [
        (view, node)
        for view in lesson.learner
        if view.is_code and view.role != "exercise" and view.tree
        for node in view.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    if len(found) > DEFINITIONS:
        view, node = found[DEFINITIONS]
        yield Fault(
            view,
            f"'{node.name}' is definition {DEFINITIONS + 1} of {len(found)} outside exercises, {DEFINITIONS} are "
            "allowed; move what the lesson does not teach into course_lib.",
        )


@rule("imports-allowed")
def imports_allowed(lesson) -> Iterator[Fault]:
    seen = set()
    allowed = ALLOWED | (ALSO_IN_ASSIGNMENTS if lesson.source.kind == "assignment" else set())
    for view in _code_once(lesson):
        for module in imported(view.tree):
            if module.split(".")[0] not in allowed and (view.id, module) not in seen:
                seen.add((view.id, module))
                yield Fault(
                    view,
                    f"imports '{module}'; a lesson imports course_lib, the standard library, numpy, pandas, "
                    "matplotlib, seaborn, torch, sklearn and ipywidgets only.",
                )


@rule("no-installs")
def no_installs(lesson) -> Iterator[Fault]:
    for view in _code_once(lesson):
        if INSTALL.search(view.text):
            yield Fault(view, "installs a package; the environment is complete, so delete the line.")


@rule("no-network")
def no_network(lesson) -> Iterator[Fault]:
    for view in _code_once(lesson):
        code = _without_comments(view)
        calls = {getattr(n.func, "id", getattr(n.func, "attr", "")) for n in _walk(view) if isinstance(n, ast.Call)}
        if URL.search(code) or calls & FETCH or set(imported(view.tree)) & NETWORK_MODULES:
            yield Fault(view, "needs the network to run; read the data with load_table or from the data folder.")
    for view in lesson.learner:
        if view.is_markdown and re.search(r"!\[[^\]]*\]\(\s*https?:|<(?:img|script|iframe)\b[^>]*https?:", view.text):
            yield Fault(
                view, "shows something from the network; store the picture in the repository or draw it in a cell."
            )


@rule("no-shell")
def no_shell(lesson) -> Iterator[Fault]:
    for view in _code_once(lesson):
        if view.tree and SHELL.search(ast.unparse(view.tree)):
            yield Fault(view, "calls the system's shell, which differs between machines; write it in Python.")


@rule("no-absolute-path")
def no_absolute_path(lesson) -> Iterator[Fault]:
    for view in lesson.both:
        found = ABSOLUTE.search(view.text)
        if found:
            yield Fault(view, f"holds the path '{found[0]}' of one machine; use a path relative to the repository.")
            continue
        for text in output_texts(view):
            if found := ABSOLUTE.search(text):
                yield Fault(view, f"prints the path '{found[0]}' of one machine; print the file's name only.")
                break


@rule("no-blanket-filter")
def no_blanket_filter(lesson) -> Iterator[Fault]:
    remedy = "mend the cause, or filter one category with its message inside `with warnings.catch_warnings()`."
    for view in _code_once(lesson):
        for node in _walk(view):
            if isinstance(node, ast.Call) and _is_blanket(node):
                yield Fault(view, f"hides every warning; {remedy}")
        if view.tree and HIDING_MAGIC.search(ast.unparse(view.tree)):
            yield Fault(view, "%%capture hides what the cell prints; let it print, or print less.")


@rule("no-nbval-marker")
def no_nbval_marker(lesson) -> Iterator[Fault]:
    """A marker in a cell switches its comparison off; only the build marks the cells of live controls."""
    for view in lesson.both:
        if view.is_code and (marker := NBVAL_MARKER.search(view.text)):
            yield Fault(view, f"'{marker[1]}' switches nbval off for this cell; make its output repeatable instead.")


def shown_lines(code: str) -> int:
    """Lines with something on them."""
    return sum(bool(line.strip()) for line in code.splitlines())


def imported(tree: ast.Module | None) -> list[str]:
    """The modules a cell imports, by their full names."""
    names = []
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module if node.level == 0 and node.module else "." * max(node.level, 1))
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
            "import_module", "__import__",
        ):  # fmt: skip
            names += [argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)]
    return names


def output_texts(view: View) -> list[str]:
    """Every text a cell stored: streams and text mimes; not tracebacks, which hold paths by nature."""
    texts = [view.printed]
    for output in view.outputs:
        texts += [str(value) for mime, value in output.get("data", {}).items() if mime.startswith("text/")]
    return [re.sub(r"data:image/\w+;base64,[A-Za-z0-9+/=\s]+", "", text) for text in texts]


def _code_once(lesson) -> Iterator[View]:
    """The learner's code cells, then those of the teacher's copy that differ from them."""
    seen = set()
    for view in lesson.both:
        if view.is_code and (view.id, view.text) not in seen:
            seen.add((view.id, view.text))
            yield view


def _walk(view: View):
    return ast.walk(view.tree) if view.tree else ()


def _without_comments(view: View) -> str:
    return ast.unparse(view.tree) if view.tree else view.text


def _is_blanket(call: ast.Call) -> bool:
    """filterwarnings("ignore") or simplefilter("ignore") with neither category nor message; seterr(all="ignore")."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    action = call.args[0] if call.args else keywords.get("action")
    ignores = isinstance(action, ast.Constant) and action.value == "ignore"
    if name == "filterwarnings":
        return ignores and len(call.args) < 2 and not {"message", "category", "module"} & set(keywords)
    if name == "simplefilter":
        return ignores and len(call.args) < 2 and "category" not in keywords
    everything = keywords.get("all")
    return name in ("seterr", "errstate") and isinstance(everything, ast.Constant) and everything.value == "ignore"
