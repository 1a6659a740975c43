"""Files as learners hand them in: which answers are found in them, and which files go to a person."""

import json
import os

import pytest

from course_lib.grading.reading import MAX_BYTES, Reader, read_notebook
from tests.grading.conftest import cell_of

MARKER = "def spread(column):\n    return 'mine'\n"


@pytest.fixture
def with_answer(untouched):
    cell_of(untouched, "spread")["source"] = MARKER
    return untouched


def drop(notebook, *keys):
    for cell in notebook["cells"]:
        for key in keys:
            cell.pop(key, None)
    return notebook


def test_untouched(untouched, grafted):
    assert [answer.attempted for answer in grafted(untouched).values()] == [False] * 3


def test_answer_by_grade_id(with_answer, grafted):
    answers = grafted(with_answer)
    assert (answers["spread"].text, answers["spread"].attempted) == (MARKER, True)
    assert not answers["doubled"].attempted


def test_metadata_stripped(with_answer, grafted):
    assert grafted(drop(with_answer, "metadata"))["spread"].text == MARKER


def test_metadata_and_ids_stripped(with_answer, grafted):
    assert grafted(drop(with_answer, "metadata", "id"))["spread"].text == MARKER


def test_grade_id_changed(with_answer, grafted):
    cell_of(with_answer, "spread")["metadata"]["nbgrader"]["grade_id"] = "other"
    assert grafted(with_answer)["spread"].text == MARKER


def test_grade_ids_swapped(with_answer, grafted):
    one, other = cell_of(with_answer, "spread"), cell_of(with_answer, "doubled")
    one["metadata"], other["metadata"] = other["metadata"], one["metadata"]
    assert grafted(drop(with_answer, "id"))["spread"].text == MARKER


def test_points_changed_and_check_edited(with_answer, grafted):
    check = cell_of(with_answer, "spread-check")
    check["metadata"]["nbgrader"]["points"] = 10**6
    check["source"] = "print('full marks')"
    assert grafted(with_answer)["spread"].text == MARKER


def test_reordered(with_answer, grafted):
    with_answer["cells"].reverse()
    assert grafted(with_answer)["spread"].text == MARKER


def test_cell_deleted(with_answer, grafted):
    with_answer["cells"].remove(cell_of(with_answer, "doubled"))
    answers = grafted(with_answer)
    assert answers["doubled"].text is None and answers["spread"].text == MARKER


@pytest.mark.parametrize("place", ["before", "after"])
def test_untouched_duplicate(untouched, grafted, place):
    cell = cell_of(untouched, "spread")
    index = untouched["cells"].index(cell)
    answered = json.loads(json.dumps(cell)) | {"source": MARKER}
    untouched["cells"].insert(index + (place == "before"), answered)
    answer = grafted(untouched)["spread"]
    assert (answer.text, answer.note) == (MARKER, "")


def test_two_different_answers_take_the_last_and_say_so(with_answer, grafted):
    twin = json.loads(json.dumps(cell_of(with_answer, "spread"))) | {"source": "def spread(column):\n    return 2"}
    with_answer["cells"].append(twin)
    answer = grafted(with_answer)["spread"]
    assert answer.text == twin["source"] and "Several" in answer.note


def test_answer_in_a_cell_of_its_own(untouched, grafted):
    untouched["cells"].append({"cell_type": "code", "source": [MARKER], "metadata": {}, "outputs": []})
    assert grafted(untouched)["spread"].text == MARKER


def test_scratch_version_does_not_outrank_the_marked_cell(with_answer, grafted):
    with_answer["cells"].append({"cell_type": "code", "source": "def spread(column):\n    return 'scratch'"})
    assert grafted(with_answer)["spread"].text == MARKER


def test_answer_turned_into_markdown(with_answer, grafted):
    cell_of(with_answer, "spread")["cell_type"] = "markdown"
    answer = grafted(with_answer)["spread"]
    assert answer.text == MARKER and "turned into text" in answer.note


def test_prose_that_quotes_the_definition_is_no_answer(untouched, grafted):
    untouched["cells"].insert(0, {"cell_type": "markdown", "source": MARKER})
    assert not grafted(untouched)["spread"].attempted


