from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from hiring import access, approvals, drafting, ledger, offer_drafts, pauses, pipeline, rebuilding
from hiring.models import Deadline, Reminder
from tests import factories
from tests.factories import hour, people
from tests.hiring.offer_world import (
    ABOVE,
    again,
    approver,
    asked,
    decided,
    draft,
    edited,
    lines,
    seats,
    senior_in_germany,
    states,
    step,
    steps_of,
    terms,
)
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


def submit(offer, *, at: float = 223):
    return approvals.submit(offer, by=people().manager, now=hour(at))


def approve(offer, name: str, *, at: float = 224, note: str = ""):
    return approvals.approve(offer, by=approver(name), note=note, now=hour(at))


def titles(requisition, *, out_of_band: bool) -> list[str]:
    return [one.title for one in approvals.steps_for(requisition, out_of_band=out_of_band)]


# which steps


def test_the_extra_step_is_only_for_what_lies_outside_the_band():
    step("ada", title="Finance")
    step("ben", title="Exception", applies="out_of_band")
    step("cem", title="Head")
    opening = senior_in_germany()
    assert titles(opening, out_of_band=False) == ["Finance", "Head"]
    assert titles(opening, out_of_band=True) == ["Finance", "Exception", "Head"]


def test_a_requisition_with_steps_of_its_own_has_no_others():
    step("ada", title="Everybody's")
    opening, other = senior_in_germany(), senior_in_germany()
    step("ben", title="Second", requisition=opening, position=2)
    step("cem", title="First", requisition=opening, position=1)
    assert titles(opening, out_of_band=False) == ["First", "Second"]
    assert titles(other, out_of_band=False) == ["Everybody's"]


# submitting


def test_without_a_chain_an_offer_is_approved_at_once():
    offer = submit(draft())
    assert (offer.state, offer.submitted_at, offer.approved_at) == ("approved", hour(223), hour(223))
    assert (offer.is_out_of_band, offer.band["reason"]) == (False, "")
    assert steps_of(offer) == []
    assert lines(offer.application)[-1] == ("submit_offer", {"version": 1})


def test_submit_asks_the_first_step():
    step("ada", "ben", needed=2)
    step("cem", title="Head")
    offer = submit(draft())
    assert (offer.state, offer.submitted_at, offer.approved_at) == ("in_approval", hour(223), None)
    assert steps_of(offer) == [("Finance", "open"), ("Head", "waits")]
    assert seats(offer) == [("Finance", "ada", ""), ("Finance", "ben", ""), ("Head", "cem", "")]
    assert [one.opened_at for one in offer.approvals.order_by("position")] == [hour(223), None]
    owed = Deadline.objects.filter(kind="offer_approval").order_by("pk")
    assert [(one.owner.username, one.party, one.begins_at, one.due_at) for one in owed] == [
        ("ada", "approver", hour(223), hour(247)),
        ("ben", "approver", hour(223), hour(247)),
    ]
    rungs = Reminder.objects.filter(deadline=owed[0], channel="email").order_by("due_at", "pk")
    assert [(one.rung, one.role, one.due_at) for one in rungs] == [
        ("approval asked", "owner", hour(223)),
        ("approval due soon", "owner", hour(241)),
        ("approval late", "owner", hour(247)),
        ("approval late", "hiring_manager", hour(247)),
    ]


def test_submit_twice_is_refused():
    step("ada")
    offer = submit(draft())
    with refuses("not_a_draft"):
        submit(offer, at=224)
    approve(offer, "ada")
    with refuses("not_a_draft"):
        submit(offer, at=225)


def test_outside_the_band_the_exception_has_a_reason_and_a_step():
    step("ada")
    step("ben", title="Exception", applies="out_of_band")
    offer = draft(base=ABOVE)
    with refuses("exception_reason_required"):
        submit(offer)
    edited(offer, at=223, exception_reason="Nobody else ran 4,000 GPUs.")
    offer = submit(offer, at=224)
    assert (offer.is_out_of_band, offer.band["reason"]) == (True, "above_band")
    assert steps_of(offer) == [("Finance", "open"), ("Exception", "waits")]


def test_an_exception_that_nobody_may_approve_is_refused():
    step("ada")
    offer = draft(base=ABOVE, exception_reason="Rare.")
    with refuses("no_exception_approvers"):
        submit(offer)


def test_without_a_chain_an_exception_only_needs_its_reason():
    offer = draft(base=ABOVE)
    with refuses("exception_reason_required"):
        submit(offer)
    edited(offer, at=223, exception_reason="Rare.")
    assert submit(offer, at=224).state == "approved"


def test_the_band_is_kept_as_it_was_when_the_offer_was_submitted():
    offer = submit(draft())
    band = again(offer).band
    assert (Decimal(band["low"]), Decimal(band["high"]), band["on"]) == (130_000, 170_000, "2026-09-16")


# seats


def test_whoever_wrote_the_offer_has_no_seat():
    made = step("ada", "ben", needed=2)
    made.approvers.add(people().manager)
    assert seats(submit(draft())) == [("Finance", "ada", ""), ("Finance", "ben", "")]


