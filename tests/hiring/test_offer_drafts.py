from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from benchmarks.models import Level
from hiring import approvals, offer_drafts, offer_terms, offers, pauses, pipeline
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people
from tests.hiring.offer_world import (
    ABOVE,
    again,
    approver,
    asked,
    decided,
    draft,
    edited,
    lines,
    states,
    step,
    steps_of,
    terms,
)
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


def submitted(**values):
    """Submitted at hour 223, at the first of two steps."""
    step("ada")
    step("ben", title="Head")
    return approvals.submit(draft(**values), by=people().manager, now=hour(223))


def test_draft_is_told_to_nobody():
    application = decided()
    offer = draft(application, at=222, note="By Friday.")
    assert (offer.version, offer.state, offer.base, offer.note) == (1, "draft", 150_000, "By Friday.")
    assert (offer.drafted_at, offer.drafted_by, offer.updated_at) == (hour(222), people().manager, hour(222))
    assert (offer.submitted_at, offer.extended_at, offer.band, offer.is_out_of_band) == (None, None, None, None)
    application.refresh_from_db()
    assert application.stage == "decision"
    assert application.deadlines.get(kind="promise").state == "open"
    assert lines(application) == [("draft_offer", {"version": 1})]


@pytest.mark.parametrize("stage", [Stage.APPLIED, Stage.SCALE_ARCHITECTURE, Stage.DECISION])
def test_draft_waits_for_the_decision(stage):
    application = at_stage(stage)
    with refuses("not_decided"):
        draft(application)


def test_draft_is_refused_for_a_closed_application():
    application = decided()
    pipeline.reject(application, reason="Frozen.", by=people().manager, now=hour(221))
    with refuses("closed_stage"):
        draft(application)


def test_all_that_prepares_an_offer_waits_for_the_end_of_a_pause():
    offer = draft()
    pauses.pause(offer.application, reason="Away.", by=people().manager, now=hour(223))
    for verb in (
        lambda: offer_drafts.draft(offer.application, terms(), by=people().manager, now=hour(224)),
        lambda: edited(offer, at=224, base=ABOVE),
        lambda: approvals.submit(offer, by=people().manager, now=hour(224)),
        lambda: offers.extend(offer, by=people().manager, now=hour(224)),
    ):
        with refuses("paused"):
            verb()
    pauses.resume(offer.application, by=people().manager, now=hour(225))
    assert edited(offer, at=226, base=ABOVE).base == ABOVE


def test_draft_asks_the_guards(settings):
    application = decided()
    settings.NEXT_STEP_GUARDS = ["tests.hiring.test_offer_drafts.refuse"]
    with refuses("critical_flag"):
        draft(application)


def refuse(application, *, by):
    """A guard that blocks every next step."""
    raise ValidationError("A critical flag stands.", code="critical_flag")


def test_one_version_is_prepared_at_a_time():
    application = decided()
    offer = draft(application)
    with refuses("offer_in_preparation"):
        draft(application, at=223)
    with refuses("offer_in_preparation"):
        factories.offer(application, now=hour(223))
    offer_drafts.discard(offer, by=people().manager, now=hour(224))
    assert draft(application, at=225).version == 2
    assert states(application) == [(1, "rescinded"), (2, "draft")]
    assert lines(application) == [
        ("draft_offer", {"version": 1}),
        ("discard_offer", {"version": 1}),
        ("draft_offer", {"version": 2}),
    ]


def test_draft_names_each_wrong_field():
    application = decided()
    with refuses("unknown_currency", "amount_not_positive", "vesting_not_whole", "expires_in_the_past"):
        draft(
            application,
            currency="€",
            base=Decimal(0),
            vesting=(Decimal(1), Decimal(1), Decimal(1), Decimal(1)),
            expires_at=hour(221),
        )


def test_offers_are_written_by_those_who_set_pay():
    offer, application = draft(), decided(of=factories.candidate("Ben Okri"))
    for by in (people().coordinator, people().interviewer, approver("ada")):
        with forbids():
            offer_drafts.draft(application, terms(), by=by, now=hour(223))
        with forbids():
            offer_drafts.edit(offer, terms(), by=by, now=hour(223))
        with forbids():
            offer_drafts.discard(offer, by=by, now=hour(223))


