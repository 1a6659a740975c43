"""The learner's calibration: which predictions count, what their confidences promised, and what is said without any."""

import numpy as np
import pytest

from course_lib.teaching import banks
from course_lib.teaching.calibration import NOTHING, Calibrated, calibrated, records_of
from course_lib.teaching.lesson import Lesson
from course_lib.teaching.progress import Progress
from tests.teaching.fixture import FOLDER, a_lesson


def test_promised_and_spread_by_hand():
    assert calibrated([(50, True), (100, False), (80, True)]) == Calibrated(3, 2, pytest.approx(2.3),
                                                                            pytest.approx(np.sqrt(0.41)))


@pytest.mark.parametrize("right, words", [(6, "less often"), (8, "luck"), (10, "luck"), (5, "less often")])
def test_the_sentence_knows_luck(right, words):
    records = [(90, True)] * right + [(90, False)] * (10 - right)
    assert words in calibrated(records).sentence


def test_too_modest():
    assert "more often" in calibrated([(50, True)] * 20).sentence


def test_predictions_after_the_answer_do_not_count(tmp_path):
    lesson = a_lesson(tmp_path / "progress.json")
    lesson.predict("photocopier", "c", 90)
    assert records_of(lesson._progress, FOLDER) == [(90, True)]
    lesson.reveal("photocopier")
    lesson.predict("photocopier", "b", 60)
    assert records_of(lesson._progress, FOLDER) == [(90, True)]


def test_every_lessons_prediction_is_found(tmp_path):
    """Guess "a" in each lesson; right where "a" is the answer."""
    progress, answers = Progress(tmp_path / "progress.json"), []
    for path in sorted(banks.FOLDER.glob("[0-9][0-9].toml")):
        bank = banks.load(path.stem)
        for name, prediction in bank.predictions.items():
            Lesson(bank, progress).predict(name, "a", 75)
            answers.append((75, prediction.answer == "a"))
    assert sorted(records_of(progress)) == sorted(answers) and len(answers) >= 15


def test_without_predictions_it_says_so_in_one_sentence(tmp_path, capsys):
    a_lesson(tmp_path / "progress.json").calibration()
    said = " ".join(capsys.readouterr().out.split())
    assert said == NOTHING and said.count(". ") == 0


def test_with_predictions_it_shows_the_curve(tmp_path, capsys, monkeypatch):
    shown = []
    monkeypatch.setattr("course_lib.teaching.calibration.records_of", lambda progress: [(70, True), (90, False)])
    monkeypatch.setattr("course_lib.teaching.lesson.display_bundle", shown.append)
    a_lesson(tmp_path / "progress.json").calibration()
    assert "Right in 1 of 2" in capsys.readouterr().out and "image/png" in shown[0]