def test_only_comments_added(untouched, grafted):
    cell_of(untouched, "spread")["source"] += "\n# I tried\n\n"
    assert not grafted(untouched)["spread"].attempted


def test_answer_with_a_slip_and_a_magic_is_still_found(untouched, grafted):
    text = "%matplotlib inline\ndef spread(column:\n    return 1"
    untouched["cells"].append({"cell_type": "code", "source": text})
    assert grafted(untouched)["spread"].text == text


def test_stored_outputs_do_not_matter(untouched, grafted):
    cell_of(untouched, "spread-check")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "sd 0.81"}]
    assert not grafted(untouched)["spread"].attempted


ENCODINGS = {
    "BOM": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without mark": lambda text: text.encode("utf-16-le"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "Latin-1": lambda text: text.encode("latin-1"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
def test_encoding(with_answer, grafted, encode):
    cell_of(with_answer, "doubled")["source"] = "# é"
    assert grafted(encode(json.dumps(with_answer, ensure_ascii=False, indent=1)))["spread"].text == MARKER


def test_unknown_kernel_and_format_numbers(with_answer, grafted):
    with_answer |= {"nbformat": 99, "nbformat_minor": "x", "metadata": {"kernelspec": {"name": "cobol"}}}
    assert grafted(with_answer)["spread"].text == MARKER


def test_notebook_format_3(with_answer, grafted):
    for cell in with_answer["cells"]:
        cell["input"] = cell.pop("source").splitlines(keepends=True)
    old = {"nbformat": 3, "worksheets": [{"cells": with_answer["cells"]}]}
    assert grafted(old)["spread"].text.rstrip() == MARKER.rstrip()


def test_cells_with_missing_or_odd_keys(with_answer, grafted):
    with_answer["cells"] += [{}, None, [], "x", {"source": 3}, {"metadata": 3}, {"metadata": {"nbgrader": []}}]
    with_answer["cells"] += [{"source": [1, "y"], "id": 3, "cell_type": "surprise"}]
    assert grafted(with_answer)["spread"].text == MARKER


UNREADABLE = {
    "empty": b"",
    "blank": b" \n",
    "cut off": b'{"cells": [{"cell_type": "co',
    "no JSON": b"PK\x03\x04",
    "null bytes": b"\0" * 50,
    "a list": b"[]",
    "a number": b"7",
    "no cells": b'{"metadata": {}}',
    "cells are no list": b'{"cells": {"a": 1}}',
    "deeply nested": b"[" * 200_000,
    "digits without end": b'{"cells": [' + b"9" * 100_000 + b"]}",
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable(tmp_path, content):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    assert read_notebook(str(path))["unreadable"]


def test_links_and_folders_are_not_followed(tmp_path, untouched):
    (tmp_path / "real.ipynb").write_text(json.dumps(untouched))
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "real.ipynb")
    os.mkfifo(tmp_path / "pipe.ipynb")
    for name in ("link.ipynb", "pipe.ipynb", "."):
        assert "no plain file" in read_notebook(str(tmp_path / name))["unreadable"]


def test_huge_file_is_not_opened(tmp_path):
    with open(tmp_path / "x.ipynb", "wb") as file:
        file.truncate(MAX_BYTES + 1)  # sparse: it takes no room
    assert "MiB" in read_notebook(str(tmp_path / "x.ipynb"))["unreadable"]


def test_reader_survives_a_file_that_ends_it(tmp_path, with_answer):
    (tmp_path / "good.ipynb").write_text(json.dumps(with_answer))
    with Reader() as reader:
        first = reader.read(tmp_path / "good.ipynb")
        reader._process.kill()
        reader._process.wait()
        assert reader.read(tmp_path / "good.ipynb") == first
        os.kill(reader._process.pid, 19)  # stopped: it will not answer
        reader.SECONDS = 0.1
        assert "took over" in reader.read(tmp_path / "good.ipynb")["unreadable"]
        del reader.SECONDS
        assert reader.read(tmp_path / "good.ipynb") == first
