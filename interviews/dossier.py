"""What a reader may see of the records of an application: its deadlines, reminders, offers, history."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError

from benchmarks import bands
from benchmarks.positions import WORDS, Standing
from hiring import acknowledging, disclosure, ledger, offer_reading
from hiring.models import Acknowledgement, Application, ApplicationEvent, Deadline, Offer, Reminder, User
from hiring.offer_band import REASONS
from hiring.stages import Round
from interviews.situation import Situation

TAKEN_BACK = (Reminder.State.CANCELLED, Reminder.State.SUPERSEDED, Reminder.State.SUPPRESSED)
HIDDEN = "hidden until your own scorecards are in"


@dataclass(frozen=True)
class DeadlineLine:
    """A deadline as it stands at an instant. `late` is how long after its due time it was met, or still is not.

    `on_it`: who said that they are; `may_take`: whether the reader may say so.
    """

    deadline: Deadline
    what: str
    is_next: bool
    late: timedelta | None
    on_it: Acknowledgement | None
    may_take: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to meet it, now or after a pause."""
        return self.deadline.state in (Deadline.State.OPEN, Deadline.State.PAUSED)

    @property
    def state_text(self) -> str:
        """The state in words, lateness included in kind but not in length."""
        if self.late and self.deadline.state == Deadline.State.DONE:
            return "Done late"
        return "Late" if self.late else str(self.deadline.get_state_display())


@dataclass(frozen=True)
class ReminderLine:
    """One reminder with whom it goes to: a person once it is on its way, until then the role that is resolved then."""

    reminder: Reminder
    what: str

    @property
    def to_text(self) -> str:
        """A name, or a role."""
        if self.reminder.recipient is not None:
            return str(self.reminder.recipient)
        owner = self.reminder.deadline.owner
        return f"owner ({owner})" if self.reminder.role == "owner" and owner else self.reminder.role.replace("_", " ")


@dataclass(frozen=True)
class Place:
    """Where an offer stood in the range that it was held against when it was submitted."""

    is_outside: bool
    words: str
    compa_ratio: Decimal | None


@dataclass(frozen=True)
class OfferLine:
    """A version of an offer with its place in the range; None until it is submitted, and for who may not see bands."""

    offer: Offer
    place: Place | None


@dataclass(frozen=True)
class HistoryLine:
    """One line of history. `reason` is what this reader may read of it."""

    event: ApplicationEvent
    about: str
    reason: str

    @property
    def verb_text(self) -> str:
        """What happened, in words: “Result recorded”."""
        return self.event.in_words


def deadlines_for(situation: Situation, *, now: datetime) -> list[DeadlineLine]:
    """The deadlines, by the time when they are due."""
    application, user = situation.application, situation.user
    if not user.has_perm("hiring.view_deadline"):
        return []
    found = list(application.deadlines.select_related("owner").order_by("due_at", "pk"))
    first = next((one for one in found if one.state == Deadline.State.OPEN), None)
    names, taken = _card_names(situation), ledger.on_it((one.pk for one in found), now=now)
    return [
        DeadlineLine(
            deadline=one,
            what=_what(one, names),
            is_next=one is first,
            late=_late(one, now),
            on_it=taken.get(one.pk),
            may_take=acknowledging.is_offered(one, to=user),
        )
        for one in found
    ]


def reminders_for(situation: Situation) -> tuple[list[ReminderLine], int]:
    """The reminders that went out, or are to come; how many more were taken back: the ledger in the admin has all."""
    application, user = situation.application, situation.user
    if not user.has_perm("hiring.view_reminder"):
        return [], 0
    found = Reminder.objects.filter(deadline__application=application).order_by("due_at", "rank", "pk")
    names = _card_names(situation)
    rows = list(found.select_related("deadline__owner", "recipient"))
    lines = [ReminderLine(one, _what(one.deadline, names)) for one in rows if one.state not in TAKEN_BACK]
    return lines, len(rows) - len(lines)


def band_for(application: Application, user: User, *, now: datetime) -> bands.Quote | None:
    """The band in force for the requisition's level in its region; None without one, or for who may not see pay."""
    level, region = application.requisition.level, application.requisition.region
    if level is None or region is None or not user.has_perm("benchmarks.view_salaryband"):
        return None
    try:
        return bands.quote(level.slug, region.slug, now.date())
    except ValidationError:
        return None


def offers_for(application: Application, user: User, *, now: datetime) -> list[OfferLine]:
    """The offers with their amounts, newest first: for those who may view offers, nothing for anybody else.

    That they were shown goes into the audit.
    """
    if not user.has_perm("hiring.view_offer"):
        return []
    found = application.offers.select_related("extended_by").order_by("-version")
    read = offer_reading.read(user, found, door="page", now=now)
    sees_bands = user.has_perm("benchmarks.view_salaryband")
    return [OfferLine(offer, _place(offer) if sees_bands else None) for offer in read]


def history_for(situation: Situation) -> list[HistoryLine]:
    """What happened, newest first. Why a round ended as it did is hidden as long as scorecards of others are."""
    sees_pay = situation.user.has_perm("hiring.view_offer")
    if not situation.user.has_perm("hiring.view_applicationevent"):
        return []
    known = disclosure.history_for(situation.user).filter(application=situation.application)
    found = known.select_related("by").order_by("-at", "-pk")
    return [HistoryLine(event, _about(event), _reason(event, sees_pay=sees_pay)) for event in found]


def _card_names(situation: Situation) -> dict[str, str]:
    return {seat.subject: str(one.round.label) for one in situation.rounds for seat in one.seats}


def _what(deadline: Deadline, names: dict[str, str]) -> str:
    label = str(deadline.get_kind_display())
    return f"{label}, {names[deadline.subject]}" if deadline.subject in names else label


def _about(event: ApplicationEvent) -> str:
    round = event.data.get("round")
    return str(Round(round).label) if round in Round else ""


def _reason(event: ApplicationEvent, *, sees_pay: bool) -> str:
    if event.is_hidden:
        return f"({HIDDEN})" if event.reason else ""
    return disclosure.told(event, sees_pay=sees_pay).reason


def _late(deadline: Deadline, now: datetime) -> timedelta | None:
    met_at = deadline.done_at or now
    counts = deadline.state in (Deadline.State.OPEN, Deadline.State.DONE)
    return met_at - deadline.due_at if counts and met_at > deadline.due_at else None


def _place(offer: Offer) -> Place | None:
    if offer.band is None:
        return None
    position = offer.band.get("position")
    compa_ratio = Decimal(position["compa_ratio"]) if position else None
    is_above_open_top = position is not None and position["standing"] == Standing.ABOVE_PRINTED_TOP
    words = WORDS[Standing.ABOVE_PRINTED_TOP] if is_above_open_top else REASONS[offer.band["reason"]]
    return Place(offer.band["is_out_of_band"], words, compa_ratio)
