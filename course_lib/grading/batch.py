"""A folder of submissions in, a gradebook and feedback out. No submission stops the others.

    OUT/gradebook.csv      one row per submission          OUT/results/NAME.json    the same in full, and for resuming
    OUT/for_a_person.csv   what no program should decide   OUT/feedback/NAME.html   for the learner
    OUT/run.json           assignment, seed, limits

Run again, it grades what is new or changed and keeps the rest, as long as assignment, seed and limits are the same.
"""

from __future__ import annotations

import json
import secrets
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from pathlib import Path

from course_lib.errors import CourseError
from course_lib.grading.assignment import SOURCES, Assignment
from course_lib.grading.feedback import write_page
from course_lib.grading.graft import Answer, graft
from course_lib.grading.jail import REMEDY, JailError
from course_lib.grading.limits import Limits
from course_lib.grading.marks import Reference, make_reference, mark
from course_lib.grading.probe import probe
from course_lib.grading.reading import Reader
from course_lib.grading.records import (
    FOR_A_PERSON,
    GRADED,
    NOT_GRADED,
    UNTOUCHED,
    Record,
    Submission,
    find_submissions,
    read_record,
    result_key,
    write,
    write_gradebook,
    write_queue,
    write_record,
)
from course_lib.grading.run import Task, close_jails, jail_of, make_task, run_submission

SEEDS = 2**32


@dataclass(frozen=True)
class Summary:
    """records: one per row of the gradebook. run: how many distinct sets of answers were executed."""

    records: list[Record]
    queue: list[tuple[str, str]]
    run: int
    seed: int
    seconds: float


