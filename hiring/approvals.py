"""Who has to approve an offer before the candidate learns of it, in which order."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hiring import access, approval_chains, clock, deadlines, history, offer_authors, offer_band, offer_terms, offerable
from hiring.approval_chains import PERMISSION, Seated
from hiring.models import Application, ApprovalSeat, ApprovalStep, Offer, OfferApproval, Requisition, User
from hiring.offer_band import Held

State, Applies = Offer.State, ApprovalStep.Applies


def chain_of(requisition: Requisition) -> list[ApprovalStep]:
    """All steps that offers of a requisition may have to pass: its own, else those of all without their own."""
    own = ApprovalStep.objects.filter(requisition=requisition).order_by("position", "pk")
    general = ApprovalStep.objects.filter(requisition=None).order_by("position", "pk")
    return list(own.prefetch_related("approvers")) or list(general.prefetch_related("approvers"))


def steps_for(requisition: Requisition, *, out_of_band: bool) -> list[ApprovalStep]:
    """The steps that an offer has to pass, in their order. None: it needs no approval."""
    applies = (Applies.ALWAYS, Applies.OUT_OF_BAND) if out_of_band else (Applies.ALWAYS,)
    return [step for step in chain_of(requisition) if step.applies in applies]


def asked(requisition: Requisition, held: Held) -> list[ApprovalStep]:
    """The steps for an offer that was held against the band.

    Refuses with `no_exception_approvers` where there is a chain, and nobody in it for what lies outside the band.
    """
    steps = steps_for(requisition, out_of_band=held.is_out_of_band)
    exceptions = [step for step in steps if step.applies == Applies.OUT_OF_BAND]
    if held.is_out_of_band and steps and not exceptions:
        raise ValidationError(
            f"The offer lies outside the band ({held.reason_text}), and no step of the approval chain is for that.",
            code="no_exception_approvers",
        )
    return steps


def refuse_unexplained(held: Held, reason: str) -> None:
    """Refuse what lies outside the band and says no reason: `exception_reason_required`."""
    if held.is_out_of_band and not reason:
        raise history.refusal(
            "exception_reason",
            f"The offer lies outside the band ({held.reason_text}): say why it is to be made all the same.",
            code="exception_reason_required",
        )


@transaction.atomic
def submit(offer: Offer, *, by: User | None, now: datetime | None = None) -> Offer:
    """Freeze a draft with the band that it is held against, asking the first step of the chain; approved where no
    step applies.

    Refuses with `closed_stage`, `paused`, `not_decided`, what a guard says, `not_a_draft`, `exception_reason_required`,
    `no_exception_approvers`, `too_few_approvers`.
    """
    access.require(by, "hiring.change_offer")
    now = now or clock.database_now()
    application = offerable.locked(offer.application, by=by)
    offer = offerable.current(offer, application)
    if offer.state != State.DRAFT:
        raise ValidationError(
            f"Version {offer.version} is “{offer.state_words}”: only a draft can be submitted.",
            code="not_a_draft",
        )
    held = offer_band.hold(offer_terms.of(offer), on=now.date())
    refuse_unexplained(held, offer.exception_reason)
    steps = asked(application.requisition, held)
    offer.band, offer.is_out_of_band, offer.submitted_at = held.as_json(), held.is_out_of_band, now
    offer.state = State.IN_APPROVAL if steps else State.APPROVED
    offer.approved_at = None if steps else now
    offerable.saved(offer, now=now)
    history.write(application, "submit_offer", by=by, now=now, data={"version": offer.version})
    _seat(offer, approval_chains.seated(steps, application, authors=offer_authors.of(offer)))
    if first := _next(offer):
        _open(first, application, by=by, now=now)
    return offer


@transaction.atomic
def approve(offer: Offer, *, by: User | None, note: str = "", now: datetime | None = None) -> Offer:
    """Approve the step whose turn it is. The step's last approval opens the next one, or approves the offer.

    A pause does not keep anybody from answering. Refuses with `closed_stage`, `not_in_approval`, `not_your_turn`,
    `already_answered`, `too_long` (the note).
    """
    application, offer, seat = _seat_of(offer, by=by)
    now = now or clock.database_now()
    note = history.fitting(note, "note", at_most=history.REASON_LENGTH)
    _answer(seat, ApprovalSeat.Answer.APPROVED, application, note=note, by=by, now=now)
    approval = seat.approval
    if approval.seats.filter(answer=ApprovalSeat.Answer.APPROVED).count() >= approval.needed:
        approval.completed_at = now
        approval.save(update_fields=["completed_at"])
        _end_asking([approval], application, why="the step is complete", by=by, now=now)
        if following := _next(offer):
            _open(following, application, by=by, now=now)
        else:
            offer.state, offer.approved_at = State.APPROVED, now
    offerable.saved(offer, now=now)
    history.write(application, "approve_offer", by=by, now=now, reason=note, data={"version": offer.version})
    return offer


@transaction.atomic
def send_back(offer: Offer, *, by: User | None, reason: str, now: datetime | None = None) -> Offer:
    """Return the offer to its author with a reason: a draft again, all approvals void.

    Refuses with `closed_stage`, `not_in_approval`, `not_your_turn`, `already_answered`, `reason_required`, `too_long`.
    """
    application, offer, seat = _seat_of(offer, by=by)
    now = now or clock.database_now()
    reason = history.reason_given(reason)
    _answer(seat, ApprovalSeat.Answer.SENT_BACK, application, note=reason, by=by, now=now)
    void(offer, why="sent back", by=by, now=now)
    offer.state, offer.submitted_at, offer.band, offer.is_out_of_band = State.DRAFT, None, None, None
    offerable.saved(offer, now=now)
    history.write(application, "send_back_offer", by=by, now=now, reason=reason, data={"version": offer.version})
    return offer


def void(offer: Offer, *, why: str, now: datetime, by: User | None = None) -> None:
    """Take back all approvals of an offer whose application is locked, given or asked for. Its state stays."""
    standing = list(offer.approvals.filter(voided_at=None))
    _end_asking(standing, offer.application, why=why, by=by, now=now)
    for approval in standing:
        approval.voided_at, approval.void_reason = now, why
    OfferApproval.objects.bulk_update(standing, ["voided_at", "void_reason"])


def subject_of(seat: ApprovalSeat) -> str:
    """What the deadline of a seat is named."""
    return f"approval:{seat.pk}"


def _seat(offer: Offer, seated: list[Seated]) -> None:
    """Write the steps with a seat for each who may answer, refusing with `too_few_approvers` where they do not do."""
    for position, one in enumerate(seated, start=1):
        step = one.step
        if one.are_too_few:
            raise ValidationError(
                f"“{step.title}” needs {step.needed} to approve, and {len(one.able)} may: whoever wrote the offer, "
                "or is the candidate, or lacks the right to approve has no seat.",
                code="too_few_approvers",
            )
        approval = OfferApproval.objects.create(
            offer=offer, position=position, title=step.title, applies=step.applies, needed=step.needed
        )
        ApprovalSeat.objects.bulk_create(ApprovalSeat(approval=approval, user=user) for user in one.able)


def _next(offer: Offer) -> OfferApproval | None:
    waiting = offer.approvals.filter(voided_at=None, completed_at=None)
    return waiting.order_by("position").first()


def _open(approval: OfferApproval, application: Application, *, by: User | None, now: datetime) -> None:
    approval.opened_at = now
    approval.save(update_fields=["opened_at"])
    for seat in approval.seats.select_related("user"):
        deadlines.open_approval(application, subject=subject_of(seat), owner=seat.user, by=by, now=now)


def _seat_of(offer: Offer, *, by: User | None) -> tuple[Application, Offer, ApprovalSeat]:
    """The locked rows, with the unanswered seat that somebody has in the step whose turn it is."""
    access.require(by, PERMISSION)
    application = history.locked_open(offer.application)
    offer = offerable.current(offer, application)
    if by is not None and application.candidate.employee_id == by.pk:
        raise PermissionDenied("Nobody approves an offer to themselves.")
    standing = ApprovalSeat.objects.filter(approval__offer=offer, approval__voided_at=None, user=by)
    mine = list(standing.select_related("approval").order_by("approval__position"))
    turn = [one for one in mine if one.approval.opened_at and not one.approval.completed_at]
    if seat := next((one for one in turn if not one.answer), None):
        return application, offer, seat
    if any(one.answer for one in mine):
        raise ValidationError("You have answered already.", code="already_answered")
    if offer.state != State.IN_APPROVAL:
        raise ValidationError(
            f"Version {offer.version} is “{offer.state_words}”: nobody is asked to approve it.",
            code="not_in_approval",
        )
    raise ValidationError("It is not your turn to approve this offer.", code="not_your_turn")


def _answer(
    seat: ApprovalSeat,
    answer: ApprovalSeat.Answer,
    application: Application,
    *,
    note: str,
    by: User | None,
    now: datetime,
) -> None:
    seat.answer, seat.answered_at, seat.note = answer, now, note
    seat.save(update_fields=["answer", "answered_at", "note"])
    deadlines.meet(application, deadlines.Kind.OFFER_APPROVAL, at=now, by=by, subject=subject_of(seat))


def _end_asking(
    approvals: list[OfferApproval], application: Application, *, why: str, by: User | None, now: datetime
) -> None:
    """End what those still had to do who have not answered."""
    for seat in ApprovalSeat.objects.filter(approval__in=approvals, answer="").order_by("pk"):
        deadlines.cancel(application, deadlines.Kind.OFFER_APPROVAL, at=now, by=by, why=why, subject=subject_of(seat))
