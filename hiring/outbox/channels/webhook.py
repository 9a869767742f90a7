"""The webhook channel: another system is told, with a signature by which it knows that it was us."""

import httpx
from django.conf import settings

from hiring import clock, endpoints
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


def available() -> bool:
    """Always; nothing goes out unless an endpoint is registered."""
    return True


def send(message: Message, letter: Letter) -> Outcome:
    """Post the payload once. Only 2xx is an acceptance; after 410, gone for good, the endpoint is disabled.

    Every other answer is tried again, a redirection or a refusal as well: the other side may be mending it.
    """
    endpoint = message.endpoint
    if endpoint is None:
        return Outcome(Result.REFUSED, "a webhook goes to an endpoint")
    if not endpoint.is_active:
        return Outcome(Result.NOTHING_TO_SAY, f"{endpoint} is disabled")
    body, now = letter.text.encode(), clock.database_now()
    headers = signing.headers(
        endpoints.secrets_in_use(endpoint, now=now), message_id=message.idem_key, at=now, body=body
    )
    headers["content-type"] = "application/json"
    try:
        answer = posting.post(endpoint.url, body, headers, public_only=not settings.WEBHOOK_ALLOW_PRIVATE)
    except (NotAllowed, httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return posting.ended(error)
    if 200 <= answer.status < 300:
        return Outcome(Result.ACCEPTED, provider_message_id=str(answer.status))
    if answer.status == 410:
        endpoints.disable(endpoint, reason="It answered 410: it is gone.", by=None, now=now)
        return Outcome(Result.REFUSED, "410: the endpoint is gone, and disabled now")
    return Outcome(Result.LATER, f"it answered {answer.status}", retry_after=answer.retry_after)
