"""The letter of an offer, read back from its PDF."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pypdf import PdfReader

from benchmarks.models import Level
from hiring import letter_wording, offer_drafts, offer_letters, offers
from hiring.models import LetterTemplate, Offer, OfferRead
from hiring.offer_terms import Terms
from hiring.stages import Stage
from tests.factories import at_stage, hour, people

pytestmark = pytest.mark.django_db

HOSTILE = '#import "@preview/x:1.0.0": * $x^2$ \\ @ref `raw` *bold* _it_ <label> // no /* no */ = h [#panic()]'


@pytest.fixture
def extended():
    return at_stage(Stage.OFFER).offers.get()


def letter(offer, template=None, by=None, now=None):
    return PdfReader(BytesIO(offer_letters.render(offer, template, by=by or people().manager, now=now or hour(240))))


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def preview(body):
    return text_of(PdfReader(BytesIO(offer_letters.preview(body, now=hour(0)))))


def test_the_letter_says_what_is_offered(extended):
    Offer.objects.filter(pk=extended.pk).update(
        base=Decimal(150_000),
        bonus=Decimal(15_000),
        equity_4yr=Decimal(80_000),
        equity_kind="rsu",
        signing=Decimal(5_000),
        starts_on=date(2026, 12, 1),
    )
    pdf = letter(extended)
    told = text_of(pdf)
    assert "Dear Ada Kovacs," in told
    assert "Your base salary would be EUR 150,000 a year, and you would begin on 1 December 2026." in told
    assert "Bonus EUR 15,000 a year" in told
    assert "Equity: restricted stock units EUR 80,000 over four years: 25, 25, 25, 25 % by year" in told
    assert "Signing bonus EUR 5,000 once" in told
    assert "Relocation" not in told
    assert "Signing bonus 5,000 0 0 0" in told
    assert "Equity that vests 20,000 20,000 20,000 20,000" in told
    assert "Total 190,000 185,000 185,000 185,000" in told  # 150 + 15 + 20, the first year with 5
    assert "The offer stands until 22 September 2026, 01:00 (UTC)." in told  # five days after hour 232 of the start
    assert "17 September 2026" in told  # the day on which it was extended
    assert (len(pdf.pages), pdf.metadata.title) == (1, "Offer of employment")


def test_the_letter_is_an_accessible_a4_page_with_its_fonts(extended):
    pdf = letter(extended)
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert pdf.root_object["/Lang"] == "en"
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]
    for font in pdf.pages[0]["/Resources"]["/Font"].values():
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile3" in described or "/FontFile2" in described


def test_the_same_letter_has_the_same_bytes(extended):
    one, two = (offer_letters.render(extended, None, by=people().manager, now=hour(day)) for day in (240, 300))
    assert one == two


def test_it_is_dated_on_the_candidates_clock(extended):
    candidate = extended.application.candidate
    candidate.time_zone = "Asia/Tokyo"
    candidate.save()
    assert "until 22 September 2026, 10:00 (Asia/Tokyo)" in text_of(letter(extended))


@pytest.mark.parametrize("name", ["Jürgen Łukasiewicz", "Ωμέγα Παπαδόπουλος", "Жанна Ёлкина", "Zoë O’Brien-Ñandú"])
def test_names_in_latin_greek_and_cyrillic_are_written(extended, name):
    candidate = extended.application.candidate
    candidate.name = name
    candidate.save()
    assert f"Dear {name}," in text_of(letter(extended))


@pytest.mark.parametrize(
    "name", [HOSTILE, "a\nb\r\nc\x00\x1b", "x" * 500, "\u202eevil\u2066", "王伟 עברית 🎉", "{base} }{"]
)
def test_no_name_can_be_code_or_break_the_letter(extended, name):
    application = extended.application
    application.candidate.name = name[:200].replace("\x00", "")
    application.candidate.save()
    application.requisition.title = name[:200].replace("\x00", "")
    application.requisition.save()
    told = text_of(letter(extended))
    assert "Base salary EUR 150,000" in told
    if name is HOSTILE:
        assert HOSTILE in told
    if name == "x" * 500:
        assert "x" * 200 in told.replace("\u200b", "").replace(" ", "")


def test_the_wording_cannot_be_code():
    assert HOSTILE in preview(f"Dear {{candidate}}\n\n{HOSTILE}")
    assert "= not a heading" in preview("= not a heading")
    assert "two words" in preview("two\nwords")


def test_a_wording_of_five_hundred_characters_without_a_space_stays_on_the_page():
    assert "y" * 500 in preview("y" * 500).replace("\u200b", "").replace(" ", "")


def test_a_template_is_used_and_the_default_without_one(extended):
    made = LetterTemplate.objects.create(name="Short", body="Hello {candidate}: {annual}.", updated_at=hour(0))
    assert "Hello Ada Kovacs: EUR 150,000." in text_of(letter(extended, made))
    assert "Hello" not in text_of(letter(extended))
    made.is_default = True
    made.save()
    assert "Hello Ada Kovacs" in text_of(letter(extended))


def test_an_unknown_name_in_a_template_is_refused(extended):
    made = LetterTemplate(name="Wrong", body="Dear {candidat}", updated_at=hour(0))
    with pytest.raises(ValidationError, match="candidat") as refused:
        offer_letters.render(extended, made, by=people().manager)
    assert refused.value.error_list[0].code == "unknown_placeholder"
    assert not OfferRead.objects.exists()


def test_the_letter_is_read_through_its_own_door(extended):
    letter(extended)
    row = OfferRead.objects.get()
    assert (row.offer, row.reader, row.door, row.at) == (extended, people().manager, "letter", hour(240))


def test_who_may_not_see_the_offer_gets_no_letter(extended):
    for reader in (people().coordinator, people().interviewer):
        with pytest.raises(PermissionDenied):
            offer_letters.render(extended, None, by=reader)
    assert not OfferRead.objects.exists()


def test_a_draft_has_no_letter_yet(extended):
    manager = people().manager
    drafted = offer_drafts.draft(extended.application, Terms("EUR", Decimal(160_000)), by=manager, now=hour(241))
    with pytest.raises(ValidationError) as refused:
        offer_letters.render(drafted, None, by=manager)
    assert refused.value.code == "letter_too_early"


def test_an_offer_that_stands_no_more_has_no_letter(extended):
    offers.decline(extended.application, reason="No.", by=people().manager, now=hour(241))
    with pytest.raises(ValidationError) as refused:
        offer_letters.render(extended, None, by=people().manager)
    assert refused.value.code == "offer_over"


def test_a_preview_is_of_nobody():
    told = preview("{candidate} {position} {base} {bonus} {equity} {signing} {relocation} {first_year} {vesting}")
    assert "Ada Example" in told
    assert "EUR 137,000" in told  # 100 + 10 + 80 / 4 + 5 + 2
    assert not OfferRead.objects.exists()


@pytest.mark.parametrize("name", sorted(set(letter_wording.names()) - {"package_table", "years_table", "signatures"}))
def test_every_name_stands_for_something(name):
    assert f"[{{{name}}}]" not in preview(f"[{{{name}}}]")
    assert "[]" not in preview(f"[{{{name}}}]")


def test_the_letter_names_the_level(extended):
    Offer.objects.filter(pk=extended.pk).update(level=Level.objects.get(slug="senior"))
    assert "Your level would be Senior." in text_of(letter(extended))
    Offer.objects.filter(pk=extended.pk).update(level=None)
    extended.application.requisition.level = None
    extended.application.requisition.save()
    assert "Your level would be one that we agree on." in text_of(letter(extended))


def test_the_company_heads_the_letter_and_stands_in_its_wording(extended, settings):
    assert "at our company" in text_of(letter(extended))
    settings.COMPANY_NAME = "Example Robotics"
    told = text_of(letter(extended))
    assert told.startswith("Example Robotics")
    assert "at Example Robotics. Your level" in told
    assert preview("From: {company}, Hamburg\n\nDear {candidate}").count("Example Robotics") == 1
