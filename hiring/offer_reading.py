"""Who reads which offer: whoever sees an amount has left a row in the audit."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from hiring import clock
from hiring.models import ApiToken, Application, Offer, OfferRead, User

DOORS = ("page", "admin", "api", "letter", "export")
"""Where an offer can be read."""
AT_A_SITTING = timedelta(minutes=10)
"""So long after the first look further ones at the same amounts, by the same reader through the same door, are counted
in its row."""


def visible_to(user: User, queryset: QuerySet[Offer]) -> QuerySet[Offer]:
    """Those of the offers that the user may see: none without the right to view offers, never one's own."""
    if not user.has_perm("hiring.view_offer"):
        return queryset.none()
    return queryset.filter(application__in=Application.objects.visible_to(user))


def read(
    user: User, queryset: QuerySet[Offer], *, door: str, token: ApiToken | None = None, now: datetime | None = None
) -> list[Offer]:
    """The offers that the user may see, each in the audit. A fixed number of queries, one when there is nothing to see.

    `door` is one of `DOORS`; `token` is the key of a call through the API.
    """
    return record(user, visible_to(user, queryset), door=door, token=token, now=now)


def record(
    user: User, offers: Iterable[Offer], *, door: str, token: ApiToken | None = None, now: datetime | None = None
) -> list[Offer]:
    """Write into the audit that these offers of `visible_to` are shown: for doors that cut them into pages first.

    Every look counts: in a row of its own, or in that of the same sitting, if the offer has not changed since its last.
    """
    if door not in DOORS:
        raise ValueError(f"“{door}” is no door; known are {', '.join(DOORS)}.")
    shown = list(offers)
    if shown:
        _write(shown, OfferRead(reader=user, token=token, door=door, at=now or clock.glance()))
    return shown


def _write(shown: list[Offer], look: OfferRead) -> None:
    """Count the look in the rows of this sitting, make rows for the other offers."""
    at = look.at
    sitting = OfferRead.objects.filter(reader=look.reader, token=look.token, door=look.door, offer__in=shown)
    open_ = sitting.filter(at__gt=at - AT_A_SITTING, last_at__lte=at, last_at__gte=F("offer__updated_at"))
    rows = {row.offer_id: row.pk for row in open_.order_by("pk").only("offer_id")}
    if rows:
        OfferRead.objects.filter(pk__in=rows.values()).update(times=F("times") + 1, last_at=at)
    OfferRead.objects.bulk_create(
        OfferRead(offer=offer, reader=look.reader, token=look.token, door=look.door, at=at, last_at=at)
        for offer in shown
        if offer.pk not in rows
    )
