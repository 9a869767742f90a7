"""Written by the short way, an answer is what the framework's own way makes of the same declarations."""

from typing import Any

import pytest
from rest_framework import serializers

from hiring import pauses, pipeline
from hiring.api.shown import Shown
from hiring.models import Application, Candidate
from hiring.stages import Stage
from tests.factories import at_stage, candidate, hour, people
from tests.hiring.api_world import API, caller

pytestmark = pytest.mark.django_db

STAGES = [Stage.APPLIED, Stage.SCREENING, Stage.LIVE_DEBUGGING, Stage.DECISION, Stage.OFFER, Stage.HIRED]


@pytest.fixture
def both(monkeypatch):
    """Asks in both ways: the short one, then the framework's."""

    def ask(path: str) -> tuple[Any, Any]:
        client = caller(people().manager)
        short = client.get(f"{API}/{path}").json()
        with monkeypatch.context() as patched:
            patched.delattr(Shown, "to_representation")
            return short, client.get(f"{API}/{path}").json()

    return ask


@pytest.fixture
def every_state(time_machine):
    for number, stage in enumerate(STAGES):
        at_stage(stage, of=candidate(f"Ada {number}", external_id=f"c-{number}"))
    paused = at_stage(Stage.TAKE_HOME, of=candidate("Bo"))
    pauses.pause(paused, reason="Ill.", by=people().coordinator, now=hour(40))
    closed = at_stage(Stage.SCREENING, of=candidate("Cy"))
    pipeline.reject(closed, reason="Too far away.", by=people().coordinator, now=hour(30))
    Candidate.objects.filter(name="Cy").update(erased_at=hour(45))
    time_machine.move_to(hour(50), tick=False)


@pytest.mark.usefixtures("every_state")
def test_applications_are_written_as_the_framework_writes_them(both):
    short, whole = both("applications/")
    assert short == whole
    assert len(short["data"]) == len(STAGES) + 2
    for number, row in enumerate(short["data"]):
        assert list(row) == list(whole["data"][number])
    one, same = both(f"applications/{Application.objects.order_by('pk')[2].pk}/")
    assert one == same
    assert one["results"][0]["by"]["name"]
    assert one["forecast"]["steps"]


@pytest.mark.usefixtures("every_state")
def test_what_else_shows_colleagues_and_clocks_is_written_so_too(both):
    for path in ("deadlines/", "decisions/", "events/", f"applications/{Application.objects.first().pk}/clock/"):
        short, whole = both(path)
        assert short == whole


class Inner(Shown):
    word = serializers.CharField()


class Outer(Shown):
    word = serializers.CharField(source="inner.word")
    inner = Inner(allow_null=True)
    missing = serializers.CharField(allow_null=True, read_only=True)
    left_out = serializers.CharField(read_only=True)
    otherwise = serializers.CharField(default="so")
    called = serializers.IntegerField(source="count")
    secret = serializers.CharField(write_only=True)
    everything = serializers.SerializerMethodField()

    def get_everything(self, row: Any) -> int:
        return self.context["factor"] * 2


class Row:
    """What has a method, and something of its own."""

    inner = type("Word", (), {"word": 7})()

    def count(self) -> int:
        return 3


def test_values_that_are_missing_called_or_nested_are_found_as_the_framework_finds_them():
    by_name = {"inner": {"word": "x"}, "count": 3}
    for row in (Row(), by_name, {"inner": {"word": None}, "count": None}):
        shown = Outer(context={"factor": 4})
        assert shown.to_representation(row) == serializers.Serializer.to_representation(shown, row)
    assert Outer(Row(), context={"factor": 4}).data["everything"] == 8
