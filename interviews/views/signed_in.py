"""The request of somebody who has logged in, as the pages' types know it, with the addresses that take forms only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from hiring.models import User

View = Callable[..., HttpResponse]


class SignedInRequest(HttpRequest):
    """What a view behind `login_required` gets."""

    user: User


def takes_forms_of(page: str, *, has_pk: bool = True) -> Callable[[View], View]:
    """Only a POST reaches the view. Who comes back to its address, such as after a log-in, is sent to the page."""

    def decorate(view: View) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def answer(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return redirect(page, *([pk] if has_pk else []))
            return view(request, pk, *args, **kwargs)

        return answer

    return decorate