def test_authors_and_those_who_lack_the_right_leave_too_few():
    made = step("ada", needed=2)
    made.approvers.add(people().manager, people().coordinator)
    offer = draft()
    with refuses("too_few_approvers"):
        submit(offer)


def test_who_has_left_has_no_seat():
    made = step("ada")
    made.approvers.filter(username="ada").update(is_active=False)
    offer = draft()
    with refuses("too_few_approvers"):
        submit(offer)


def test_who_edited_or_submitted_it_has_no_seat_either():
    ada, ben = approver("ada"), approver("ben")
    for each in (ada, ben):
        each.groups.add(Group.objects.get(name=access.HIRING_MANAGER))
    step("ada", "ben", "cem")
    offer = edited(draft(), at=222.5, by=ada, base=Decimal(140_000))
    offer = approvals.submit(offer, by=ben, now=hour(223))
    assert seats(offer) == [("Finance", "cem", "")]


def test_who_wrote_the_version_that_it_was_made_from_has_no_seat():
    ada = approver("ada")
    ada.groups.add(Group.objects.get(name=access.HIRING_MANAGER))
    step("ada", "cem")
    first = submit(offer_drafts.draft(decided(), terms(), by=ada, now=hour(222)))
    second = edited(first, at=224, base=Decimal(140_000))
    assert (second.version, second.drafted_by) == (2, people().manager)
    assert seats(submit(second, at=225)) == [("Finance", "cem", "")]
    approve(second, "cem", at=226)
    offer_drafts.discard(second, by=people().manager, now=hour(227))
    assert seats(submit(draft(second.application, at=228), at=229)) == [("Finance", "ada", ""), ("Finance", "cem", "")]


def test_a_candidate_has_no_seat_in_their_own_offer():
    step("ada", "ben")
    application = decided(of=factories.candidate(employee=approver("ada")))
    offer = submit(draft(application))
    assert seats(offer) == [("Finance", "ben", "")]
    with forbids():
        approve(offer, "ada")
    with forbids():
        approvals.send_back(offer, by=approver("ada"), reason="More!", now=hour(224))


# approving


def test_steps_are_asked_one_after_the_other():
    step("ada")
    step("ben", title="Head")
    offer = submit(draft())
    assert asked(offer.application) == {"ada": "open"}
    with refuses("not_your_turn"):
        approve(offer, "ben")
    offer = approve(offer, "ada", at=224, note=" Fine. ")
    assert offer.state == "in_approval"
    assert steps_of(offer) == [("Finance", "complete"), ("Head", "open")]
    assert asked(offer.application) == {"ada": "done", "ben": "open"}
    offer = approve(offer, "ben", at=230)
    assert (offer.state, offer.approved_at) == ("approved", hour(230))
    assert steps_of(offer) == [("Finance", "complete"), ("Head", "complete")]
    assert asked(offer.application) == {"ada": "done", "ben": "done"}
    assert lines(offer.application)[1:] == [
        ("submit_offer", {"version": 1}),
        ("approve_offer", {"version": 1}),
        ("approve_offer", {"version": 1}),
    ]
    seat = offer.approvals.get(title="Finance").seats.get()
    assert (seat.answer, seat.answered_at, seat.note) == ("approved", hour(224), "Fine.")


def test_two_of_three_are_enough_and_the_third_is_not_asked_any_more():
    step("ada", "ben", "cem", needed=2)
    offer = submit(draft())
    assert approve(offer, "cem", at=224).state == "in_approval"
    assert approve(offer, "ada", at=225).state == "approved"
    assert asked(offer.application) == {"ada": "done", "ben": "cancelled", "cem": "done"}
    waiting = Reminder.objects.filter(deadline__kind="offer_approval", state="pending")
    assert not waiting.exists()
    with refuses("not_in_approval"):
        approve(offer, "ben", at=226)


def test_approving_twice_is_refused():
    step("ada", "ben", needed=2)
    offer = submit(draft())
    approve(offer, "ada")
    with refuses("already_answered"):
        approve(offer, "ada", at=225)
    approve(offer, "ben", at=226)
    with refuses("already_answered"):
        approve(offer, "ada", at=227)


def test_somebody_with_two_seats_answers_both():
    step("ada")
    step("ben", title="Second")
    step("ada", title="Third")
    offer = submit(draft())
    approve(offer, "ada", at=224)
    with refuses("already_answered"):
        approve(offer, "ada", at=225)
    approve(offer, "ben", at=226)
    assert approve(offer, "ada", at=227).state == "approved"


def test_approving_needs_a_seat():
    step("ada")
    offer, _other = submit(draft()), approver("dora")
    with refuses("not_your_turn"):
        approve(offer, "dora")
    with refuses("not_your_turn"):
        approvals.approve(offer, by=people().manager, now=hour(224))


def test_approving_needs_the_right_as_well():
    step("ada")
    offer = submit(draft())
    approver("ada").groups.clear()
    with forbids():
        approve(offer, "ada")
    with forbids():
        approvals.approve(offer, by=people().coordinator, now=hour(224))
    with forbids():
        approvals.send_back(offer, by=people().interviewer, reason="No.", now=hour(224))


