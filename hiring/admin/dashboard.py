"""The admin's first page: what needs somebody today."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from hiring import clock, dashboard
from hiring.sla import Standing

TILES = (Standing.BREACHED, Standing.AT_RISK, Standing.IN_TIME, Standing.PAUSED, Standing.NOT_STARTED)


def today(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds the day to the page's context."""
    now = clock.database_now()
    day = dashboard.today(request.user, now=now)  # type: ignore[arg-type]
    tiles = [(one, day.standings[one]) for one in TILES]
    return {**context, "day": day, "now": now, "here": timezone.localtime(now), "tiles": tiles, "title": "Today"}
