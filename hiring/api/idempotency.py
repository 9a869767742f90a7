"""How a call says that it may be a repeat: the header Idempotency-Key, on any address that writes."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from hiring import idempotency
from hiring.api import problems
from hiring.idempotency import Answered, Call
from hiring.models import ApiToken, User

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Cache-Control", "Vary")


class ShownOnce(Response):
    """An answer with a secret in it: `kept` is what is written down for repeats in its place."""

    def __init__(self, data: Any, *, kept: Any, status: int = 200) -> None:
        super().__init__(data, status)
        self.kept = kept


def answer(request: Request, respond: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer of `respond`, or of the call that came with the same key before. The call names a key."""
    if not isinstance(request.user, User):  # nobody we know: the view itself says so
        return respond()
    fresh: list[HttpResponseBase] = []

    def work() -> Answered:
        response = respond()
        if isinstance(response, Response):
            response.render()
        fresh.append(response)
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        body = getattr(response, "content", b"")
        if isinstance(response, ShownOnce):
            body = JSONRenderer().render(response.kept)
        return Answered(response.status_code, headers, body)

    try:
        answered, is_replayed = idempotency.once(_call(request, request.user, request.headers[HEADER]), work)
    except ValidationError as refusal:
        return problems.as_http(refusal)
    if fresh:
        return fresh[0]
    response = HttpResponse(answered.body, status=answered.status, headers=answered.headers)
    if is_replayed:
        response.headers[REPLAYED] = "true"
    return response


def _call(request: Request, user: User, header: str) -> Call:
    token = request.auth
    caller = idempotency.caller_of(token) if isinstance(token, ApiToken) else f"user:{user.pk}"
    sent = idempotency.fingerprint(request.get_full_path().encode(), request.body)
    return Call(caller, request.method or "", request.path, idempotency.key_of(header), sent)
