"""Which offers are on somebody's list, without an amount of any of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from hiring import offer_reading, offerable
from hiring.models import Application, Deadline, Decision, Offer, User
from hiring.models.offer import ON_THEIR_WAY
from interviews import offer_turns
from interviews.offer_turns import Turn


@dataclass(frozen=True)
class Line:
    """One version on its way, or a candidate who waits for one: whose turn it is, and until when.

    `offer` is None where none was written yet. Times are None where nothing is agreed.
    """

    application: Application
    offer: Offer | None
    turn: Turn
    due_at: datetime | None
    is_late: bool


@dataclass(frozen=True)
class Lines:
    """What waits for the reader, by when it is due; what waits for others, for those who set offers."""

    mine: tuple[Line, ...]
    others: tuple[Line, ...]
    sees_others: bool


def lines_for(user: User, *, now: datetime) -> Lines:
    """The offers in preparation or extended that the user may see, in a fixed number of queries.

    For those who may prepare offers also the candidates who were decided for and have none on its way: the work of
    whoever of them takes it up.
    """
    rows = Offer.objects.filter(state__in=ON_THEIR_WAY, application__closed_at=None)
    known = rows.select_related(
        "application__candidate", "application__requisition__hiring_manager", "drafted_by"
    ).order_by("pk")
    offers = list(offer_turns.with_approvals(offer_reading.visible_to(user, known)))
    due = _due(offers)
    lines = [_line(offer, due.get(offer.pk), now=now) for offer in offers]
    sees_others = user.has_perm("hiring.change_offer")
    mine = [line for line in lines if line.turn.is_of(user)]
    others = [line for line in lines if sees_others and not line.turn.is_of(user)]
    return Lines(
        mine=_sorted([*mine, *(_to_prepare(user, now=now) if user.has_perm("hiring.add_offer") else [])], now=now),
        others=_sorted(others, now=now),
        sees_others=sees_others,
    )


def _to_prepare(user: User, *, now: datetime) -> list[Line]:
    """Decided to hire, with no offer on its way: never written, discarded, declined, expired or taken back."""
    rows = Application.objects.visible_to(user).filter(closed_at=None, stage__in=offerable.OFFERING)
    waiting = rows.filter(decision__outcome=Decision.Outcome.HIRE).exclude(offers__state__in=ON_THEIR_WAY)
    found = list(
        waiting.select_related("candidate", "requisition__hiring_manager")
        .prefetch_related(Prefetch("offers", Offer.objects.order_by("-version"), to_attr="written"))
        .order_by("pk")
    )
    due = _promised(application.pk for application in found)
    lines = []
    for application in found:
        offer = offer_turns.current(getattr(application, "written", []))
        manager = application.requisition.hiring_manager
        turn = offer_turns.turn(offer) if offer else Turn(str(manager), "to prepare the offer", (manager,))
        lines.append(_line_of(application, offer, turn, due.get(application.pk), now=now))
    return lines


def _sorted(lines: list[Line], *, now: datetime) -> tuple[Line, ...]:
    """What is due first on top, what nothing is agreed for last."""
    return tuple(
        sorted(lines, key=lambda line: (line.due_at is None, line.due_at or now, line.offer.pk if line.offer else 0))
    )


def _due(offers: list[Offer]) -> dict[int, datetime]:
    """By when each offer waits for somebody: the first approval of the open step, the candidate's answer; what we have
    to submit or to extend, by when we promised an offer."""
    subjects = {f"approval:{seat.pk}": seat.approval.offer_id for seat in offer_turns.open_seats(offers)}
    found = {offer.pk: offer.expires_at for offer in offers if offer.state == Offer.State.EXTENDED and offer.expires_at}
    ours = {
        offer.application_id: offer.pk for offer in offers if offer.state in (Offer.State.DRAFT, Offer.State.APPROVED)
    }
    promised = _promised(ours)
    found |= {ours[pk]: due_at for pk, due_at in promised.items()}
    asked = Deadline.objects.filter(
        kind=Deadline.Kind.OFFER_APPROVAL, state=Deadline.State.OPEN, subject__in=subjects
    ).order_by("-due_at")
    return found | {subjects[one.subject]: one.due_at for one in asked}


def _promised(applications: Iterable[int]) -> dict[int, datetime]:
    """Until when an offer is promised, as far as that is still open, by the id of the application."""
    promised = Deadline.objects.filter(kind=Deadline.Kind.PROMISE, state=Deadline.State.OPEN)
    return dict(promised.filter(application__in=list(applications)).values_list("application", "due_at"))


def _line(offer: Offer, due_at: datetime | None, *, now: datetime) -> Line:
    return _line_of(offer.application, offer, offer_turns.turn(offer), due_at, now=now)


def _line_of(
    application: Application, offer: Offer | None, turn: Turn, due_at: datetime | None, *, now: datetime
) -> Line:
    return Line(application, offer, turn, due_at, due_at is not None and due_at <= now)
