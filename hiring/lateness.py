"""Which deadlines have come to be at risk or late a moment ago, for other systems to hear of it at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from hiring.models import Application, Deadline, EngineState
from hiring.outbox import announcing
from hiring.outbox.announcing import News

AT_RISK, BREACHED = "sla.at_risk", "sla.breached"
LOOK_BACK = timedelta(hours=1)
"""How long ago “a moment” is at least: what happens between two looks is never missed."""


def announce(*, now: datetime) -> None:
    """Announce what came to be at risk, or late, since a moment ago; each once. Called at each look of the engine.

    People are reminded by their ladder, in their working hours; a system hears of it whether anybody is or not.
    """
    if not announcing.is_wanted(AT_RISK, BREACHED):
        return
    news = [_news(row.application, row.pk, row.kind, row.due_at, now=now) for row in noticed(now=now)]
    announcing.announce_all(news, now=now, said_before=True)


def announce_reminded(rows: Iterable[Mapping[str, Any]], *, now: datetime) -> None:
    """Announce of deadlines of which somebody is reminded now which are at risk or late. Each is told once in all.

    A row has `pk`, `application_id`, `kind`, `at_risk_at`, `due_at`.
    """
    rows = [row for row in rows if row["at_risk_at"] <= now]
    if not rows:
        return
    applications = Application.objects.in_bulk({row["application_id"] for row in rows})
    news = [_news(applications[row["application_id"]], row["pk"], row["kind"], row["due_at"], now=now) for row in rows]
    announcing.announce_all(news, now=now)


def noticed(*, now: datetime, among: Q | None = None) -> list[Deadline]:
    """The open deadlines that came to be at risk or late a moment ago; and those of applications that changed then.

    What is entered afterwards, such as the end of an interview of last week, begins late: it passes no instant here.
    A moment is as long as the engine was away, where that was longer.
    """
    standing = Deadline.objects.filter(among or Q(), state=Deadline.State.OPEN).select_related("application")
    since = _last_look(now)
    reached = Q(at_risk_at__gt=since, at_risk_at__lte=now) | Q(due_at__gt=since, due_at__lte=now)
    changed = Q(application__updated_at__gt=now - LOOK_BACK, at_risk_at__lte=now)
    found = {row.pk: row for condition in (reached, changed) for row in standing.filter(condition)}
    return [found[key] for key in sorted(found)]


def _last_look(now: datetime) -> datetime:
    """When the engine looked before, or a moment ago, whichever is earlier."""
    looked = EngineState.objects.filter(pk=1).values_list("last_sweep_at", flat=True).first()
    return min(now - LOOK_BACK, looked or now)


def _news(application: Application, deadline: int, kind: str, due_at: datetime, *, now: datetime) -> News:
    event = BREACHED if due_at <= now else AT_RISK
    return News(event, application, {"deadline_id": deadline, "kind": kind, "due_at": due_at})