def test_draft_is_edited_in_place():
    offer = draft()
    found = edited(offer, at=223, base=ABOVE, level=Level.objects.get(slug="mid"), starts_on=date(2026, 12, 1))
    assert (found.pk, found.version, found.state, found.base) == (offer.pk, 1, "draft", ABOVE)
    kept = again(offer)
    assert (kept.base, kept.level.slug, kept.starts_on, kept.updated_at) == (ABOVE, "mid", date(2026, 12, 1), hour(223))
    assert lines(offer.application) == [("draft_offer", {"version": 1}), ("edit_offer", {"version": 1})]


@pytest.mark.parametrize("is_approved", [False, True], ids=["in approval", "approved"])
def test_other_money_makes_a_new_version_with_no_approval(is_approved):
    offer = submitted()
    approvals.approve(offer, by=approver("ada"), now=hour(224))
    if is_approved:
        approvals.approve(offer, by=approver("ben"), now=hour(225))
    made = edited(offer, at=226, base=Decimal(151_000))
    assert (made.version, made.state, made.base, made.submitted_at, made.approved_at) == (
        2,
        "draft",
        151_000,
        None,
        None,
    )
    assert states(offer.application) == [(1, "superseded"), (2, "draft")]
    assert again(offer).base == 150_000
    assert steps_of(offer) == [("Finance", "void"), ("Head", "void")]
    void = offer.approvals.first()
    assert (void.voided_at, void.void_reason) == (hour(226), "edited: base")
    assert steps_of(made) == []
    ben = "done" if is_approved else "cancelled"
    assert asked(offer.application) == {"ada": "done", "ben": ben}
    assert lines(offer.application)[-1] == ("edit_offer", {"version": 2, "made_from": 1})
    with refuses("not_in_approval"):
        approvals.approve(offer, by=approver("ben"), now=hour(227))
    with refuses("approval_needed"):
        offers.extend(made, by=people().manager, now=hour(227))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"bonus": Decimal(1)}, "edited: bonus"),
        ({"equity_kind": "options", "equity_4yr": Decimal(1)}, "edited: equity 4yr, equity kind"),
        ({"vesting": (Decimal(40), Decimal(30), Decimal(20), Decimal(10))}, "edited: vesting"),
        ({"cliff_months": 0}, "edited: cliff months"),
        ({"refresh_percent": Decimal(25)}, "edited: refresh percent"),
        ({"discount_percent": Decimal(30)}, "edited: discount percent"),
        ({"signing": Decimal(0)}, "edited: signing"),
        ({"relocation": Decimal(5_000)}, "edited: relocation"),
        ({"currency": "USD"}, "edited: currency"),
        ({"premiums": ("gpu_scale_1000_plus",)}, "edited: premiums"),
        ({"exception_reason": "Rare."}, "edited: exception reason"),
    ],
)
def test_whatever_approvers_answer_for_voids_their_answers(changes, why):
    offer = submitted()
    assert edited(offer, at=226, **changes).version == 2
    assert {one.void_reason for one in offer.approvals.all()} == {why}


def test_another_level_voids_as_well():
    assert edited(submitted(), at=226, level=Level.objects.get(slug="mid")).version == 2


def test_start_expiry_and_note_change_in_place_with_the_approvals_kept():
    offer = submitted()
    approvals.approve(offer, by=approver("ada"), now=hour(224))
    made = edited(offer, at=226, note="Call first.", starts_on=date(2026, 12, 1), expires_at=hour(400))
    assert (made.pk, made.state) == (offer.pk, "in_approval")
    kept = again(offer)
    assert (kept.note, kept.starts_on, kept.expires_at) == ("Call first.", date(2026, 12, 1), hour(400))
    assert steps_of(offer) == [("Finance", "complete"), ("Head", "open")]
    approvals.approve(offer, by=approver("ben"), now=hour(227))
    again_edited = edited(again(offer), at=228, note="Call twice.")
    assert (again_edited.pk, again_edited.state) == (offer.pk, "approved")
    assert offers.extend(offer, by=people().manager, now=hour(229)).note == "Call twice."


