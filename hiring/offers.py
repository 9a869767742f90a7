"""What the candidate is offered, what they answer: an offer follows a decision to hire."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, approvals, clock, deadlines, history, moving, offer_band, offer_terms, offerable
from hiring.models import Application, Offer, User
from hiring.models.offer import IN_PREPARATION
from hiring.offer_terms import Terms
from hiring.outbox import announcing
from hiring.stages import Stage

State = Offer.State
ANSWER_DAYS = 5
"""How long a candidate has for an answer unless the offer says otherwise: our default, no source names one."""


@transaction.atomic
def make_offer(
    application: Application,
    *,
    currency: str,
    base: Decimal,
    by: User | None,
    bonus: Decimal = Decimal(0),
    equity_4yr: Decimal = Decimal(0),
    signing: Decimal = Decimal(0),
    note: str = "",
    exception_reason: str = "",
    now: datetime | None = None,
) -> Offer:
    """Draft and extend an offer at once, in whole units of its currency: base and bonus a year, equity over four
    years, signing once. It runs for five days, on the requisition's level and region. `exception_reason` says why it
    lies outside the band, where it does.

    A further offer supersedes the one before. Refuses with `closed_stage`, `paused`, `not_decided`, what a guard says,
    `approval_needed`, `no_exception_approvers`, `exception_reason_required`, `offer_in_preparation`, or the codes of
    `offer_terms.check` by field.
    """
    access.require(by, "hiring.add_offer")
    now = now or clock.database_now()
    application = offerable.locked(application, by=by)
    offerable.refuse_second_draft(application)
    given = Terms(
        currency=currency,
        base=base,
        bonus=bonus,
        equity_4yr=equity_4yr,
        signing=signing,
        note=note,
        exception_reason=exception_reason,
    )
    terms = offer_terms.completed(given, application.requisition)
    offer_terms.check(terms)
    held = offer_band.hold(terms, on=now.date())
    if approvals.asked(application.requisition, held):
        raise _unapproved()
    approvals.refuse_unexplained(held, terms.exception_reason)
    offer = Offer(
        application=application,
        version=offerable.next_version(application),
        state=State.APPROVED,
        band=held.as_json(),
        is_out_of_band=held.is_out_of_band,
        drafted_at=now,
        drafted_by=by,
        submitted_at=now,
        approved_at=now,
    )
    offer_terms.write(terms, offer)
    return _extend(offer, expires_at=now + timedelta(days=ANSWER_DAYS), by=by, now=now)


@transaction.atomic
def extend(offer: Offer, *, by: User | None, expires_at: datetime | None = None, now: datetime | None = None) -> Offer:
    """Tell the candidate of an approved version. It runs until `expires_at`, else as it says, else for five days.

    The version that stood until then is superseded. Refuses with `closed_stage`, `paused`, `not_decided`, what a guard
    says, `approval_needed`, `offer_over`, `expires_in_the_past`, `starts_in_the_past`.
    """
    access.require(by, "hiring.change_offer")
    now = now or clock.database_now()
    application = offerable.locked(offer.application, by=by)
    offer = offerable.current(offer, application)
    if offer.state not in IN_PREPARATION:
        raise ValidationError(
            f"Version {offer.version} is “{offer.state_words}”: it cannot be extended.",
            code="offer_over",
        )
    if offer.state != State.APPROVED:
        raise _unapproved()
    expires_at = expires_at or offer.expires_at or now + timedelta(days=ANSWER_DAYS)
    if expires_at <= now:
        raise ValidationError({"expires_at": offer_terms.past_expiry()})
    if problem := offer_terms.problem_of_start(offer.starts_on, now):
        raise ValidationError({"starts_on": problem})
    return _extend(offer, expires_at=expires_at, by=by, now=now)


@transaction.atomic
def accept(
    application: Application, *, by: User | None, version: int | None = None, now: datetime | None = None
) -> Application:
    """The candidate accepts the offer that stands: hired, all clocks stopped. `version` is the one that was answered.

    Refuses with `closed_stage`, `paused`, `no_offer`, `changed_meanwhile` (another version), `offer_expired`.
    """
    access.require(by, "hiring.change_offer")
    now = now or clock.database_now()
    application = history.locked_running(application)
    offer = standing(application, version)
    if offer.expires_at is not None and offer.has_expired(now):
        raise ValidationError(
            f"Version {offer.version} ran out on {clock.told(offer.expires_at)}: extend another one.",
            code="offer_expired",
        )
    _answer(offer, State.ACCEPTED, by=by, now=now)
    data, tells = {"version": offer.version}, {"offer.accepted": offerable.named(offer)}
    return moving.step(application, Stage.HIRED, verb="accept", by=by, now=now, data=data, tells=tells)


@transaction.atomic
def decline(
    application: Application, *, reason: str, by: User | None, version: int | None = None, now: datetime | None = None
) -> Application:
    """The candidate declines the offer that stands; a further offer may follow. `version` is the one that was answered.

    Refuses with `closed_stage`, `paused`, `no_offer`, `changed_meanwhile` (another version), `reason_required`,
    `too_long`.
    """
    access.require(by, "hiring.change_offer")
    now = now or clock.database_now()
    application = history.locked_running(application)
    reason = history.reason_given(reason)
    offer = standing(application, version)
    _answer(offer, State.DECLINED, by=by, now=now, reason=reason)
    line = history.write(application, "decline", by=by, now=now, reason=reason, data={"version": offer.version})
    announcing.tell(line, {"offer.declined": offerable.named(offer)})
    return application


@transaction.atomic
def rescind(
    application: Application, *, reason: str, by: User | None, version: int | None = None, now: datetime | None = None
) -> Application:
    """Take the offer that stands back; a further offer may follow. `version` is the one that is meant. A pause does
    not keep from it.

    Refuses with `closed_stage`, `no_offer`, `changed_meanwhile` (another version), `reason_required`, `too_long`.
    """
    access.require(by, "hiring.change_offer")
    now = now or clock.database_now()
    application = history.locked_open(application)
    reason = history.reason_given(reason)
    offer = standing(application, version)
    offer.state, offer.answered_at, offer.answer_reason = State.RESCINDED, now, reason
    offerable.saved(offer, now=now)
    deadlines.cancel(application, deadlines.Kind.OFFER_ANSWER, at=now, by=by, why="the offer was rescinded")
    history.write(application, "rescind", by=by, now=now, reason=reason, data={"version": offer.version})
    return application


def standing(application: Application, version: int | None = None) -> Offer:
    """The offer of a locked application that waits for an answer. Refuses with `no_offer` when none does, with
    `changed_meanwhile` when it is another version than the one named."""
    offer = application.offers.filter(state=State.EXTENDED).first()
    if offer is None:
        raise ValidationError("There is no offer that waits for an answer.", code="no_offer")
    if version is not None and offer.version != version:
        raise ValidationError(
            f"Version {offer.version} has taken the place of version {version}: look at it again.",
            code="changed_meanwhile",
        )
    offer.application = application
    return offer


def _extend(offer: Offer, *, expires_at: datetime, by: User | None, now: datetime) -> Offer:
    application, is_new = offer.application, offer.pk is None
    application.offers.filter(state=State.EXTENDED).update(state=State.SUPERSEDED, answered_at=now, updated_at=now)
    offer.state, offer.extended_at, offer.extended_by, offer.expires_at = State.EXTENDED, now, by, expires_at
    offerable.saved(offer, now=now)
    deadlines.meet(application, deadlines.Kind.PROMISE, at=now, by=by)
    deadlines.open_answer(application, expires_at=expires_at, by=by, now=now)
    data, tells = {"version": offer.version}, {"offer.extended": {**offerable.named(offer), "expires_at": expires_at}}
    if is_new:
        tells = {"offer.created": offerable.named(offer), **tells}
    if application.stage == Stage.DECISION:
        moving.step(application, Stage.OFFER, verb="make_offer", by=by, now=now, data=data, tells=tells)
    else:
        announcing.tell(history.write(application, "make_offer", by=by, now=now, data=data), tells)
    return offer


def _answer(offer: Offer, state: Offer.State, *, by: User | None, now: datetime, reason: str = "") -> None:
    offer.state, offer.answered_at, offer.answer_reason = state, now, reason
    offerable.saved(offer, now=now)
    deadlines.meet(offer.application, deadlines.Kind.OFFER_ANSWER, at=now, by=by)


def _unapproved() -> ValidationError:
    return ValidationError("The offer has to be approved before it is extended.", code="approval_needed")
