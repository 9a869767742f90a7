"""How much a reader is told of what happened to an application."""

from functools import cache
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.db.models import Exists, Q, QuerySet
from django.db.models.fields.json import KT
from django.utils.module_loading import import_string

from hiring.models import ApplicationEvent, ChecklistAnswer, RoundResult, User

OF_PAY = frozenset(
    {"draft_offer", "edit_offer", "discard_offer", "submit_offer", "approve_offer", "send_back_offer", "expire_offer"}
    | {"make_offer", "accept", "decline", "rescind"}
)
"""Verbs whose reasons may name an amount."""
POINTS_OF_PAY = frozenset({"salary_range"})
"""Points of the checklist whose answers name amounts."""
OF_SCORECARDS = frozenset({"waive_flag", "unlock_scorecard", "decline_scorecard"})
"""Verbs whose reasons speak of what a scorecard says: whoever may read the card finds them there."""
TOLD = frozenset(
    {"round", "verdict", "passed", "outcome", "review_at", "paused_seconds", "interview", "starts_at", "ends_at"}
)
"""What is told of an event's data. A flag, and whatever a verb comes to write tomorrow, is not."""


class Unread(Protocol):
    """Whether there are findings that the user may not read yet: of an application, or of one of its rounds.

    Asked of rows whose columns `application` and `round` name those; the settings say which app knows.
    """

    def __call__(self, user: User, *, application: str, round: str | None = None) -> Exists: ...


class Told(NamedTuple):
    """What a reader learns of one event."""

    reason: str
    data: dict[str, Any]


def results_for(user: User) -> QuerySet[RoundResult]:
    """The results of rounds, `is_hidden` where verdict and reason would give away findings that are unread.

    Whoever recorded a result goes on reading it. That a round was passed is told to all.
    """
    unread = _unread()(user, application="application", round="round")
    return RoundResult.objects.annotate(is_hidden=Q(unread) & ~Q(by=user))  # type: ignore[no-redef]


def history_for(user: User) -> QuerySet[ApplicationEvent]:
    """The events, `is_hidden` as for results; without waivers as long as the waived flags are unread."""
    unread, of_round = _unread(), ApplicationEvent.objects.annotate(of_round=KT("data__round"))
    hidden = Q(verb="record_result") & Q(unread(user, application="application", round="of_round")) & ~Q(by=user)
    waivers = Q(verb="waive_flag") & Q(unread(user, application="application")) & ~Q(by=user)
    return of_round.annotate(is_hidden=hidden).exclude(waivers)  # type: ignore[no-redef]


def told(event: ApplicationEvent, *, sees_pay: bool) -> Told:
    """The reason and the data of an event of `history_for`, without what belongs to pay or to unread scorecards."""
    hidden = event.is_hidden or event.verb in OF_SCORECARDS or (event.verb in OF_PAY and not sees_pay)
    names = TOLD - {"verdict"} if event.is_hidden else TOLD
    return Told("" if hidden else event.reason, {name: value for name, value in event.data.items() if name in names})


def tells(answer: ChecklistAnswer, *, sees_pay: bool) -> bool:
    """Whether a reader learns what a point of the checklist was answered."""
    return sees_pay or answer.point.slug not in POINTS_OF_PAY


@cache
def _unread() -> Unread:
    known: Unread = import_string(settings.UNREAD_FINDINGS)
    return known
