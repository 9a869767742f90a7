"""Reference files are refused whole, with the place of every mistake; what may be used comes back exactly."""

import tomllib
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import reference
from benchmarks.reference.lines import lines_of


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@reference.row
class Part:
    name: str
    size: int | None = None


@reference.row
class ThingRow(reference.Row):
    slug: str
    title: str
    amount: reference.Amount | None = None
    on: date | None = None
    colour: Colour = Colour.RED
    tags: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


def _write(folder: Path, text: str, name: str = "things.toml") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def _refusals(folder: Path, text: str) -> list[str]:
    with pytest.raises(reference.ReferenceFileError) as refused:
        reference.read(_write(folder, text), "thing", ThingRow)
    assert refused.value.code == "reference_file"
    return [str(problem) for problem in refused.value.problems]


GOOD = '''# a comment [[thing]]
[[thing]]
slug = "a"
title = """
[[thing]]
slug = "not a line"
"""
amount = 12.50
on = 2026-01-31
colour = "green"
tags = [
  "one", # "two"
  "three",
]

[[thing]]
slug = "b"
title = "B"
parts = [{ name = "x", size = 3 }]
'''


def test_read_gives_frozen_rows_with_their_lines(tmp_path: Path) -> None:
    first, second = reference.read(_write(tmp_path, GOOD), "thing", ThingRow)
    assert (first.slug, first.amount, first.on) == ("a", Decimal("12.5"), date(2026, 1, 31))
    assert (first.colour, first.tags) == (Colour.GREEN, ("one", "three"))
    assert second.parts == (Part(name="x", size=3),)
    assert (first.file, first.line, second.line) == ("things.toml", 2, 16)
    with pytest.raises(AttributeError):
        first.slug = "c"  # type: ignore[misc]


def test_read_several_files_as_one_and_finds_the_slug_they_share(tmp_path: Path) -> None:
    one = _write(tmp_path, '[[thing]]\nslug = "a"\ntitle = "A"\n', "one.toml")
    two = _write(tmp_path, '\n[[thing]]\nslug = "a"\ntitle = "A"\n', "two.toml")
    with pytest.raises(reference.ReferenceFileError) as refused:
        reference.read([one, two], "thing", ThingRow)
    assert str(refused.value) == "two.toml:2: slug “a” is taken by one.toml:1; every row needs one of its own."


def test_read_names_every_mistake_with_its_line(tmp_path: Path) -> None:
    text = """[[thing]]
slug = "a"
titel = "A"

[[thing]]
slug = 7
title = "B"
amount = "12"
tags = [
  "one",
  2,
]

[[thing]]
slug = "c"
title = "C"
colour = "blue"

[[thing.parts]]
name = "x"
sice = 3

[[other]]
"""
    assert _refusals(tmp_path, text) == [
        "things.toml:1: the field “title” is missing; it must be given here.",
        "things.toml:3: unknown field “titel”, did you mean “title”? "
        "Known here: slug, title, amount, on, colour, tags, parts.",
        "things.toml:6: “slug” should be a valid string, not 7.",
        "things.toml:8: “amount”: should be a number, written without quotation marks, not '12'.",
        "things.toml:11: “tags.2” should be a valid string, not 2.",
        "things.toml:17: “colour” should be 'red' or 'green', not 'blue'.",
        "things.toml:21: unknown field “sice”, did you mean “size”? Known here: name, size.",
        "things.toml:23: unknown table “other”; known here: thing.",
    ]


def test_read_refuses_the_fields_it_sets_itself(tmp_path: Path) -> None:
    assert _refusals(tmp_path, '[[thing]]\nslug = "a"\ntitle = "A"\nline = 3\n')[0].startswith(
        "things.toml:4: unknown field “line”"
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'[[thing]]\nslug = "a\n', "things.toml:2: is not TOML: "),
        (b"[[thing]]\n# \xff\n", "things.toml:2: holds a sign that is not UTF-8."),
        (b"[thing]\nslug = 'a'\n", "things.toml:1: “thing” should be written as [[thing]]."),
    ],
)
def test_read_refuses_what_is_not_such_a_file(tmp_path: Path, raw: bytes, message: str) -> None:
    path = tmp_path / "things.toml"
    path.write_bytes(raw)
    with pytest.raises(reference.ReferenceFileError) as refused:
        reference.read(path, "thing", ThingRow)
    assert str(refused.value).startswith(message)


def test_read_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(reference.ReferenceFileError, match=r"gone\.toml: cannot be opened: No such file"):
        reference.read(tmp_path / "gone.toml", "thing", ThingRow)


def test_read_takes_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "things.toml"
    path.write_bytes(b'\xef\xbb\xbf# first\r\n[[thing]]\r\nslug = "a"\r\ntitle = "A"\r\n')
    assert [row.line for row in reference.read(path, "thing", ThingRow)] == [2]


HARD = '''"a.b".c = "\\"#[[x]]" # comment
'lit' . d = [ [1, 2], { k = ']', "m n" = [ ] }, # [[no]]
  """two
lines""""", 1979-05-27 07:32:00Z ]
[one . two]
e = 1
[[one.many]]
f = \'\'\'[[one.many]]
\'\'\'
[[one.many]]
[one.many.deep]
g.h = true
'''


def test_lines_of_finds_the_line_of_every_value() -> None:
    found = lines_of(HARD)
    assert found == {
        ("a.b",): 1,
        ("a.b", "c"): 1,
        ("lit",): 2,
        ("lit", "d"): 2,
        ("lit", "d", 0): 2,
        ("lit", "d", 0, 0): 2,
        ("lit", "d", 0, 1): 2,
        ("lit", "d", 1): 2,
        ("lit", "d", 1, "k"): 2,
        ("lit", "d", 1, "m n"): 2,
        ("lit", "d", 2): 3,
        ("lit", "d", 3): 4,
        ("one",): 5,
        ("one", "two"): 5,
        ("one", "two", "e"): 6,
        ("one", "many"): 7,
        ("one", "many", 0): 7,
        ("one", "many", 0, "f"): 8,
        ("one", "many", 1): 10,
        ("one", "many", 1, "deep"): 11,
        ("one", "many", 1, "deep", "g"): 12,
        ("one", "many", 1, "deep", "g", "h"): 12,
    }


def _paths(value: object, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path} | {deeper for name, item in inside for deeper in _paths(item, (*path, name))}


def test_lines_of_knows_the_paths_that_the_reader_of_toml_knows() -> None:
    assert set(lines_of(HARD)) == _paths(tomllib.loads(HARD)) - {()}


@given(st.text())
def test_lines_of_is_not_misled_by_what_stands_in_strings(content: str) -> None:
    escaped = "".join(f"\\U{ord(sign):08x}" if not 0xD800 <= ord(sign) <= 0xDFFF else "?" for sign in content)
    literal = "".join(sign for sign in content if sign == "\n" or sign.isprintable()).replace("'", "")
    text = f"a = \"{escaped}\"\nb = '''{literal}'''\nc = 1\n"
    assert lines_of(text) == {("a",): 1, ("b",): 2, ("c",): 3 + literal.count("\n")}
