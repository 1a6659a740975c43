"""The report as a frame, as JSON and as a page: whole, escaped, without network, the same bytes every time."""

import dataclasses
import json
import re
import stat
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
from jinja2 import Environment

from course_lib.data.customers import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import METRICS, evaluate
from course_lib.evaluation.controls import mvn
from course_lib.evaluation.report import html
from course_lib.evaluation.report.profile import bar_edges, grid_step
from course_lib.evaluation.report.report import Report
from tests.evaluation.pages import STEMS, Page, faults

CUSTOMERS = simulate_customers(900, seed=5).rename(columns={"age": "<script>alert(1)</script>"})
CUSTOMERS["segment"] = CUSTOMERS["segment"].replace("basic", '"><img src=x onerror=alert(2)>')
TRAIN, HOLDOUT = CUSTOMERS[:300], CUSTOMERS[300:600]


@pytest.fixture(scope="module")
def report():
    return evaluate(TRAIN, mvn(TRAIN, None, np.random.default_rng(0)), HOLDOUT, target="outcome")


@pytest.fixture(scope="module")
def page(report, tmp_path_factory):
    return report.to_html(tmp_path_factory.mktemp("page") / "report.html").read_text(encoding="utf-8")


def test_the_page_is_as_every_page_should_be(page):
    assert faults(page) == []
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert headings == ["What was seen", "In one minute", "The 6 columns that are most off",
                        "How columns go together", "All scores", "What this report does not measure"]
    assert page.index("<svg") < page.index("All scores"), "pictures first, numbers behind"


@pytest.mark.parametrize("planted, named", [
    ("<script>alert(1)</script>", "runs something"),
    ('<img src="x">', "runs something"),
    ('<p onclick="x()">a</p>', "onclick"),
    ('<link href="https://fonts.example/a.css">', "https://"),
    ("<p>made 2024-05-06 12:13:14</p>", "when"),
    ("<p>from /home/ada/shop.csv</p>", "where"),
    ("<p>This table is safe to share.</p>", "'safe'"),
    ("<p>These rows are Anonymised.</p>", "'anonym'"),
    ("<p>Privacy is guaranteed.</p>", "'guarant'"),
    ("<p><b>a</p></b>", "closes"),
    ("<div>", "never closed"),
    ("<svg></svg>", "without words"),
])
def test_a_planted_fault_is_found(page, planted, named):
    assert any(named in fault for fault in faults(page.replace("</main>", f"{planted}</main>")))


def test_a_name_that_is_not_escaped_is_found(report, monkeypatch):
    monkeypatch.setattr(html, "Environment", lambda **settings: Environment(**{**settings, "autoescape": False}))
    assert any("<script" in fault for fault in faults(html.page(report, "title")))


def test_names_and_levels_are_escaped(page):
    assert "<script>" not in page and "<img" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_every_picture_says_what_it_shows(page):
    pictures = Page(page).named("svg")
    assert len(pictures) > len(CUSTOMERS.columns) + 3
    assert all(picture.get("role") == "img" for picture in pictures)
    assert "The largest gap is at" in page and "The largest entry is" in page


def test_every_score_is_on_the_page(page, report):
    words = Page(page).words
    for score in report:
        if score.column is None:
            assert " ".join(score.reads.split()) in words
            assert METRICS[score.name].about in words
    assert "as confidential as they are" in words


def test_the_library_never_says_what_a_report_must_not():
    """Every sentence a score can be given, and every line of the template."""
    place = files("course_lib.evaluation")
    for name in ("scores/wording.py", "scores/catalogue.py", "report/summary.py", "report/html.py",
                 "scores/wording_of_risks.py", "report/findings.py", "report/report.html.j2"):
        text = place.joinpath(name).read_text(encoding="utf-8").lower()
        assert not [stem for stem in STEMS if stem in text.replace("markupsafe", "")], name


def test_a_metric_that_is_new_to_the_catalogue_appears_by_itself(report, monkeypatch):
    new = dataclasses.replace(METRICS["coverage"], title="novelty", about="What a new metric measures.")
    monkeypatch.setitem(METRICS, "novelty", new)
    score = dataclasses.replace(report["coverage"], name="novelty", reads="A sentence of its own.")
    text = html.page(Report([*report, score], report.sizes, (), report.profile), "title")
    assert "novelty" in text and "A sentence of its own." in text and "What a new metric measures." in text


