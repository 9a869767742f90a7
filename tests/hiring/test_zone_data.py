"""hiring/zone_data.py: newer time zone data move what is still to come, once."""

import re
from datetime import timedelta

import pytest

from hiring import engine, sweep, zone_data
from hiring.models import EngineState, Reminder
from hiring.stages import Stage
from tests.factories import at_stage

pytestmark = pytest.mark.django_db


def test_version_is_a_release():
    assert re.fullmatch(r"20\d\d[a-z]", zone_data.version())


def placed_by(version: str) -> Reminder:
    """A reminder that is an hour off, as if a zone had changed its rules since these data."""
    engine.state()
    EngineState.objects.update(tzdata_version=version)
    at_stage(Stage.SCREENING)
    waiting = Reminder.objects.filter(state="pending").order_by("-due_at").first()
    assert waiting is not None
    Reminder.objects.filter(pk=waiting.pk).update(due_at=waiting.due_at + timedelta(hours=1))
    return waiting


def right(reminder: Reminder) -> bool:
    same = {"deadline": reminder.deadline_id, "rung": reminder.rung, "role": reminder.role, "state": "pending"}
    return Reminder.objects.filter(**same, channel=reminder.channel, due_at=reminder.due_at).exists()


def test_newer_data_place_what_waits_anew_once():
    reminder = placed_by("1997a")
    assert zone_data.renew(EngineState.objects.get()) == 1
    assert right(reminder)
    assert EngineState.objects.get().tzdata_version == zone_data.version()
    assert zone_data.renew(EngineState.objects.get()) == 0


def test_a_machine_with_older_data_changes_nothing():
    reminder = placed_by("9999z")
    assert zone_data.renew(EngineState.objects.get()) == 0
    assert not right(reminder)
    assert EngineState.objects.get().tzdata_version == "9999z"


def test_the_first_look_notes_by_which_data_everything_was_placed():
    reminder = placed_by("")
    sweep.sweep(by="test")
    assert EngineState.objects.get().tzdata_version == zone_data.version()
    assert not right(reminder)
