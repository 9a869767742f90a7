"""Who had a hand in an offer's amounts: they cannot approve it."""

from hiring.models import ApplicationEvent, Offer, User

HANDS = ("draft_offer", "edit_offer", "submit_offer")
"""Verbs that make an offer what it says. Their data name its version, and the one that it was made from."""


def of_next(offer: Offer | None, *, by: User) -> set[int]:
    """The ids of those who will have had a hand in what somebody makes of a version now, or writes afresh."""
    return {by.pk, *(of(offer) if offer else ())}


def of(offer: Offer) -> set[int]:
    """The ids of those who drafted, edited or submitted this version, or a version that it was made from."""
    told = ApplicationEvent.objects.filter(application=offer.application_id, verb__in=HANDS).order_by("-pk")
    wanted, found = {offer.version}, {offer.drafted_by_id} if offer.drafted_by_id else set()
    for event in told:  # the latest first, so that a version is met before the one that it was made from
        if event.data.get("version") in wanted:
            wanted |= {event.data["made_from"]} if "made_from" in event.data else set()
            found |= {event.by_id} if event.by_id else set()
    return found
