"""Lists stored as JSON are written one item on each line."""

import pytest
from django.core.exceptions import ValidationError

from benchmarks.forms import LinesField, RowsField, as_list

ROWS = {"minutes": int, "what": str, "note": str}


def test_lines_field_gives_a_list_without_empty_lines() -> None:
    assert LinesField().clean(" one \r\n\r\n two\n") == ["one", "two"]
    assert LinesField(required=False).clean("") == []


def test_lines_field_shows_each_item_on_its_line() -> None:
    assert LinesField().prepare_value(["one", "two"]) == "one\ntwo"
    assert LinesField().prepare_value("what was typed\n") == "what was typed\n"


def test_lines_field_needs_an_item_unless_it_may_be_empty() -> None:
    with pytest.raises(ValidationError) as refused:
        LinesField().clean(" \n ")
    assert refused.value.code == "required"


def test_lines_field_has_changed_only_when_its_items_have() -> None:
    assert not LinesField().has_changed(["one", "two"], "one\r\n two \r\n")
    assert not LinesField().has_changed(None, "")
    assert LinesField().has_changed(["one", "two"], "two\none")


def test_rows_field_gives_a_table_on_each_line() -> None:
    assert RowsField(ROWS).clean("5 | Hello | with a | in it\n10 | Questions") == [
        {"minutes": 5, "what": "Hello", "note": "with a | in it"},
        {"minutes": 10, "what": "Questions", "note": ""},
    ]


def test_rows_field_shows_what_it_reads() -> None:
    rows = [{"minutes": 5, "what": "Hello", "note": ""}, {"minutes": 10, "what": "", "note": "aloud"}]
    text = RowsField(ROWS).prepare_value(rows)
    assert text == "5 | Hello\n10 |  | aloud"
    assert RowsField(ROWS).clean(text) == rows
    assert not RowsField(ROWS).has_changed(rows, text)


def test_rows_field_refuses_a_word_where_a_number_stands() -> None:
    with pytest.raises(ValidationError) as refused:
        RowsField(ROWS).clean("five | Hello")
    assert refused.value.code == "row"
    assert refused.value.messages == ["“five | Hello” does not read as minutes | what | note."]
    assert RowsField(ROWS).has_changed([], "five | Hello")


def test_as_list_escapes_what_people_wrote() -> None:
    assert as_list(["<b>"]) == "<div>• &lt;b&gt;</div>"
    assert as_list([{"minutes": 5, "what": "Hello", "note": ""}]) == "<div>• 5 | Hello</div>"
    assert as_list([]) == "—"