def test_what_was_compared_stands_at_the_top(page):
    words = Page(page).words
    top = words[:words.index("What was seen")]
    assert "300 synthetic rows" in top and "11 columns compared" in top and "300 fresh real rows" in top


def test_notes_are_added_in_front(report):
    noted = report.with_notes(["Column 'a' is <new>."])
    assert noted.notes == ("Column 'a' is <new>.", *report.notes) and list(noted) == list(report)
    assert "Column &#39;a&#39; is &lt;new&gt;." in html.page(noted, "title")
    many = Page(html.page(report.with_notes([f"Note {i}." for i in range(9)]), "title"))
    assert "9 notes on what was compared" in many.words


def test_the_same_report_gives_the_same_bytes(report, page, tmp_path):
    assert report.to_html(tmp_path / "again.html").read_text(encoding="utf-8") == page
    made = mvn(TRAIN, None, np.random.default_rng(0))
    again = evaluate(TRAIN, made, HOLDOUT, target="outcome").to_html(tmp_path / "anew.html")
    assert again.read_text(encoding="utf-8") == page


def test_no_row_of_the_real_table_is_on_the_page():
    df = pd.DataFrame({"secret": np.random.default_rng(0).normal(size=300).round(7), "x": np.arange(300.0)})
    text = evaluate(df[:100], df[100:200], df[200:])._repr_html_()
    assert not any(str(v) in text for v in df["secret"])


def test_frame_and_dict_agree(report):
    frame = report.to_frame()
    assert len(frame) == len(report) and frame["score"].iloc[0] == "jsd"
    assert frame.loc[frame["column"] == "income", "value"].notna().all()
    stored = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert stored["rows"] == {"train": 300, "synthetic": 300, "holdout": 300}
    assert [s["value"] for s in stored["scores"]] == [pytest.approx(v) for v in frame["value"]]


def test_scores_are_found_by_name(report):
    assert report["c2st"].column is None and "c2st" in report
    assert report.get("ks", "income").column == "income"
    with pytest.raises(CourseError, match="no score 'fid'.*c2st"):
        report["fid"]
    with pytest.raises(CourseError, match="of column 'segment'.*income"):
        report.get("ks", "segment")
    with pytest.raises(CourseError, match="about the whole table"):
        report.get("c2st", "income")


def test_rich_display_has_the_tables_without_pictures_of_columns(report):
    text = report._repr_html_()
    assert Page(text).open == []
    assert "<html" not in text and "corr_skill" in text and len(text) < 80_000
    assert "JSD of" in repr(report)


def test_the_file_appears_whole_or_not_at_all(report, tmp_path):
    with pytest.raises(CourseError, match="cannot be written"):
        report.to_html(tmp_path / "nowhere" / "report.html")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CourseError, match="cannot be written"):
        report.to_html(tmp_path / "folder")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]
    path = report.to_html(tmp_path / "r.html")
    assert stat.S_IMODE(path.stat().st_mode) & 0o400


def test_a_wide_table_shows_its_worst_columns():
    rng = np.random.default_rng(1)
    tables = [pd.DataFrame(rng.normal(size=(40, 64)), columns=[f"c{i}" for i in range(64)]) for _ in range(2)]
    tables[1]["c7"] += 5
    found = evaluate(*tables)
    large, rest, left_out = html.panel_pictures(found)
    assert [len(large), len(rest), left_out] == [6, 60, 4] and large[0]["name"] == "c7"
    maps, note = html.map_pictures(found.profile)
    assert len(maps) == 3 and "Of 64 columns" in note
    assert faults(html.page(found, "wide")) == []


def test_whole_numbers_get_bins_that_hold_equally_many():
    edges = bar_edges(0, 100, 1.0)
    assert len(set(np.diff(edges))) == 1 and np.diff(edges)[0] == 4 and edges[0] == -0.5
    cents = bar_edges(0.0, 0.4, grid_step(np.array([0.0, 0.13, 0.4])))
    assert np.allclose(np.diff(cents), 0.02) and cents[0] == -0.005 and cents[-1] >= 0.4
    assert grid_step(np.array([0.12345])) is None
    assert len(bar_edges(3.0, 3.0, None)) == 2
