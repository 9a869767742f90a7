"""Who reads which scorecard of others: whoever is shown one has left a row in the audit."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q

from hiring import clock
from hiring.models import ApiToken, User
from interviews.models import Scorecard, ScorecardRead

DOORS = ("page", "admin", "api")
"""Where a scorecard can be read."""
AT_A_SITTING = timedelta(minutes=10)
"""So long after the first look further ones at the same card, by the same reader through the same door with the same
key, are counted in its row."""


def record(
    user: User, cards: Iterable[Scorecard], *, door: str, token: ApiToken | None = None, now: datetime | None = None
) -> None:
    """Write into the audit that these cards of `readable_by` are shown to the user. One's own are not counted.

    Three queries however many cards, none where there are none of others. `door` is one of `DOORS`; `token` is the key
    of a call through the API.
    """
    if door not in DOORS:
        raise ValueError(f"“{door}” is no door; known are {', '.join(DOORS)}.")
    shown = {card.pk: card for card in cards if card.interviewer_id != user.pk and card.is_submitted}
    if not shown:
        return
    at = now or clock.glance()
    mine = ScorecardRead.objects.filter(reader=user, token=token, door=door, scorecard__in=shown)
    same_text = Q(last_at__gte=F("scorecard__updated_at"))
    open_ = mine.filter(same_text, at__gt=at - AT_A_SITTING, last_at__lte=at)
    rows = {row.scorecard_id: row.pk for row in open_.order_by("pk").only("scorecard_id")}
    if rows:
        ScorecardRead.objects.filter(pk__in=rows.values()).update(times=F("times") + 1, last_at=at)
    ScorecardRead.objects.bulk_create(
        ScorecardRead(scorecard_id=pk, reader=user, token=token, door=door, at=at, last_at=at)
        for pk in shown
        if pk not in rows
    )
