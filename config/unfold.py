"""The look of the admin: its name, its colours, its badge. Everything it loads is served from here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def environment(request: HttpRequest) -> list[str] | None:
    """A badge beside the name, on machines where nobody is hired in earnest."""
    return ["Development", "warning"] if settings.DEBUG else None


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Twelve",
    "SITE_HEADER": "Twelve",
    "SITE_SUBHEADER": "Four rounds in twelve days",
    "SITE_SYMBOL": "timer",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "ENVIRONMENT": "config.unfold.environment",
}
