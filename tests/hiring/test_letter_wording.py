"""What a wording may say."""

import pytest
from django.core.exceptions import ValidationError

from hiring import letter_wording
from hiring.letter_wording import Paragraph, filled, paragraphs


def refused(body):
    with pytest.raises(ValidationError) as caught:
        paragraphs(body)
    return [(error.code, error.messages[0]) for error in caught.value.error_list]


def test_wording_is_taken_apart_at_empty_lines():
    head = "From: Twelve Ltd\r\nHigh Street 1\r\n\r\n"
    body = f"{head}Dear {{candidate}},\nhello\n\n# Pay\n\n{{package_table}}\n \n{{ signatures }}"
    assert paragraphs(body) == (
        Paragraph("from", ("Twelve Ltd", "High Street 1")),
        Paragraph("text", ("Dear {candidate},", "hello")),
        Paragraph("heading", ("Pay",)),
        Paragraph("package_table", ()),
        Paragraph("signatures", ()),
    )


def test_an_unknown_name_is_refused_with_its_line_and_the_known_ones():
    [(code, message)] = refused("Dear {candidate},\n\nwelcome {candidat}.")
    assert code == "unknown_placeholder"
    assert message.startswith("Line 3: nothing is known by the name “candidat”. Known are candidate, company, ")
    assert message.endswith("package_table, years_table, signatures.")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "wording_empty"),
        (" \n\n", "wording_empty"),
        ("x" * 20_001, "too_long"),
        ("a { b", "brace_alone"),
        ("a } b", "brace_alone"),
        ("a {} b", "unknown_placeholder"),
        ("a {base!r} b", "unknown_placeholder"),
        ("a {base.as_tuple} b", "unknown_placeholder"),
        ("See {package_table} here", "block_not_alone"),
        ("See\n{package_table}", "block_not_alone"),
        ("{signatures}\n\n{signatures}", "block_twice"),
    ],
)
def test_wrong_wordings_are_refused(body, code):
    assert [found for found, _message in refused(body)] == [code]


def test_every_mistake_is_told_at_once():
    assert [code for code, _message in refused("{one}\n{two} }")] == [
        "unknown_placeholder",
        "unknown_placeholder",
        "brace_alone",
    ]


def test_names_are_filled_once_and_double_braces_stay_braces():
    assert filled("{{x}} { base } {candidate}", {"base": "EUR 1", "candidate": "{base}"}) == "{x} EUR 1 {base}"


def test_the_shipped_wording_is_sound():
    kinds = [paragraph.kind for paragraph in paragraphs(letter_wording.default_wording())]
    assert kinds.count("package_table") == kinds.count("years_table") == kinds.count("signatures") == 1
