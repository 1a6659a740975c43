"""Foreseen slips: wrong answers whose values give away the misconception, so that feedback can name it.

In the hidden region of a check:

    def slip_variance(right, column):
        \"\"\"returns the variance; the standard deviation is its square root\"\"\"
        return right(column) ** 2

A slip is a function `slip_…`. It gets the solution's function as `right` and then what the check passes. Its docstring
completes "You get these values if your answer …" and gives no formula away. Other functions of the region are helpers
of its slips. The grader runs a slip in the reference's jail in place of the solution; a submission that prints the same
values is told the sentence. Slips decide no points.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

PREFIX = "slip_"


@dataclass(frozen=True)
class Slip:
    """name: of its function. says: the docstring on one line. code: the function and the region's helpers."""

    name: str
    says: str
    code: str

    def before(self, code: str, target: str) -> str:
        """The code with the function `target` replaced by the slip."""
        return f"{self.code}\n\nimport functools\n{target} = functools.partial({self.name}, {target})\n\n{code}"


def take_slips(hidden: ast.Module) -> tuple[tuple[Slip, ...], ast.Module]:
    """The slips of a hidden region, and the region without them. ValueError names a slip without words."""
    functions = [statement for statement in hidden.body if isinstance(statement, ast.FunctionDef)]
    found = [function for function in functions if function.name.startswith(PREFIX)]
    helpers = "\n\n".join(ast.unparse(function) for function in functions if function not in found)
    slips = []
    for function in found:
        says = " ".join((ast.get_docstring(function) or "").split()).rstrip(".")
        if not says:
            raise ValueError(function.name)
        slips.append(Slip(function.name, says, f"{helpers}\n\n{ast.unparse(function)}".lstrip()))
    rest = [statement for statement in hidden.body if statement not in found]
    return tuple(slips), ast.Module(rest, [])


def called(names: tuple[str, ...], check: ast.Module) -> list[str]:
    """Which of these names a check uses."""
    used = {node.id for node in ast.walk(check) if isinstance(node, ast.Name)}
    return [name for name in names if name in used]
