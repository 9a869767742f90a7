"""Page: log in. On a development machine with the demo it names the demo's logins."""

from typing import Any

from django.conf import settings
from django.contrib.auth import views

from hiring.models import User
from interviews.demo.logins import LOGINS


class LoginView(views.LoginView):
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, demo_logins=_demo_logins() if settings.DEBUG else [])


def _demo_logins() -> list[dict[str, str]]:
    there = set(
        User.objects.filter(username__in=[login.username for login in LOGINS]).values_list("username", flat=True)
    )
    return [
        {"username": login.username, "password": login.password, "role": login.role}
        for login in LOGINS
        if login.username in there
    ]
