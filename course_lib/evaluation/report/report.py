"""What `evaluate` returns: rows of Score, to read, to tabulate, to store and to print. Never one overall grade."""

from pathlib import Path

import pandas as pd

from course_lib.errors import CourseError
from course_lib.evaluation.report.findings import findings
from course_lib.evaluation.scores.catalogue import METRICS
from course_lib.evaluation.scores.score import Score
from course_lib.files import write_whole

NEEDS = {"use": " It needs a target: evaluate(..., target=column).",
         "fairness": " It needs groups of people, and a gap between them a target: evaluate(..., protected=column, "
                     "target=column)."}


class Report:
    """Scores of one synthetic table.

    report["c2st"] is the score of the whole table (for a metric of columns: its average over them),
    report.get("jsd", "income") that of one column. Iterating gives every Score in the order of the catalogue.
    `sizes`: rows of train, synthetic and holdout. `notes`: what was not scored, and why.
    """

    def __init__(self, scores, sizes: dict, notes=(), profile=None):
        self.scores: tuple[Score, ...] = tuple(scores)
        self.sizes, self.notes, self.profile = dict(sizes), tuple(notes), profile
        self._by_key = {(score.name, score.column): score for score in self.scores}

    def __iter__(self):
        return iter(self.scores)

    def __len__(self) -> int:
        return len(self.scores)

    def __contains__(self, name) -> bool:
        return (name, None) in self._by_key

    def __getitem__(self, name: str) -> Score:
        return self.get(name)

    def get(self, name: str, column: str | None = None) -> Score:
        """The score of this name, of one column or of the whole table; CourseError if there is none."""
        if (name, column) in self._by_key:
            return self._by_key[name, column]
        names = sorted({score.name for score in self})
        if name not in names:
            needs = NEEDS.get(METRICS[name].group, "") if name in METRICS else ""
            raise CourseError(f"The report has no score {name!r}.{needs} It has {', '.join(names)}.")
        columns = [score.column for score in self if score.name == name and score.column]
        listed = f"it has {', '.join(columns)}" if columns else "this score is about the whole table"
        raise CourseError(f"The report has no score {name!r} of column {column!r}: {listed}.")

    def with_notes(self, notes) -> "Report":
        """The same report with more to say about what was compared; the new notes come first."""
        return Report(self.scores, self.sizes, (*notes, *self.notes), self.profile)

    def verdict(self) -> str:
        """What was seen, in a few sentences: columns, pairs, rows, use, copying. Never a grade."""
        return " ".join(findings(self))

    def to_frame(self) -> pd.DataFrame:
        """One row per score; interval as `low` and `high`, NaN where there is none."""
        rows = []
        for s in self:
            low, high = s.interval or (float("nan"),) * 2
            rows.append({"score": s.name, "column": s.column or "", "value": s.value, "better": s.better,
                         "floor": s.floor, "limit": s.limit, "floor_by": s.floor_by, "low": low, "high": high,
                         "visible": s.visible, "against": s.against, "control": s.control, "reads": s.reads})
        return pd.DataFrame(rows).astype({"visible": "boolean"})

    def to_dict(self) -> dict:
        """Everything but the pictures, ready for JSON; what is not a number is None."""
        return {"rows": self.sizes, "verdict": self.verdict(), "notes": list(self.notes),
                "scores": [score.to_dict() for score in self]}

    def to_html(self, path, title: str = "A synthetic table beside its original") -> Path:
        """Write one self-contained page (pictures first, numbers behind; no network) and return its path.

        The same report gives the same bytes. The file appears whole or not at all. Raises CourseError if it
        cannot be written.
        """
        from course_lib.evaluation.report.html import page

        return write_whole(path, page(self, title))

    def _repr_html_(self) -> str:
        from course_lib.evaluation.report.html import fragment

        return fragment(self)

    def __repr__(self) -> str:
        lines = [f"{METRICS[s.name].title}: {s.reads}" for s in self if s.column is None]
        return "\n".join([self.verdict(), *self.notes, *lines])
