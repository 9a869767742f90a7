"""The body of a call, read no further than it may be long."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from hiring.api.problems import CONTENT_TYPE, Problem


def read(request: HttpRequest, *, most: int) -> tuple[bytes, bool]:
    """The bytes as they came, before anybody parses them; and whether it announces more than `most` and is left unread.

    Raises UnreadablePostError when it breaks off.
    """
    announced = str(request.META.get("CONTENT_LENGTH") or 0)
    too_large = announced.isdecimal() and int(announced) > most
    return b"" if too_large else request.body, too_large


def broken_off() -> HttpResponse:
    """The answer to a call whose body did not arrive."""
    return JsonResponse(Problem(400, "bad_request", "The body broke off."), status=400, content_type=CONTENT_TYPE)
