"""Progress: a bar on a terminal, a plain line now and then elsewhere."""

import io
import sys

from tqdm import tqdm

from course_lib.cli.progress import PlainLines, Scoring, fitting


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_bar_in_a_log_is_a_line_every_ten_seconds(monkeypatch):
    out, now = io.StringIO(), [0.0]
    lines = PlainLines(out, clock=lambda: now[0])
    bar = tqdm(total=100, file=lines, desc="Trees", mininterval=0)
    for _ in range(100):
        now[0] += 1
        bar.update()
    bar.close()
    said = out.getvalue().splitlines()
    assert len(said) == 10 and all(line.startswith("  Trees:") for line in said) and "\r" not in out.getvalue()
    assert "10%" in said[0]


def test_other_words_pass_through(capsys):
    with fitting():
        print("a note")
    assert capsys.readouterr().out == "Fitting …\na note\n"


def test_on_a_terminal_the_generator_shows_its_own_bar(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    with fitting():
        assert sys.stdout is terminal
    assert terminal.getvalue() == "Fitting …\n"


def test_scoring_in_a_log_is_a_line_for_each_group(capsys):
    with Scoring() as progress:
        progress(0.0, "Reading the tables")
        progress(0.4, "Whole rows")
        progress(1.0, "Scored")
    assert capsys.readouterr().out == "Scoring, 0%: Reading the tables\nScoring, 40%: Whole rows\n"


def test_scoring_on_a_terminal_is_a_bar(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    with Scoring() as progress:
        progress(0.4, "Whole rows")
    assert "\r" in terminal.getvalue() and "40%" in terminal.getvalue() and "Whole rows" in terminal.getvalue()
