"""A question that a learner answers by mouse or keyboard, with the feedback read out by a screen reader.

Native radio buttons in a fieldset: the question is the group's name, each option its button's label, arrow keys
move, and no other library is needed. The right answer stays in the kernel; the page gets the feedback on the
option that was chosen. The widget's state is not needed to read the question: the output holds it as text too.
"""

from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets

from course_lib.teaching.banks import LETTERS, Question

HERE = Path(__file__).parent


class QuestionWidget(anywidget.AnyWidget):
    """`judge(letter) -> (right, feedback)` is called when the learner presses "Answer"."""

    _esm = HERE / "question.js"
    _css = HERE / "question.css"

    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    choice = traitlets.Int(-1).tag(sync=True)  # index of the option answered with, -1 before
    turn = traitlets.Int(0).tag(sync=True)  # counts the presses of the button: the same choice may be sent twice
    feedback = traitlets.Unicode().tag(sync=True)
    right = traitlets.Bool(False).tag(sync=True)

    def __init__(self, question: Question, judge: Callable[[str], tuple[bool, str]]):
        super().__init__(question=question.question, options=[option.text for option in question.options])
        self._judge = judge
        self.observe(self._answered, names="turn")

    def _answered(self, _change):
        if 0 <= self.choice < len(self.options):
            self.right, self.feedback = self._judge(LETTERS[self.choice])

    def bundle(self) -> dict:
        """The mimebundle that shows the live widget."""
        data = self._repr_mimebundle_()
        return dict(data[0] if isinstance(data, tuple) else data)
