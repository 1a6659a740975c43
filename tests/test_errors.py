"""A mistake in a notebook is answered with its sentence alone."""

from IPython.testing.globalipapp import start_ipython


def test_a_notebook_shows_the_sentence_and_no_traceback(capsys):
    shell = start_ipython()
    shell.run_cell("from course_lib.errors import CourseError\nraise CourseError('Column age: add a bound.')")
    shown = capsys.readouterr().out
    assert "CourseError: Column age: add a bound." in shown
    assert "Traceback" not in shown
