from collections import Counter
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hiring import rebuilding
from hiring.models import Application, Requisition, User
from hiring.standing import clock_face
from interviews import demo

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 16, 10, tzinfo=UTC)


def test_the_demo_shows_every_stage_and_every_standing():
    told = demo.tell(now=NOW)
    assert (len(told), Requisition.objects.filter(status="open").count()) == (15, 2)
    assert set(Application.objects.values_list("stage", flat=True)) == {
        "applied",
        "screening",
        "take_home",
        "live_debugging",
        "scale_architecture",
        "decision",
        "offer",
        "hired",
        "rejected",
        "withdrawn",
    }
    rows = Application.objects.with_people().with_next_deadline()
    standings = Counter(clock_face(row, now=NOW).standing for row in rows)
    assert set(standings) >= {"in_time", "at_risk", "breached", "paused", "closed"}
    assert standings["closed"] == 3


def test_the_clocks_of_the_demo_are_what_their_events_say():
    demo.tell(now=NOW)
    assert list(rebuilding.differences()) == []


def test_the_demo_is_told_once(settings):
    settings.DEBUG = True
    first, again = StringIO(), StringIO()
    call_command("demo", stdout=first)
    call_command("demo", stdout=again)
    assert "15 candidates" in first.getvalue()
    assert "15 candidates" not in again.getvalue()
    assert [line.split()[-2] for line in again.getvalue().splitlines()] == ["mara", "jonas", "priya", "tomas"]
    assert User.objects.count() == 4


def test_the_demo_stays_out_of_production():
    with pytest.raises(CommandError, match="development"):
        call_command("demo")
    assert not User.objects.exists()