def test_edit_in_place_refuses_what_is_no_offer():
    offer = submitted()
    with refuses("too_long"):
        edited(offer, at=226, note="x" * 301)
    with refuses("expires_in_the_past"):
        edited(offer, at=226, expires_at=hour(225))


def test_a_draft_whose_expiry_has_passed_can_still_be_edited():
    offer = draft(expires_at=hour(230))
    found = offer_drafts.edit(offer, terms(expires_at=hour(230), base=ABOVE), by=people().manager, now=hour(240))
    assert found.base == ABOVE


def test_edit_from_a_page_that_is_out_of_date_is_refused():
    offer = draft()
    seen = offer.updated_at
    offer_drafts.edit(offer, terms(base=Decimal(140_000)), by=people().manager, believed=seen, now=hour(223))
    with refuses("changed_meanwhile"):
        offer_drafts.edit(offer, terms(base=Decimal(160_000)), by=people().manager, believed=seen, now=hour(224))
    offer_drafts.edit(offer, terms(base=Decimal(160_000)), by=people().manager, believed=hour(223), now=hour(224))
    assert again(offer).base == 160_000


def test_it_says_on_the_readers_clock_when_it_was_changed():
    offer = draft(at=222)
    with timezone.override("Asia/Tokyo"), pytest.raises(ValidationError) as refused:
        offer_drafts.edit(offer, terms(note="x"), by=people().manager, believed=hour(200), now=hour(224))
    assert f"on {hour(222 + 9):%-d %B %Y at %H:%M} JST" in refused.value.messages[0]


def test_an_answer_of_an_approver_counts_as_a_change():
    offer = submitted()
    approvals.approve(offer, by=approver("ada"), now=hour(224))
    with refuses("changed_meanwhile"):
        offer_drafts.edit(offer, terms(note="Hm."), by=people().manager, believed=hour(223), now=hour(225))


def test_an_extended_offer_stands_until_its_next_version_is_extended():
    application = decided()
    first = factories.offer(application, now=hour(222))
    second = offer_drafts.edit(first, terms(base=Decimal(155_000)), by=people().manager, now=hour(230))
    assert states(application) == [(1, "extended"), (2, "draft")]
    assert again(first).base == 150_000
    with refuses("offer_in_preparation"):
        offer_drafts.edit(first, terms(base=Decimal(156_000)), by=people().manager, now=hour(231))
    approvals.submit(second, by=people().manager, now=hour(231))
    offers.extend(second, by=people().manager, now=hour(232))
    assert states(application) == [(1, "superseded"), (2, "extended")]
    assert again(first).answered_at == hour(232)


@pytest.mark.parametrize("state", ["declined", "rescinded", "superseded", "expired"])
def test_what_is_over_cannot_be_edited_or_discarded(state):
    offer = draft()
    type(offer).objects.filter(pk=offer.pk).update(state=state)
    with refuses("offer_over"):
        edited(offer, at=240, base=ABOVE)
    with refuses("offer_over"):
        offer_drafts.discard(offer, by=people().manager, now=hour(240))


def test_an_extended_offer_is_rescinded_and_not_discarded():
    offer = factories.offer(decided(), now=hour(222))
    with refuses("offer_over"):
        offer_drafts.discard(offer, by=people().manager, now=hour(240))


def test_discard_takes_the_approvals_back():
    offer = submitted()
    offer_drafts.discard(offer, by=people().manager, now=hour(225))
    assert (again(offer).state, again(offer).answered_at) == ("rescinded", None)
    assert steps_of(offer) == [("Finance", "void"), ("Head", "void")]
    assert asked(offer.application) == {"ada": "cancelled"}


def test_terms_of_a_new_version_are_those_that_were_given():
    given = terms(base=Decimal(161_000), signing=Decimal(0), note="New.")
    made = offer_drafts.edit(submitted(), given, by=people().manager, now=hour(226))
    found = offer_terms.of(again(made))
    assert (found.base, found.signing, found.note, found.equity_4yr) == (161_000, 0, "New.", 120_000)
