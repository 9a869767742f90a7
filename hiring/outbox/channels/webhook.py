"""The webhook channel: another system is told, with a signature by which it knows that it was us."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
from django.conf import settings

from hiring import endpoints
from hiring.models import Message
from hiring.outbox import posting, signing
from hiring.outbox.addresses import NotAllowed
from hiring.outbox.letters import Letter
from hiring.outbox.outcome import Outcome, Result

NAME = "webhook"
KEYED = True
"""The id is the same in every attempt: the standard tells the other side to drop what it has."""
LOUD = False
REACHES = False
OVERLOADED = (429, 502, 503, 504)
"""Answers after which an endpoint is left alone: all that waits for it waits."""
BREATHER = timedelta(minutes=1)
"""For so long, unless it says for how long itself."""


def available() -> bool:
    """Always; nothing goes out unless an endpoint is registered."""
    return True


def send(message: Message, letter: Letter) -> Outcome:
    """Post the payload once. Only 2xx is an acceptance; after 410, gone for good, the endpoint is disabled.

    Every other answer is tried again, a redirection or a refusal as well: the other side may be mending it. It is not
    followed anywhere. No database is asked: this may be called in a thread.
    """
    endpoint = message.endpoint
    if endpoint is None:
        return Outcome(Result.REFUSED, "a webhook goes to an endpoint")
    if not endpoint.is_active:
        return Outcome(Result.NOTHING_TO_SAY, f"{endpoint} is disabled")
    body, at = letter.text.encode(), letter.at or datetime.now(UTC)
    headers = signing.headers(endpoints.secrets_in_use(endpoint, now=at), message_id=message.idem_key, at=at, body=body)
    headers["content-type"] = "application/json"
    try:
        answer = posting.post(endpoint.url, body, headers, public_only=not settings.WEBHOOK_ALLOW_PRIVATE)
    except (NotAllowed, httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        outcome = posting.ended(error)
        return replace(outcome, unwell=outcome.result != Result.REFUSED)
    if 200 <= answer.status < 300:
        return Outcome(Result.ACCEPTED, provider_message_id=str(answer.status))
    if answer.status == 410:
        return Outcome(Result.REFUSED, "410: the endpoint is gone, and disabled now", gone=True)
    pause, overloaded = answer.retry_after, answer.status in OVERLOADED
    if overloaded and pause is None:
        pause = BREATHER
    return Outcome(Result.LATER, f"it answered {answer.status}", retry_after=pause, unwell=overloaded)
