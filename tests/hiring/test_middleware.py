import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils import timezone

from hiring.middleware import TimeZoneMiddleware
from hiring.models import User


def zone_seen_by(user, rf):
    request = rf.get("/")
    request.user = user
    seen = []

    def view(request):
        seen.append(timezone.get_current_timezone_name())
        return HttpResponse()

    TimeZoneMiddleware(view)(request)
    return seen[0]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "UTC"])
def test_a_page_is_written_in_the_readers_zone(zone, rf):
    assert zone_seen_by(User(username="x", time_zone=zone), rf) == zone


def test_a_stranger_reads_utc(rf):
    assert zone_seen_by(AnonymousUser(), rf) == "UTC"


def test_the_zone_ends_with_the_request(rf):
    zone_seen_by(User(username="x", time_zone="Asia/Tokyo"), rf)
    assert timezone.get_current_timezone_name() == "UTC"
