"""CSV files as people send them. Each writes itself; `expect` is a word of the sentence, or None for a result."""

import numpy as np

FAULTS = {}


def fault(expect=None, **more):
    """Register a function (path, rng) that writes the file. more: arguments for the command."""

    def register(function):
        FAULTS[function.__name__] = (function, expect, more)
        return function

    return register


def lines(path, rows, encoding="utf-8", newline="\n"):
    path.write_bytes(newline.join(rows).encode(encoding))


def good(rng, n=60, delimiter=",", point="."):
    """A header and n rows: a number, a whole number, a level."""
    yield delimiter.join(["height", "visits", "town"])
    for _ in range(n):
        height = f"{rng.normal(170, 9):.1f}".replace(".", point)
        yield delimiter.join([height, str(rng.poisson(4)), rng.choice(["Bonn", "Köln", "Ulm"])])


@fault("empty")
def empty_file(path, rng):
    path.write_bytes(b"")


@fault("empty")
def blank_lines_only(path, rng):
    path.write_bytes(b"\n\n  \n")


@fault("header but no rows")
def header_only(path, rng):
    lines(path, ["a,b,c"])


@fault("one row")
def one_row(path, rng):
    lines(path, ["a,b", "1,x"])


@fault()
def two_rows(path, rng):
    lines(path, ["a,b", "1.5,x", "2.5,y"])


@fault("needs at least", report=True)
def too_few_rows_for_a_report(path, rng):
    lines(path, list(good(rng, 25)))


@fault()
def no_header(path, rng):
    lines(path, list(good(rng))[1:])


@fault()
def semicolons_and_decimal_commas(path, rng):
    lines(path, list(good(rng, delimiter=";", point=",")))


@fault()
def tabs(path, rng):
    lines(path, list(good(rng, delimiter="\t")))


@fault()
def latin_1(path, rng):
    lines(path, list(good(rng)), encoding="latin-1")


@fault()
def utf_16(path, rng):
    lines(path, list(good(rng)), encoding="utf-16")


@fault()
def byte_order_mark_and_windows_line_ends(path, rng):
    lines(path, list(good(rng)), encoding="utf-8-sig", newline="\r\n")


@fault()
def duplicate_names(path, rng):
    lines(path, ["a,a,b"] + [f"{rng.normal():.3f},{rng.normal():.3f},{rng.choice(['u', 'v'])}" for _ in range(50)])


@fault()
def a_column_without_name(path, rng):
    lines(path, [",b"] + [f"{i},{rng.normal():.2f}" for i in range(50)])


@fault(report=True)
def a_column_all_missing(path, rng):
    lines(path, ["a,b"] + [f"{rng.normal():.3f}," for _ in range(60)])


@fault(report=True)
def constant_columns(path, rng):
    lines(path, ["a,b,c"] + [f"7,x,{rng.normal():.2f}" for _ in range(60)])


@fault(report=True)
def nothing_but_constants(path, rng):
    lines(path, ["a,b"] + ["7,x"] * 60)


@fault(report=True, rows=60)
def three_hundred_columns(path, rng):
    lines(path, [",".join(f"c{i}" for i in range(300))] + [",".join(f"{v:.3f}" for v in row)
                                                           for row in rng.normal(size=(60, 300))])


@fault(report=True)
def an_identifier_column(path, rng):
    lines(path, ["e-mail,x"] + [f"p{i}@mail.example,{rng.normal():.2f}" for i in range(60)])


@fault("identifier")
def only_identifiers(path, rng):
    lines(path, ["id,e-mail"] + [f"{i + 1000},p{i}@mail.example" for i in range(60)])


@fault("not a CSV")
def an_excel_workbook(path, rng):
    path.write_bytes(b"PK\x03\x04" + rng.bytes(4000))


@fault("zero bytes")
def a_binary_file(path, rng):
    path.write_bytes(bytes(rng.integers(0, 6, 3000).astype(np.uint8)))


@fault("folder")
def a_folder(path, rng):
    path.mkdir()


@fault("no file")
def a_missing_file(path, rng):
    pass


@fault("line 4")
def ragged_rows(path, rng):
    lines(path, ["a,b", "1,x", "2,y", "3,z,too many", "4,w"])


@fault("quotation mark")
def an_open_quotation_mark(path, rng):
    lines(path, ["a,b", '1,"x', "2,y", "3,z"])


@fault("infinite")
def infinite_values(path, rng):
    lines(path, ["a,b"] + [f"{'inf' if i == 3 else round(rng.normal(), 3)},{rng.choice(['u', 'v'])}"
                           for i in range(60)])


@fault(report=True)
def very_long_texts(path, rng):
    lines(path, ["text,x"] + [f"{rng.choice(['lang ' * 4000, 'kurz'])},{rng.normal():.2f}" for _ in range(60)])


@fault(report=True)
def formulas_and_markup(path, rng):
    levels = ["=1+1", "@SUM(A1)", "<script>alert(1)</script>", '"quoted, with comma"']
    lines(path, ["<b>name</b>,x"] + [f"{levels[rng.integers(4)]},{rng.normal():.2f}" for _ in range(60)])


@fault()
def mixed_numbers_and_text(path, rng):
    lines(path, ["a,b"] + [f"{rng.choice(['12', 'unknown', '15', 'n/a'])},{rng.normal():.2f}" for _ in range(60)])


@fault(report=True)
def missing_values_everywhere(path, rng):
    lines(path, ["a,b,when"] + [",".join(v if rng.random() < 0.7 else "" for v in (
        f"{rng.normal():.2f}", rng.choice(["yes", "no"]), f"2024-03-{rng.integers(1, 29):02d}")) for _ in range(80)])


@fault(report=True)
def numbers_beyond_all_reason(path, rng):
    lines(path, ["a,b"] + [f"{rng.normal() * 1e300:.5e},{rng.normal():.3f}" for _ in range(60)])


@fault(report=True)
def large_and_small_numbers(path, rng):
    lines(path, ["a,b"] + [f"{rng.normal() * 1e100:.5e},{rng.normal() * 1e-100:.5e}" for _ in range(60)])


@fault(report=True)
def a_rare_level(path, rng):
    lines(path, ["g,x"] + [f"{'rare' if i == 0 else 'common'},{rng.normal():.2f}" for i in range(60)])
