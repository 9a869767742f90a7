"""How the versions of an offer are written, until one is extended."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, approvals, clock, history, offer_terms, offerable
from hiring.models import Application, Offer, User
from hiring.models.offer import IN_PREPARATION, ON_THEIR_WAY
from hiring.offer_terms import Terms
from hiring.outbox import announcing

State = Offer.State


@transaction.atomic
def draft(application: Application, terms: Terms, *, by: User | None, now: datetime | None = None) -> Offer:
    """Write a version that nobody has approved yet.

    Refuses with `closed_stage`, `paused`, `not_decided`, what a guard says, `offer_in_preparation`, or the codes of
    `offer_terms.check` by field.
    """
    access.require(by, "hiring.add_offer")
    now = now or clock.database_now()
    application = offerable.locked(application, by=by)
    offerable.refuse_second_draft(application)
    terms = offer_terms.completed(terms, application.requisition)
    offer_terms.check(terms, now=now)
    offer = _written(application, terms, by=by, now=now)
    line = history.write(application, "draft_offer", by=by, now=now, data={"version": offer.version})
    announcing.tell(line, {"offer.created": offerable.named(offer)})
    return offer


@transaction.atomic
def edit(
    offer: Offer,
    terms: Terms,
    *,
    by: User | None,
    now: datetime | None = None,
    believed: datetime | None = None,
) -> Offer:
    """Change an offer that the candidate has not answered; returns the version that says so now.

    A draft changes in place. What was submitted once keeps its amounts: other money, or another reason for an
    exception, makes another version, a draft again, with the approvals void; start, expiry or note change in place. An
    extended offer stands until the version made of it here is extended.

    `believed` is the `updated_at` that the caller saw: another one is refused with `changed_meanwhile`. Refuses also
    with `closed_stage`, `paused`, `not_decided`, what a guard says, `offer_over`, `offer_in_preparation`, or the codes
    of `offer_terms.check` by field.
    """
    access.require(by, "hiring.change_offer")
    now = now or clock.database_now()
    application = offerable.locked(offer.application, by=by)
    offer = offerable.current(offer, application)
    history.refuse_changed(offer.updated_at, believed)
    if offer.state not in ON_THEIR_WAY:
        raise _over(offer)
    before = offer_terms.of(offer)
    terms = offer_terms.completed(terms, application.requisition)
    changed = offer_terms.changed(before, terms)
    offer_terms.check(terms, now=now, days=changed)
    if offer.state == State.EXTENDED:
        offerable.refuse_second_draft(application)
        return _another(offer, terms, by=by, now=now)
    if changed & offer_terms.APPROVED_FIELDS and (offer.state != State.DRAFT or offer.approvals.exists()):
        approvals.void(offer, why=f"edited: {_named(changed)}", by=by, now=now)
        offer.state = State.SUPERSEDED
        offerable.saved(offer, now=now)
        return _another(offer, terms, by=by, now=now)
    offer_terms.write(terms, offer)
    offerable.saved(offer, now=now)
    history.write(application, "edit_offer", by=by, now=now, data={"version": offer.version})
    return offer


@transaction.atomic
def discard(offer: Offer, *, by: User | None, now: datetime | None = None) -> Offer:
    """Give up a version that the candidate has not been told of, its approvals void: it is discarded.

    Refuses with `closed_stage`, `offer_over`.
    """
    access.require(by, "hiring.change_offer")
    now = now or clock.database_now()
    application = history.locked_open(offer.application)
    offer = offerable.current(offer, application)
    if offer.state not in IN_PREPARATION:
        raise _over(offer)
    approvals.void(offer, why="discarded", by=by, now=now)
    offer.state = State.RESCINDED
    offerable.saved(offer, now=now)
    history.write(application, "discard_offer", by=by, now=now, data={"version": offer.version})
    return offer


def _another(offer: Offer, terms: Terms, *, by: User | None, now: datetime) -> Offer:
    made = _written(offer.application, terms, by=by, now=now)
    data = {"version": made.version, "made_from": offer.version}
    line = history.write(offer.application, "edit_offer", by=by, now=now, data=data)
    announcing.tell(line, {"offer.created": offerable.named(made)})
    return made


def _written(application: Application, terms: Terms, *, by: User | None, now: datetime) -> Offer:
    offer = Offer(application=application, version=offerable.next_version(application), drafted_at=now, drafted_by=by)
    offer_terms.write(terms, offer)
    return offerable.saved(offer, now=now)


def _over(offer: Offer) -> ValidationError:
    return ValidationError(
        f"Version {offer.version} is “{offer.state_words}”: it cannot be changed any more.",
        code="offer_over",
    )


def _named(changed: frozenset[str]) -> str:
    return ", ".join(sorted(name.replace("_", " ") for name in changed & offer_terms.APPROVED_FIELDS))
