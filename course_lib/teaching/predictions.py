"""Predictions: said before the experiment, with a confidence, and never answered before `reveal`.

A record made after the answer was shown is kept but does not count: a calibration curve (lesson 16) is about what
the learner believed beforehand.
"""

from course_lib.mode import building
from course_lib.teaching.banks import LETTERS, Prediction, is_number
from course_lib.teaching.progress import Progress, now
from course_lib.teaching.saying import lettered, say


def predict(prediction: Prediction, progress: Progress, choice=None, confidence=None):
    """Print the question; record the choice (a letter) and the confidence (50 to 100, in percent)."""
    print(lettered(prediction.question, prediction.options))
    letters = LETTERS[: len(prediction.options)]
    record = progress.get("predictions", prediction.id)
    if choice in (None, Ellipsis, ""):
        say(already(record) or 'Not answered yet. Write choice="a" and confidence=70, say, and run the cell again.')
        return
    choice = str(choice).strip().lower().rstrip(")")
    if choice not in letters or len(choice) != 1:
        say(f"Not recorded: choice is one of {', '.join(letters)}.")
        return
    if not is_number(confidence) or not 50 <= confidence <= 100:
        say("Not recorded: confidence says how sure you are, from 50 (a coin's toss) to 100 (certain).")
        return
    counts = not record.get("revealed")
    if counts or not record.get("choice"):
        record = progress.update(
            "predictions", prediction.id, choice=choice, confidence=confidence, when=now(), counts=counts
        )
    if counts:
        say(f"Recorded: {choice}, {confidence:g}% sure. The answer comes after the experiment.")
    else:
        say("The answer was shown before, so this one does not count for your calibration curve.")


def already(record: dict) -> str:
    if not record.get("choice"):
        return ""
    return f"Your answer so far: {record['choice']}, {record['confidence']:g}% sure."


def reveal(prediction: Prediction, progress: Progress, anyway: bool = False):
    """What you said, what it is. Without a guess it asks for one first: Run All must not spoil the experiment.

    A build has no learner to wait for, and stores the answer folded.
    """
    record = progress.get("predictions", prediction.id)
    if not (record.get("choice") or anyway or building()):
        name = prediction.id.split(".", 1)[1]
        say(f'Not shown yet, because you have not guessed: go back to course.predict("{name}", ...). To see it '
            f'without a guess: course.reveal("{name}", anyway=True)')  # fmt: skip
        return
    if not record.get("revealed"):
        progress.update("predictions", prediction.id, revealed=now())
    if record.get("choice"):
        hit = "and so it is" if record["choice"] == prediction.answer else f"and it is {prediction.answer}"
        say(f"You said {record['choice']}, {record['confidence']:g}% sure, {hit}.")
    else:
        say("You made no prediction.")
    say(prediction.options[LETTERS.index(prediction.answer)], f"  {prediction.answer}) ")
    say(prediction.reveal)


def calibration_records(progress: Progress, answers: dict[str, str]) -> list[tuple[float, bool]]:
    """(confidence in percent, was it right) of every prediction that counts; `answers` maps ids to letters."""
    return [
        (record["confidence"], record["choice"] == answers[id])
        for id, record in sorted(progress.all("predictions").items())
        if id in answers and record.get("choice") and record.get("counts")
    ]
