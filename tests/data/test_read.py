"""CSVs as people send them: each gives a table and notes, or one sentence. One fault per file, named after it."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Schema, TableEncoder, read_table
from course_lib.errors import CourseError

WIDE = (",".join(f"c{i}" for i in range(300)) + "\n" + (",".join("1" * 300) + "\n") * 3).encode()

# file name: (bytes, columns expected, first row expected, words expected in the notes)
READABLE = {
    "plain": (b"a,b\n1,x\n2,y\n", ["a", "b"], [1, "x"], []),
    "one_row": (b"a,b\n1,x\n", ["a", "b"], [1, "x"], []),
    "one_column": (b"a\n1\n2\n", ["a"], [1], []),
    "no_header": (b"1,2.5,x\n2,3.5,y\n", ["column_1", "column_2", "column_3"], [1, 2.5, "x"], ["no header"]),
    "one_number": (b"1\n", ["column_1"], [1], ["no header"]),
    "years_as_names": (b"land,2019,2020\nA,1,2\nB,3,4\n", ["land", "2019", "2020"], ["A", 1, 2], []),
    "semicolons_decimal_commas": ("Größe;Preis\n1;2,50\n2;1.234,75\n".encode(), ["Größe", "Preis"], [1, 2.5],
                                  ["semicolon", "decimal comma", "thousands"]),
    "semicolons_without_header": (b"1,5;2,5\n3,5;4,5\n", ["column_1", "column_2"], [1.5, 2.5], ["no header"]),
    "thousands_dots_beside_commas": (b"a;b\n1.234;2,5\n12.500;3,75\n", ["a", "b"], [1234, 2.5], ["'a': thousands"]),
    "thousands_commas": (b'a,b\n"1,234",x\n"12,345,678",y\n', ["a", "b"], [1234, "x"], ["thousands"]),
    "thousands_blanks": ("a;b\n1 234,5;x\n12\u00a0345,5;y\n".encode(), ["a", "b"], [1234.5, "x"], ["decimal comma"]),
    "decimal_dots_with_three_digits": (b"a,b\n1.234,x\n2.345,y\n", ["a", "b"], [1.234, "x"], []),
    "tabs": (b"a\tb\n1\tx, y\n", ["a", "b"], [1, "x, y"], ["tab"]),
    "pipes": (b"a|b\n1|x\n", ["a", "b"], [1, "x"], ["pipe"]),
    "blanks_between_numbers": (b"a b\n1 2.5\n2  3.5\n3 1.5\n4 1.5\n5 1.5\n", ["a", "b"], [1, 2.5], ["blank"]),
    "blanks_in_text": (b"a b\nhello world\nmy dear\n", ["a b"], ["hello world"], []),
    "excel_hint": (b"sep=;\na;b\n1;2\n", ["a", "b"], [1, 2], []),
    "latin_1": ("ort;straße\nKöln;Grünweg\n".encode("latin-1"), ["ort", "straße"], ["Köln", "Grünweg"], ["cp1252"]),
    "cp1252_quotes": ("a,b\n€5,“x”\n".encode("cp1252"), ["a", "b"], ["€5", "“x”"], ["cp1252"]),
    "cp1250": ("a;b\nłódź;1\nKraków;2\n".encode("cp1250"), ["a", "b"], ["łódź", 1], ["cp1250"]),
    "cp1251": ("a;b\nМосква;1\nКазань;2\n".encode("cp1251"), ["a", "b"], ["Москва", 1], ["cp1251"]),
    "shift_jis": ("名前,都市\n田中,東京\n鈴木,大阪\n".encode("shift_jis"), ["名前", "都市"], ["田中", "東京"],
                  ["shift_jis"]),
    "utf_8_mark": ("a,b\n1,ü\n".encode("utf-8-sig"), ["a", "b"], [1, "ü"], []),
    "utf_16": ("a,b\n1,ü\n".encode("utf-16"), ["a", "b"], [1, "ü"], ["utf-16"]),
    "utf_16_without_mark": ("a,b\n1,ü\n".encode("utf-16-le"), ["a", "b"], [1, "ü"], ["utf-16-le"]),
    "windows_line_ends": (b"a,b\r\n1,x\r\n", ["a", "b"], [1, "x"], []),
    "old_mac_line_ends": (b"a,b\r1,x\r2,y\r", ["a", "b"], [1, "x"], []),
    "line_break_in_a_cell": (b'a,b\n1,"x\ny"\n', ["a", "b"], [1, "x\ny"], []),
    "duplicate_names": (b"a,a,a (2)\n1,2,3\n", ["a", "a (3)", "a (2)"], [1, 2, 3], ["Two columns", "'a (3)'"]),
    "nameless_columns": (b",a,\n1,2,3\n", ["row", "a", "column_3"], [1, 2, 3], ["no name", "'row'"]),
    "row_names_without_header": (b"a,b\nr1,1,2\nr2,3,4\n", ["row", "a", "b"], ["r1", 1, 2], ["row names"]),
    "delimiter_at_line_ends": (b"a,b\n1,2,\n3,4,\n", ["a", "b"], [1, 2], ["left out"]),
    "blank_lines": (b"\na,b\n\n1,x\n\n", ["a", "b"], [1, "x"], []),
    "blanks_around_cells": (b"a, b\n 1, x \n", ["a", "b"], [1, "x"], ["Blanks"]),
    "column_all_missing": (b"a,b\n1,\n2,NA\n", ["a", "b"], [1, None], ["'NA' is read as missing"]),
    "odd_missing_marks": (b"a,b\n1,?\n-,2.5\n", ["a", "b"], [1, None], ["'-'", "'?'"]),
    "leading_zeros": (b"zip,v\n01234,1\n98765,2\n", ["zip", "v"], ["01234", 1], ["keep their form"]),
    "telephones": (b"p\n+491711234567\n+491711234568\n", ["p"], ["+491711234567"], ["keep their form"]),
    "endless_numbers": (b"a\n12345678901234567890123\n1\n", ["a"], ["12345678901234567890123"], ["too long"]),
    "one_word_among_numbers": (b"a\n1\n2\n3\n4\n5\nabc\n", ["a"], ["1"], ["because of 'abc'"]),
    "currency": (b"a\n$3.50\n$4.00\n", ["a"], ["$3.50"], ["signs"]),
    "a_day_that_is_none": (b"d\n2024-02-30\n2024-01-01\n2024-01-02\n2024-01-03\n2024-01-04\n", ["d"], ["2024-02-30"],
                           ["dates that do not exist"]),
    "typographers_minus": ("a\n\u22125\n3\n".encode(), ["a"], [-5], []),
    "yes_and_no": (b"a\nyes\nno\n", ["a"], ["yes"], []),
    "true_and_false": (b"a,b\ntrue,TRUE\nFalse,\n", ["a", "b"], [True, True], []),
    "three_hundred_columns": (WIDE, [f"c{i}" for i in range(300)], [1] * 300, []),
    "html_in_cells": (b"a,b\n<script>alert(1)</script>,=1+1\n", ["a", "b"], ["<script>alert(1)</script>", "=1+1"], []),
}

# file name: (bytes, words expected in the sentence)
REFUSED = {
    "empty": (b"", ["empty.csv", "empty"]),
    "blank": (b"\n\n  \n", ["empty"]),
    "only_a_mark": (b"\xef\xbb\xbf", ["empty"]),
    "header_only": (b"a,b,c\n", ["no rows", "add"]),
    "row_too_long": (b"a,b\n1,2\n1,2,3\n", ["line 3", "3 cells", "2 are expected", "quotation"]),
    "row_too_short": (b"a,b,c\n1,2,3\n1,2\n", ["line 3", "2 cells"]),
    "cut_off": (b"a,b,c\n1,2,3\n4,5", ["line 3", "2 cells"]),
    "title_above_header": (b"Report\n\na,b\n1,2\n", ["line 3", "above the header"]),
    "open_quote": (b'a,b\n1,"x\n2,y\n3,z\n', ["line", "quotation mark"]),
    "workbook": (b"PK\x03\x04xl/worksheets", ["Excel", "CSV"]),
    "parquet": (b"PAR1\x00\x01", ["Parquet"]),
    "web_page": (b"<!DOCTYPE html><html>", ["web page"]),
    "zero_bytes": (b"a,b\n1,\x00\n", ["zero bytes"]),
    "picture": (bytes(range(256)) * 20, ["zero bytes"]),
}


@pytest.mark.parametrize("name", list(READABLE))
def test_readable(name, tmp_path):
    raw, columns, first, words = READABLE[name]
    path = tmp_path / f"{name}.csv"
    path.write_bytes(raw)
    df, notes = read_table(path)
    assert list(df.columns) == columns
    row = [None if value is pd.NA or value != value else value for value in df.iloc[0].tolist()]
    assert row == first
    for word in words:
        assert any(word in note for note in notes), notes
    assert words or not [note for note in notes if not note.startswith("Cells")], "nothing to say about a plain file"
    encoder = TableEncoder(Schema.infer(df)).fit(df)
    assert encoder.inverse_transform(encoder.transform(df)).shape == df.shape


@pytest.mark.parametrize("name", list(REFUSED))
def test_refused(name, tmp_path):
    raw, words = REFUSED[name]
    path = tmp_path / f"{name}.csv"
    path.write_bytes(raw)
    with pytest.raises(CourseError) as told:
        read_table(path)
    sentence = str(told.value)
    assert all(word in sentence for word in words) and f"{name}.csv" in sentence, sentence
    assert "\n" not in sentence and "Error" not in sentence


def test_no_file_and_folder(tmp_path):
    with pytest.raises(CourseError, match="no file.*spelling"):
        read_table(tmp_path / "missing.csv")
    with pytest.raises(CourseError, match="folder"):
        read_table(tmp_path)


@pytest.mark.parametrize("cells, first, note", [
    (["2024-01-31", "2024-02-01"], "2024-01-31", None),
    (["2024-01-31T10:00:00", "2024-02-01T11:30:00"], "2024-01-31 10:00", None),
    (["2024-01-31T10:00:00Z", "2024-02-01T11:30:00Z"], "2024-01-31 10:00+00:00", None),
    (["2024-01-31T10:00:00+01:00", "2024-07-01T10:00:00+02:00"], "2024-01-31 09:00+00:00", None),
    (["31.01.2024", "01.02.2024"], "2024-01-31", "%d.%m.%Y"),
    (["31/01/2024", "01/02/2024"], "2024-01-31", "%d/%m/%Y"),
    (["01/31/2024", "02/01/2024"], "2024-01-31", "%m/%d/%Y"),
    (["02/01/2024", "03/01/2024"], "2024-02-01", "other order"),
    (["31-Jan-2024", "01-Feb-2024"], "2024-01-31", "%b"),
    (["January 31, 2024", "February 1, 2024"], "2024-01-31", "%B"),
    (["31.01.2024 14:30", "01.02.2024 08:00"], "2024-01-31 14:30", "%H:%M"),
    (["9999-12-31", "2024-01-01"], "9999-12-31", None),
])
def test_dates(cells, first, note, tmp_path):
    path = tmp_path / "dates.csv"
    path.write_text("d;n\n" + "".join(f"{cell};{i}\n" for i, cell in enumerate([*cells, ""])), encoding="utf-8")
    df, notes = read_table(path)
    assert df["d"].iloc[0] == pd.Timestamp(first) and df["d"].isna().tolist() == [False, False, True]
    assert any(note in line for line in notes) if note else not any("'d'" in line for line in notes)


def test_ambiguous_dates_go_by_the_rest_of_the_file(tmp_path):
    path = tmp_path / "dates.csv"
    path.write_text("d;x\n02/01/2024;1,5\n03/01/2024;2,5\n", encoding="utf-8")
    df, notes = read_table(path)
    assert df["d"].iloc[0] == pd.Timestamp("2024-01-02") and any("other order" in note for note in notes)


@pytest.mark.parametrize("encoding, words", [
    ("cp1252", "Größe Übung Straße Müller"), ("latin-1", "señor niño año José"), ("cp1252", "København ørred blåbær"),
    ("cp1252", "été garçon œuf français"), ("cp1252", "São João coração"), ("cp1250", "příliš žluťoučký kůň"),
    ("cp1250", "źródło łódź żółć gęś Kraków"), ("cp1253", "Αθήνα ελλάδα λόγος"), ("cp1251", "Иван Москва Ольга")])
@pytest.mark.parametrize("repeats", [1, 30])
def test_old_encodings(encoding, words, repeats, tmp_path):
    path = tmp_path / "old.csv"
    lines = ["w;i", *(f"{word};{i}" for i, word in enumerate(words.split() * repeats))]
    path.write_bytes("\n".join(lines).encode(encoding))
    df, notes = read_table(path)
    assert df["w"].tolist() == words.split() * repeats and "not UTF-8" in notes[0]


def test_given_encoding_and_delimiter_are_not_guessed(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes("ı;a,b\nş;1,2\n".encode("cp1254"))
    df, _ = read_table(path, encoding="cp1254", delimiter=";")
    assert list(df.columns) == ["ı", "a,b"]
    with pytest.raises(CourseError, match="no encoding"):
        read_table(path, encoding="martian")
    with pytest.raises(CourseError, match="does not fit the encoding utf-8"):
        read_table(path, encoding="utf-8")


def test_whole_numbers_with_gaps_stay_whole(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,1.0\n,2.0\n3,\n")
    df, _ = read_table(path)
    assert [str(dtype) for dtype in df.dtypes] == ["Int64", "float64"]


def test_what_pandas_writes_comes_back(tmp_path):
    rng = np.random.default_rng(0)
    df = pd.DataFrame({"i": rng.integers(-10**12, 10**12, 500), "x": rng.normal(size=500), "b": rng.random(500) < 0.5,
                       "t": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 10**8, 500), "s"),
                       "c": rng.choice(["a", 'q"uote', "com,ma", "ü", "new\nline"], 500), "e": 10.0 ** rng.integers(
                           -300, 300, 500)}).astype({"c": "str"})
    df.loc[3, ["x", "c", "t"]] = None
    df.to_csv(tmp_path / "x.csv", index=False)
    again, notes = read_table(tmp_path / "x.csv")
    pd.testing.assert_frame_equal(again, df, check_exact=True)
    assert notes == []


@pytest.mark.slow
def test_a_million_rows(tmp_path):
    path = tmp_path / "big.csv"
    pd.DataFrame({"i": np.arange(1_000_000) % 977, "c": ["x", "y"] * 500_000}).to_csv(path, index=False)
    df, notes = read_table(path)
    assert df.shape == (1_000_000, 2) and df["i"].sum() == (np.arange(1_000_000) % 977).sum() and notes == []