class Batch:
    """One run over one folder."""

    def __init__(self, folder, assignment: Assignment, out, *, seed=None, limits=None, sandboxed=True, say=print):
        self.folder, self.out, self.assignment = Path(folder).resolve(), Path(out).resolve(), assignment
        self.limits, self.sandboxed, self.say = limits or Limits(), sandboxed, say
        if not self.folder.is_dir():
            raise CourseError(f"There is no folder {folder}; name the folder that holds the submissions.")
        if self.out == self.folder or self.folder in self.out.parents:
            raise CourseError(f"The results cannot go into the folder of submissions ({out}); choose another with -o.")
        self.submissions = find_submissions(self.folder)
        if not self.submissions:
            raise CourseError(f"The folder {folder} holds no files; put the learners' notebooks into it.")
        self.seed = self._seed(seed)
        self.records: dict[str, Record] = {}
        self.queue: dict[str, str] = {}

    def _seed(self, seed: int | None) -> int:
        """The seed asked for; else that of an earlier run of the same assignment; else a fresh one."""
        if seed is not None:
            if not 0 <= seed < SEEDS:
                raise CourseError(f"seed={seed} is out of range; give a whole number from 0 to {SEEDS - 1}.")
            return seed
        try:
            earlier = json.loads((self.out / "run.json").read_text(encoding="utf-8"))
            if earlier["digest"] == self.assignment.digest:
                return int(earlier["seed"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # no earlier run that can be gone on with
        return secrets.randbelow(SEEDS)

    def grade(self, jobs: int = 1) -> Summary:
        start = time.perf_counter()
        self.out.mkdir(parents=True, exist_ok=True)
        try:
            groups = self._read()
            if groups:
                self._run(groups, jobs)
        finally:
            self._write_books()
        return Summary(
            list(self.records.values()), sorted(self.queue.items()), len(groups), self.seed, time.perf_counter() - start
        )

    def _prepare(self) -> tuple[Task, Reference]:
        """The reference at this run's seed, and the canaries."""
        hidden = (SOURCES.parent.parent, self.folder, self.out)
        try:
            reference = make_reference(self.assignment, self.seed, self.limits, hidden, self.sandboxed)
            task = make_task(self.assignment, reference.inputs, self.limits, hidden, self.sandboxed)
            probe(jail_of(self._jail, task), self.assignment, reference, task, self.out)
        except JailError as error:
            raise CourseError(f"{error} {REMEDY if self.sandboxed else ''}".strip()) from error
        self._write_run()
        return task, reference

    @property
    def _jail(self) -> str:
        return result_key(self.assignment.digest, self.seed, self.limits.to_dict(), self.sandboxed)

    def _write_run(self) -> None:
        about = {
            "assignment": self.assignment.source.stem,
            "digest": self.assignment.digest,
            "seed": self.seed,
            "limits": self.limits.to_dict(),
            "sandboxed": self.sandboxed,
        }
        write(self.out / "run.json", json.dumps(about, indent=1) + "\n")

    def _read(self) -> dict[str, tuple[dict[str, Answer], list[Submission]]]:
        """Read and graft every file; what is settled becomes a record, the rest is grouped by equal answers."""
        groups: dict[str, tuple[dict[str, Answer], list[Submission]]] = {}
        with Reader() as reader:
            for submission in self.submissions:
                read = reader.read(submission.path)
                if "unreadable" in read:
                    beside = submission.path.suffix != ".ipynb" and self._others(submission)
                    self._for_a_person(submission, read["unreadable"], row=not beside)
                    continue
                answers = graft(self.assignment, read["cells"])
                if all(answer.text is None for answer in answers.values()):
                    self._for_a_person(submission, f"it holds no answer cell of {self.assignment.name}")
                    continue
                key = self._key(answers)
                earlier = read_record(submission.slug, self.out / "results")
                if earlier and earlier.key == key and earlier.status in (GRADED, UNTOUCHED):
                    self.records[submission.name] = earlier
                    write_page(earlier, self.assignment.source.title, self.out / "feedback")
                else:
                    groups.setdefault(key, (answers, []))[1].append(submission)
        return groups

    def _key(self, answers: dict[str, Answer]) -> str:
        texts = {name: [answer.text, answer.attempted, answer.note] for name, answer in answers.items()}
        return result_key(self.assignment.digest, self.seed, self.limits.to_dict(), self.sandboxed, texts)

    def _run(self, groups: dict, jobs: int) -> None:
        from joblib import Parallel, delayed

        try:
            task, reference = self._prepare()
            jobs = max(1, min(jobs, len(groups)))
            if jobs > 1:
                close_jails()  # the workers open their own
            parallel = Parallel(n_jobs=jobs, return_as="generator_unordered")
            calls = (delayed(run_group)(self._jail, task, key, _texts(answers)) for key, (answers, _) in groups.items())
            for done, (key, ran) in enumerate(parallel(calls), 1):
                answers, submissions = groups[key]
                for submission in submissions:
                    self._store(submission, key, answers, ran, reference)
                names = ", ".join(submission.shown for submission in submissions)
                self.say(f"[{done}/{len(groups)}] {names}: {self._said(submissions[0])}")
        except BrokenProcessPool as error:
            raise CourseError(
                "A worker process was ended from outside, perhaps for lack of memory; run the same command again with "
                "--jobs 1, it goes on from here."
            ) from error
        finally:
            close_jails()

    def _store(self, submission: Submission, key: str, answers: dict, ran: dict | str, reference: Reference) -> None:
        if isinstance(ran, str):
            self.queue[submission.name] = f"The grader failed, not the submission; run grade again. {ran}"
            self._keep(self._record(submission, NOT_GRADED, ran))
            return
        marked = mark(self.assignment, reference, answers, ran, self.limits)
        touched = any(answer.attempted for answer in answers.values())
        record = self._record(submission, GRADED if touched else UNTOUCHED)
        record.key, record.points = key, {question.question: question.points for question in marked}
        record.questions = [asdict(question) for question in marked]
        record.note = " ".join(f"{name}: {answer.note}" for name, answer in answers.items() if answer.note)
        self._keep(record)

    def _record(self, submission: Submission, status: str, note: str = "") -> Record:
        return Record(
            submission.name, submission.learner, submission.slug, status, self.sandboxed, self.assignment.points, note
        )

    def _keep(self, record: Record) -> None:
        self.records[record.submission] = record
        write_record(record, self.out / "results")
        write_page(record, self.assignment.source.title, self.out / "feedback")

    def _others(self, submission: Submission) -> bool:
        """Whether the same learner handed in a notebook besides this file."""
        return any(
            other.learner == submission.learner and other.path.suffix == ".ipynb" and other != submission
            for other in self.submissions
        )

    def _for_a_person(self, submission: Submission, why: str, row: bool = True) -> None:
        self.queue[submission.name] = why[:1].upper() + why[1:] + "."
        if row:
            self._keep(self._record(submission, FOR_A_PERSON, self.queue[submission.name]))

    def _said(self, submission: Submission) -> str:
        record = self.records[submission.name]
        return record.status if record.total is None else f"{record.total:g} of {record.out_of:g} points"

    def _write_books(self) -> None:
        """Gradebook and queue of all that is settled, after an interruption too."""
        learners = Counter(record.learner for record in self.records.values())
        for record in self.records.values():
            if learners[record.learner] > 1:
                why = f"One of {learners[record.learner]} files of this learner; a person decides which counts."
                self.queue.setdefault(record.submission, why)
                if why not in record.note:
                    record.note = f"{record.note} {why}".strip()
        questions = tuple(question.id for question in self.assignment.questions)
        write_gradebook(list(self.records.values()), questions, self.out / "gradebook.csv")
        write_queue(list(self.queue.items()), self.out / "for_a_person.csv")


def run_group(name: str, task: Task, key: str, answers: dict[str, str]) -> tuple[str, dict | str]:
    """Top level, so that joblib can send it to another process."""
    return key, run_submission(name, task, answers)


def _texts(answers: dict[str, Answer]) -> dict[str, str]:
    """Only what was written is run: a stub is worth nothing by the canary."""
    return {name: answer.text for name, answer in answers.items() if answer.attempted}


def grade(
    folder,
    assignment: Assignment,
    out,
    *,
    seed: int | None = None,
    limits: Limits | None = None,
    jobs: int = 1,
    sandboxed: bool = True,
    say: Callable[[str], None] = print,
) -> Summary:
    """Grade every file below `folder`; results go to `out`. CourseError before anything is run if it cannot be
    trusted. seed: of the hidden inputs, None = that of the earlier run in `out`, else fresh."""
    return Batch(folder, assignment, out, seed=seed, limits=limits, sandboxed=sandboxed, say=say).grade(jobs)
