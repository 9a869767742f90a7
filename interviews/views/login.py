"""Page: log in, the one page for the site and its admin. In development it names the demo's logins."""

from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from hiring.models import User
from interviews.demo.logins import LOGINS


class LoginView(views.LoginView):
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, demo_logins=_demo_logins() if settings.DEBUG else [])


@never_cache
def admin_login(request: HttpRequest) -> HttpResponse:
    """Where the admin sends whoever may not enter: to the log-in, or to hear that their login does not reach it."""
    if not request.user.is_authenticated:
        return views.redirect_to_login(request.GET.get("next") or reverse("admin:index"))
    if not request.user.is_staff:
        raise PermissionDenied("The admin is for those who run the process.")
    return redirect("admin:index")


def _demo_logins() -> list[dict[str, str]]:
    there = set(
        User.objects.filter(username__in=[login.username for login in LOGINS]).values_list("username", flat=True)
    )
    return [
        {"username": login.username, "password": login.password, "role": login.role}
        for login in LOGINS
        if login.username in there
    ]
