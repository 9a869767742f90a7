"""As of which instant, in which time zone a page is written: one instant, the reader's own zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hiring import clock


class TimeZoneMiddleware:
    """Activates the zone of whoever is logged in; UTC for everybody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(ZoneInfo(request.user.time_zone)):
                return self.get_response(request)
        return self.get_response(request)


class GlanceMiddleware:
    """Shows all of a page as of one instant, asking the database for it once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with clock.one_glance():
            return self.get_response(request)
