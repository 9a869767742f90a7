"""Which applications may be offered something: those that were decided to hire."""

from datetime import datetime

from django.core.exceptions import ValidationError

from hiring import guards, history
from hiring.models import Application, Decision, Offer, User
from hiring.outbox.catalogue import Value
from hiring.stages import Stage

OFFERING = (Stage.DECISION, Stage.OFFER)


def locked(application: Application, *, by: User | None) -> Application:
    """The locked application, refused unless an offer may be prepared or extended.

    Refuses with `closed_stage`, `paused`, what a guard says, `not_decided`.
    """
    application = history.locked_running(application)
    guards.refuse_blocked(application, by=by)
    decided = Decision.objects.filter(application=application, outcome=Decision.Outcome.HIRE).exists()
    if application.stage not in OFFERING or not decided:
        raise ValidationError(
            "An offer follows the decision to hire, and that is not recorded yet.", code="not_decided"
        )
    return application


def current(offer: Offer, application: Application) -> Offer:
    """The offer's row as it is now, with the application that the caller has locked."""
    row = Offer.objects.select_related("level", "region", "drafted_by").get(pk=offer.pk)
    row.application = application
    return row


def refuse_second_draft(application: Application) -> None:
    """Refuse with `offer_in_preparation` while another version of a locked application is on its way."""
    if application.offers.in_preparation().exists():
        raise ValidationError(
            "Another version is being prepared: go on with that one, or discard it.", code="offer_in_preparation"
        )


def next_version(application: Application) -> int:
    """The number of the version that comes next for a locked application."""
    latest = application.offers.order_by("-version").values_list("version", flat=True).first()
    return (latest or 0) + 1


def named(offer: Offer) -> dict[str, Value]:
    """Which offer it is, as other systems are told."""
    return {"offer_id": offer.pk, "offer_version": offer.version}


def saved(offer: Offer, *, now: datetime) -> Offer:
    """The offer, saved with the time that callers compare with what they saw."""
    offer.updated_at = now
    offer.save()
    return offer
