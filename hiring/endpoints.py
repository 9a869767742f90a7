"""Which addresses of other systems are told what happens here."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock
from hiring.history import fitting, reason_given, refusal, refuse_changed, refuse_open_rotation
from hiring.models import Message, User, WebhookEndpoint
from hiring.outbox import addresses, announcing, resting, signing
from hiring.outbox.outcome import Outcome

OVERLAP = timedelta(hours=24)
"""How long messages are signed with the old secret as well, after a new one was made."""
STANDING = ("is_active", "disabled_at", "disabled_reason", "rests_until", "unheard")


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
    endpoint = WebhookEndpoint(created_at=now, updated_at=now, created_by=by, secret=signing.new_secret())
    _describe(endpoint, url=url, description=description, events=events)
    endpoint.save()
    return endpoint, endpoint.secret


@transaction.atomic
def change(
    endpoint: WebhookEndpoint,
    *,
    by: User | None,
    url: str | None = None,
    description: str | None = None,
    events: Sequence[str] | None = None,
    now: datetime | None = None,
    believed: datetime | None = None,
) -> WebhookEndpoint:
    """Give an endpoint another address, description or choice of events. None: it stays as it is.

    `believed` is the `updated_at` that the caller saw: another one is refused with `changed_meanwhile`. Refuses also
    as `register` does.
    """
    endpoint = _locked(endpoint, by=by)
    refuse_changed(endpoint.updated_at, believed)
    before = (endpoint.url, endpoint.description, endpoint.events)
    _describe(endpoint, url=url, description=description, events=events)
    if endpoint.url != before[0]:
        endpoint.rests_until, endpoint.unheard = None, 0  # what was there says nothing of what is there now
    if (endpoint.url, endpoint.description, endpoint.events) != before:
        _save(endpoint, "url", "description", "events", "rests_until", "unheard", now=now)
    return endpoint


@transaction.atomic
def disable(endpoint: WebhookEndpoint, *, reason: str, by: User | None, now: datetime | None = None) -> WebhookEndpoint:
    """Tell an endpoint nothing any more; what waits for it is dropped. Doing it twice changes nothing.

    Refuses with `reason_required`, `too_long`.
    """
    reason = reason_given(reason)
    endpoint = _locked(endpoint, by=by)
    if endpoint.is_active:
        now = now or clock.database_now()
        endpoint.is_active, endpoint.disabled_at, endpoint.disabled_reason = False, now, reason
        endpoint.rests_until, endpoint.unheard = None, 0  # or what waits for it would not be dropped before
        _save(endpoint, *STANDING, now=now)
    return endpoint


@transaction.atomic
def enable(endpoint: WebhookEndpoint, *, by: User | None, now: datetime | None = None) -> WebhookEndpoint:
    """Tell a disabled endpoint again what happens from now on. Refuses with `address_not_allowed`."""
    endpoint = _locked(endpoint, by=by)
    addresses.acceptable(endpoint.url, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
    if not endpoint.is_active:
        endpoint.is_active, endpoint.disabled_at, endpoint.disabled_reason = True, None, ""
        _save(endpoint, *STANDING, now=now)
    return endpoint


@transaction.atomic
def rotate(endpoint: WebhookEndpoint, *, by: User | None, now: datetime | None = None) -> tuple[WebhookEndpoint, str]:
    """A new secret, shown this once. For a day messages are signed with the old one as well.

    Refuses with `rotation_open` within that day: the receiver may still go by the old one, and two are kept.
    """
    endpoint = _locked(endpoint, by=by)
    now = now or clock.database_now()
    refuse_open_rotation(endpoint.previous_secret_until, what="secret", now=now)
    endpoint.previous_secret, endpoint.previous_secret_until = endpoint.secret, now + OVERLAP
    endpoint.secret = signing.new_secret()
    _save(endpoint, "secret", "previous_secret", "previous_secret_until", now=now)
    return endpoint, endpoint.secret


@transaction.atomic
def ping(endpoint: WebhookEndpoint, *, by: User | None, now: datetime | None = None) -> Message:
    """Put a test message on its way, also to an endpoint that rests. Refuses with `endpoint_disabled`."""
    endpoint = _locked(endpoint, by=by)
    if not endpoint.is_active:
        raise ValidationError("This endpoint is disabled: enable it first.", code="endpoint_disabled")
    resting.wake(endpoint)
    return announcing.ping(endpoint, now=now or clock.database_now())


def note(endpoint: WebhookEndpoint, outcome: Outcome, *, now: datetime) -> None:
    """Write down what the end of an attempt tells about the endpoint: it is gone, it rests, or it is well."""
    if outcome.gone:
        disable(endpoint, reason="It answered 410: it is gone.", by=None, now=now)
    else:
        resting.note(endpoint, outcome, now=now)


def disable_silent(message: Message, *, now: datetime) -> None:
    """Disable the endpoint of a message whose attempts are used up, unless it took another one meanwhile.

    The message is a task of a person's then: somebody has to ask on the other side.
    """
    endpoint = message.endpoint
    if endpoint is None or endpoint.messages.filter(accepted_at__gte=message.created_at).exists():
        return
    hours = (now - message.created_at) / timedelta(hours=1)
    disable(endpoint, reason=f"It took nothing for {hours:.0f} hours, while we tried.", by=None, now=now)


def secrets_in_use(endpoint: WebhookEndpoint, *, now: datetime) -> list[str]:
    """The secrets that a message is signed with at that instant, the newest first."""
    until = endpoint.previous_secret_until
    overlapping = endpoint.previous_secret and until is not None and until > now
    return [endpoint.secret, endpoint.previous_secret] if overlapping else [endpoint.secret]


def digest_of(secret: str) -> str:
    """By which a secret is known again without being written down a second time."""
    return hashlib.sha256(secret.encode()).hexdigest()


def secret_with(endpoint: WebhookEndpoint, *, digest: str) -> str:
    """The secret of an endpoint that has this digest. `secret_replaced`: it was replaced twice since."""
    for secret in (endpoint.secret, endpoint.previous_secret):
        if secret and digest_of(secret) == digest:
            return secret
    message = "The secret that this call made has been replaced since: make a new one by another call."
    raise ValidationError(message, code="secret_replaced")


def _locked(endpoint: WebhookEndpoint, *, by: User | None) -> WebhookEndpoint:
    access.require(by, "hiring.change_webhookendpoint")
    return WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)


def _save(endpoint: WebhookEndpoint, *names: str, now: datetime | None) -> None:
    endpoint.updated_at = now or clock.database_now()
    endpoint.save(update_fields=[*names, "updated_at"])


def _describe(
    endpoint: WebhookEndpoint, *, url: str | None, description: str | None, events: Sequence[str] | None
) -> None:
    if unknown := sorted(set(events or ()) - set(announcing.EVENTS)):
        known = ", ".join(announcing.EVENTS)
        raise refusal("events", f"There is no event {', '.join(unknown)}; known are {known}.", code="unknown_event")
    if url is not None:
        url = fitting(url, "url", at_most=500)
        endpoint.url = addresses.acceptable(url, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)
    if description is not None:
        endpoint.description = fitting(description, "description", at_most=200)
    if events is not None:
        endpoint.events = [event for event in announcing.EVENTS if event in events]
