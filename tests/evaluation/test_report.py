"""The report as a frame, as JSON and as a page: whole, escaped, without network, the same bytes every time."""

import json
import re
import stat
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from course_lib.data.customers import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import METRICS, evaluate
from course_lib.evaluation.controls import mvn
from course_lib.evaluation.report.profile import bar_edges, grid_step
from course_lib.evaluation.report.svg import colour, gauge, two_digits

CUSTOMERS = simulate_customers(900, seed=5).rename(columns={"age": "<script>alert(1)</script>"})
CUSTOMERS["segment"] = CUSTOMERS["segment"].replace("basic", '"><img src=x onerror=alert(2)>')
TRAIN, HOLDOUT = CUSTOMERS[:300], CUSTOMERS[300:600]


@pytest.fixture(scope="module")
def report():
    return evaluate(TRAIN, mvn(TRAIN, None, np.random.default_rng(0)), HOLDOUT, target="outcome")


class Page(HTMLParser):
    """Collects tags and text; complains about tags closed in the wrong order."""

    VOID = {"meta", "link", "br", "img"}

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.words = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        self.words.append(data)

    def named(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def page(report, tmp_path_factory):
    return report.to_html(tmp_path_factory.mktemp("page") / "report.html").read_text(encoding="utf-8")


def test_the_page_is_whole_and_well_formed(page):
    parsed = Page(page)
    assert parsed.open == []
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert headings == ["In short", "Every column, real and synthetic", "How columns go together", "The scores",
                        "What this report does not measure"]
    assert page.index("<svg") < page.index("The scores"), "pictures first, numbers behind"


def test_the_page_needs_no_network_and_runs_no_script(page):
    parsed = Page(page)
    assert not parsed.named("script") and not parsed.named("link") and not parsed.named("img")
    assert not re.search(r"https?://|@import|url\(", page)
    assert not any(key.startswith("on") for _, attrs in parsed.tags for key in attrs)


def test_names_and_levels_are_escaped(page):
    assert "<script>" not in page and "<img" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_every_picture_says_what_it_shows(page):
    pictures = Page(page).named("svg")
    assert len(pictures) > len(CUSTOMERS.columns) + 3
    assert all(picture.get("role") == "img" and len(picture["aria-label"]) > 10 for picture in pictures)
    assert "The largest gap is at" in page and "The largest entry is" in page


def test_every_score_is_on_the_page(page, report):
    words = " ".join("".join(Page(page).words).split())
    for score in report:
        if score.column is None:
            assert " ".join(score.reads.split()) in words
            assert METRICS[score.name].about in words
    assert not re.search(r"\b(safe|anonymous|guarantees?)\b", words)
    assert "no overall grade" in words and "as confidential as they are" in words


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
    assert "<html" not in text and "corr_skill" in text and len(text) < 60_000
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
    tables = [pd.DataFrame(rng.normal(size=(60, 45)), columns=[f"c{i}" for i in range(45)]) for _ in range(2)]
    tables[1]["c7"] += 5
    from course_lib.evaluation.report.html import map_pictures, panel_pictures

    found = evaluate(*tables)
    panels, note = panel_pictures(found)
    assert len(panels) == 36 and any(">c7<" in p for p in panels) and "Of 45 columns" in note
    assert len(map_pictures(found.profile)[0]) == 3


def test_whole_numbers_get_bins_that_hold_equally_many():
    edges = bar_edges(0, 100, 1.0)
    assert len(set(np.diff(edges))) == 1 and np.diff(edges)[0] == 4 and edges[0] == -0.5
    cents = bar_edges(0.0, 0.4, grid_step(np.array([0.0, 0.13, 0.4])))
    assert np.allclose(np.diff(cents), 0.02) and cents[0] == -0.005 and cents[-1] >= 0.4
    assert grid_step(np.array([0.12345])) is None
    assert len(bar_edges(3.0, 3.0, None)) == 2


def test_colours_and_cells():
    assert colour(0) == "#FFFFFF" and colour(1) == "#0072B2" and colour(-1) == "#D55E00" and colour(np.nan) == "#DDDDDD"
    assert [two_digits(v) for v in (0.004, -0.3, 0.481, -0.001)] == ["0", "−.30", ".48", "0"]


def test_a_gauge_without_numbers_is_left_out():
    assert gauge(float("nan"), 0.1, 0.2, "lower", 0.0) == ""
    assert "<svg" in gauge(0.3, 0.1, 0.2, "lower", 0.0)
    assert "<svg" in gauge(-0.4, 0.9, 0.8, "higher", 1.0)
