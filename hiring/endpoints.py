"""Which addresses of other systems are told what happens here."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock
from hiring.history import fitting, reason_given, refusal
from hiring.models import Message, User, WebhookEndpoint
from hiring.outbox import addresses, announcing, signing

OVERLAP = timedelta(hours=24)
"""How long messages are signed with the old secret as well, after a new one was made."""


@transaction.atomic
def register(
    *,
    url: str,
    by: User | None,
    description: str = "",
    events: Sequence[str] = (),
    now: datetime | None = None,
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint with its secret, which is shown this once. No events: all of them.

    Refuses with `address_not_allowed`, `unknown_event`, `too_long`.
    """
    access.require(by, "hiring.add_webhookendpoint")
    now = now or clock.database_now()
    endpoint = WebhookEndpoint(created_at=now, created_by=by, secret=signing.new_secret())
    _describe(endpoint, url=url, description=description, events=events)
    endpoint.save()
    return endpoint, endpoint.secret


@transaction.atomic
def change(
    endpoint: WebhookEndpoint,
    *,
    url: str,
    description: str,
    events: Sequence[str],
    by: User | None,
    now: datetime | None = None,
) -> WebhookEndpoint:
    """Give an endpoint another address, description or choice of events. Refuses as `register` does."""
    endpoint = _locked(endpoint, by=by)
    _describe(endpoint, url=url, description=description, events=events)
    endpoint.save()
    return endpoint


@transaction.atomic
def disable(endpoint: WebhookEndpoint, *, reason: str, by: User | None, now: datetime | None = None) -> WebhookEndpoint:
    """Tell an endpoint nothing any more; what waits for it is dropped. Doing it twice changes nothing.

    Refuses with `reason_required`, `too_long`.
    """
    reason = reason_given(reason)
    endpoint = _locked(endpoint, by=by)
    if endpoint.is_active:
        endpoint.is_active, endpoint.disabled_at = False, now or clock.database_now()
        endpoint.disabled_reason = reason
        endpoint.save()
    return endpoint


@transaction.atomic
def enable(endpoint: WebhookEndpoint, *, by: User | None, now: datetime | None = None) -> WebhookEndpoint:
    """Tell a disabled endpoint again what happens from now on. Refuses with `address_not_allowed`."""
    endpoint = _locked(endpoint, by=by)
    addresses.acceptable(endpoint.url, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
    endpoint.is_active, endpoint.disabled_at, endpoint.disabled_reason = True, None, ""
    endpoint.save()
    return endpoint


@transaction.atomic
def rotate(endpoint: WebhookEndpoint, *, by: User | None, now: datetime | None = None) -> tuple[WebhookEndpoint, str]:
    """A new secret, shown this once. For a day messages are signed with the old one as well."""
    endpoint = _locked(endpoint, by=by)
    now = now or clock.database_now()
    endpoint.previous_secret, endpoint.previous_secret_until = endpoint.secret, now + OVERLAP
    endpoint.secret = signing.new_secret()
    endpoint.save()
    return endpoint, endpoint.secret


@transaction.atomic
def ping(endpoint: WebhookEndpoint, *, by: User | None, now: datetime | None = None) -> Message:
    """Put a test message on its way. Refuses with `endpoint_disabled`."""
    endpoint = _locked(endpoint, by=by)
    if not endpoint.is_active:
        raise ValidationError("This endpoint is disabled: enable it first.", code="endpoint_disabled")
    return announcing.ping(endpoint, now=now or clock.database_now())


def secrets_in_use(endpoint: WebhookEndpoint, *, now: datetime) -> list[str]:
    """The secrets that a message is signed with at that instant, the newest first."""
    until = endpoint.previous_secret_until
    overlapping = endpoint.previous_secret and until is not None and until > now
    return [endpoint.secret, endpoint.previous_secret] if overlapping else [endpoint.secret]


def _locked(endpoint: WebhookEndpoint, *, by: User | None) -> WebhookEndpoint:
    access.require(by, "hiring.change_webhookendpoint")
    return WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)


def _describe(endpoint: WebhookEndpoint, *, url: str, description: str, events: Sequence[str]) -> None:
    if unknown := sorted(set(events) - set(announcing.EVENTS)):
        known = ", ".join(announcing.EVENTS)
        raise refusal("events", f"There is no event {', '.join(unknown)}; known are {known}.", code="unknown_event")
    endpoint.url = addresses.acceptable(fitting(url, "url", at_most=500), allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
    endpoint.description = fitting(description, "description", at_most=200)
    endpoint.events = [event for event in announcing.EVENTS if event in events]
