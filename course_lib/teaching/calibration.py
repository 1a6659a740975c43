"""The learner's calibration: every prediction of the course that was made before its answer, with its confidence.

If confidences c_1 ... c_n are earned, the number of right ones has mean sum c_i and variance sum c_i (1 - c_i)
(independent predictions). So it is known how many right ones were promised, and how far luck moves that number.
"""

import re
from dataclasses import dataclass

from course_lib.teaching import banks
from course_lib.teaching.predictions import calibration_records
from course_lib.teaching.progress import Progress

NOTHING = ("No prediction with a confidence is stored yet, so there is no curve to draw: each lesson asks for one in "
           "its first cells, and a guess made after the answer was shown does not count.")  # fmt: skip


@dataclass(frozen=True)
class Calibrated:
    """n predictions, `right` of them; `promised` by their confidences, give or take `spread` (one sd)."""

    n: int
    right: int
    promised: float
    spread: float

    @property
    def sentence(self) -> str:
        """What the numbers say, and whether luck would do."""
        least = 0.5  # a half prediction is no promise broken
        far = self.right - self.promised
        verdict = ("more often than you said" if far > 0 else "less often than you said")
        if abs(far) <= max(2 * self.spread, least):
            verdict = "no difference that luck would not make"
        return (f"Right in {self.right} of {self.n}; your confidences promised {self.promised:.1f}, give or take "
                f"{self.spread:.1f}: {verdict}.")  # fmt: skip


def calibrated(records) -> Calibrated:
    """Count (confidence in percent, was it right) pairs."""
    shares = [confidence / 100 for confidence, _ in records]
    return Calibrated(len(shares), sum(bool(right) for _, right in records), sum(shares),
                      sum(c * (1 - c) for c in shares) ** 0.5)  # fmt: skip


def records_of(progress: Progress, folder=banks.FOLDER) -> list[tuple[float, bool]]:
    """Every prediction of every lesson that counts, out of the learner's file."""
    numbers = [path.stem for path in sorted(folder.glob("*.toml")) if re.fullmatch(r"\d\d", path.stem)]
    predictions = [entry for number in numbers for entry in banks.load(number, folder).predictions.values()]
    return calibration_records(progress, {entry.id: entry.answer for entry in predictions})