def test_submitting_is_for_those_who_set_pay():
    offer = draft()
    for by in (people().coordinator, people().interviewer, approver("ada")):
        with forbids():
            approvals.submit(offer, by=by, now=hour(223))


def test_a_draft_cannot_be_approved():
    step("ada")
    offer = draft()
    with refuses("not_in_approval"):
        approve(offer, "ada")


def test_a_note_that_does_not_fit_is_refused():
    step("ada")
    offer = submit(draft())
    with refuses("too_long"):
        approve(offer, "ada", note="x" * 301)


def test_a_pause_keeps_nobody_from_answering():
    step("ada")
    offer = submit(draft())
    pauses.pause(offer.application, reason="Away.", by=people().manager, now=hour(224))
    assert asked(offer.application) == {"ada": "open"}
    assert approve(offer, "ada", at=225).state == "approved"


# sending back


def test_sent_back_it_is_a_draft_again_with_all_approvals_void():
    step("ada")
    step("ben", "cem", title="Head")
    offer = submit(draft())
    approve(offer, "ada", at=224)
    offer = approvals.send_back(offer, by=approver("ben"), reason=" Base too high. ", now=hour(230))
    assert (offer.state, offer.submitted_at, offer.band, offer.is_out_of_band) == ("draft", None, None, None)
    assert steps_of(offer) == [("Finance", "void"), ("Head", "void")]
    assert {(one.voided_at, one.void_reason) for one in offer.approvals.all()} == {(hour(230), "sent back")}
    assert seats(offer)[1] == ("Head", "ben", "sent_back")
    assert asked(offer.application) == {"ada": "done", "ben": "done", "cem": "cancelled"}
    line = offer.application.history.order_by("pk").last()
    assert (line.verb, line.reason, line.by, line.data) == (
        "send_back_offer",
        "Base too high.",
        approver("ben"),
        {"version": 1},
    )
    with refuses("not_in_approval"):
        approve(offer, "cem", at=231)


def test_sent_back_it_can_be_submitted_anew_from_the_first_step_on():
    step("ada")
    offer = submit(draft())
    approvals.send_back(offer, by=approver("ada"), reason="Why?", now=hour(224))
    edited(offer, at=225, note="As agreed with Nora.")
    offer = submit(offer, at=226)
    assert (offer.version, steps_of(offer)) == (1, [("Finance", "void"), ("Finance", "open")])
    assert approve(offer, "ada", at=227).state == "approved"


def test_what_was_sent_back_keeps_the_amounts_that_were_sent_back():
    step("ada")
    offer = submit(draft())
    approvals.send_back(offer, by=approver("ada"), reason="Too much.", now=hour(224))
    made = edited(offer, at=225, base=Decimal(140_000))
    assert (made.version, states(offer.application)) == (2, [(1, "superseded"), (2, "draft")])
    assert again(offer).base == 150_000


def test_sending_back_needs_a_reason():
    step("ada")
    offer = submit(draft())
    with refuses("reason_required"):
        approvals.send_back(offer, by=approver("ada"), reason=" ", now=hour(224))


# the ends


@pytest.mark.parametrize(("leave", "state"), [(pipeline.reject, "rescinded"), (pipeline.withdraw, "rescinded")])
def test_approvals_do_not_outlive_the_application(leave, state):
    step("ada", "ben", needed=2)
    offer = submit(draft())
    approve(offer, "ada")
    leave(offer.application, by=people().manager, reason="Frozen.", now=hour(230))
    assert states(offer.application) == [(1, state)]
    assert steps_of(offer) == [("Finance", "void")]
    assert asked(offer.application) == {"ada": "done", "ben": "cancelled"}
    with refuses("closed_stage"):
        approve(offer, "ben", at=231)


def test_columns_are_what_the_events_say_after_each_verb():
    step("ada", "ben", "cem")
    step("dora", title="Head")
    offer = submit(draft())
    assert list(rebuilding.differences()) == []
    approve(offer, "ada", at=224)
    assert list(rebuilding.differences()) == []
    approvals.send_back(offer, by=approver("dora"), reason="Why?", now=hour(225))
    assert list(rebuilding.differences()) == []
    submit(offer, at=226)
    made = edited(again(offer), at=227, base=Decimal(140_000))
    assert list(rebuilding.differences()) == []
    offer_drafts.discard(submit(made, at=228), by=people().manager, now=hour(229))
    assert list(rebuilding.differences()) == []


def test_another_coordinator_takes_no_approval_over():
    step("ada")
    offer = submit(draft())
    ines = factories.user("ines", access.COORDINATOR)
    drafting.change(offer.application.requisition, {"coordinator": ines}, by=people().manager, now=hour(224))
    assert asked(offer.application) == {"ada": "open"}


def test_the_ledger_tells_approvals_apart_by_who_owes_them():
    step("ada", "ben", needed=2)
    submit(draft())
    found = Deadline.objects.filter(kind="offer_approval").select_related("owner").order_by("pk")
    assert [ledger.about(one) for one in found] == ["Approval of the offer by Ada", "Approval of the offer by Ben"]
