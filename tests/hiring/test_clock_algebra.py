"""Whatever is done to a clock: what its events say is what stands in its columns, and pauses add up."""

from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hiring import clock_fold, deadlines, pauses, pipeline, rebuilding, replanning
from hiring.models import Application, SlaPolicy, WorkCalendar
from hiring.stages import ROUNDS, Round
from tests import factories
from tests.factories import START, people

VERBS = (
    "pause",
    "resume",
    "pause for nothing",
    "pass and advance",
    "round ends",
    "scorecard awaited",
    "scorecard in",
    "scorecard declined",
    "hand over",
    "other policy",
    "reject",
)
LENGTHS = st.integers(1, 30 * 3600 * 10**6).map(lambda count: timedelta(microseconds=count))
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), LENGTHS), min_size=1, max_size=14)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class ClockAlgebra(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        office = WorkCalendar.objects.create(
            slug="office", title="Office", country="DE", opens=time(9), closes=time(18)
        )
        cls.requisition = factories.requisition(calendar=office, time_zone="Europe/Berlin")
        first = SlaPolicy.objects.get()
        budgets = {"screening_held": [0, 24], "take_home_returned": [24, 100], "live_debugging_held": [100, 150]}
        figures = {**first.figures, "promise_hours": 240, "decision_hours": 12, "budgets": budgets}
        other = SlaPolicy.objects.create(version=9, figures=figures, ladder=first.ladder[:4], created_at=START)
        cls.policies = {first: other, other: first}

    def open(self, name: str = "Ada Kovacs") -> Application:
        return factories.application(on=self.requisition, of=factories.candidate(name))

    @SLOW
    @given(STEPS)
    def test_columns_are_the_fold_of_the_events_and_pauses_come_off_the_wall(self, steps) -> None:
        application, now = self.open(), START
        paused_at, paused = None, timedelta()
        for verb, length in steps:
            now += length
            application.refresh_from_db()
            was_paused = application.paused_at
            try:
                self.do(verb, application, now)
            except ValidationError:
                continue
            application.refresh_from_db()
            if was_paused and not application.paused_at:
                assert paused_at is not None
                paused += now - paused_at
            paused_at = application.paused_at
            assert list(rebuilding.differences()) == []
            told = clock_fold.fold(application.clock_events.order_by("pk"), application.policy.as_policy())
            counted = told.counted(now)
            assert counted is not None
            running = now - paused_at if paused_at else timedelta()
            off = counted - ((now - START) - paused - running)
            assert abs(off) < timedelta(seconds=len(steps))  # whole seconds of each pause

    def do(self, verb: str, application: Application, now: datetime) -> None:
        by, card = people().coordinator, {"subject": "scorecard:1"}
        match verb:
            case "pause":
                pauses.pause(application, reason="Holiday.", by=by, now=now)
            case "resume":
                pauses.resume(application, by=by, now=now)
            case "pause for nothing":
                before = windows(application)
                pauses.pause(application, reason="A slip.", by=by, now=now)
                pauses.resume(application, by=by, now=now)
                assert windows(application) == before
            case "pass and advance":
                if application.stage in ROUNDS:
                    factories.passed(application, Round(application.stage), now=now)
                pipeline.advance(application, by=by, now=now)
            case "round ends":
                deadlines.start_decision(application, ended_at=now - timedelta(hours=3), by=by, now=now)
            case "scorecard awaited":
                owner = people().interviewer
                deadlines.open_scorecard(application, owner=owner, interview_ended_at=now, by=by, now=now, **card)
            case "scorecard in":
                deadlines.meet(application, "scorecard", at=now, by=by, **card)
            case "scorecard declined":
                deadlines.cancel(application, "scorecard", at=now, by=by, why="declined", **card)
            case "hand over":
                who = {"party": "interviewer", "owner": people().second}
                deadlines.hand_over(application, "live_debugging_held", booked_for=now, **who)
            case "other policy":
                policy = self.policies[application.policy]
                replanning.change_policy(application, policy, reason="Urgent.", by=by, now=now)
            case "reject":
                pipeline.reject(application, reason="No reply.", by=by, now=now)

    @SLOW
    @given(LENGTHS, st.lists(LENGTHS, max_size=4), st.booleans())
    def test_a_pause_in_pieces_is_the_pause(
        self, begins: timedelta, pieces: list[timedelta], other_policy: bool
    ) -> None:
        whole, pieced = self.open(), self.open("Ben Okri")
        by, ends = people().coordinator, START + begins + sum(pieces, timedelta())
        for application in (whole, pieced):
            pauses.pause(application, reason="Holiday.", by=by, now=START + begins)
        now = START + begins
        for piece in pieces:
            now += piece
            pauses.resume(pieced, by=by, now=now)
            pauses.pause(pieced, reason="Holiday.", by=by, now=now)
        for application in (whole, pieced):
            pauses.resume(application, by=by, now=ends)
            application.refresh_from_db()
            if other_policy:
                policy = self.policies[application.policy]
                replanning.change_policy(application, policy, reason="Urgent.", by=by, now=ends)
        assert whole.paused_seconds == pieced.paused_seconds
        assert windows(whole) == windows(pieced)


def windows(application: Application) -> dict[str, Any]:
    """What is planned: without the review of a pause, which a pause brings along."""
    standing = application.deadlines.exclude(kind="pause_review")
    return {one.kind: (one.window, one.state, one.done_at) for one in standing}
