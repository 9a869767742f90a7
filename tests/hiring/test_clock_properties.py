"""Whatever is done to an application, in whatever order: what must hold of its clock holds."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hiring import deadlines, pauses, pipeline, queueing, reminders
from hiring.models import Application, Deadline, Reminder
from hiring.sla import BUDGETS
from hiring.stages import ROUNDS, Round, Stage
from tests import factories
from tests.factories import START, people

PLANNED_HOURS = {
    "screening_held": 48,
    "take_home_sent": 48,
    "take_home_returned": 144,
    "live_debugging_held": 192,
    "scale_architecture_held": 240,
    "decision_planned": 264,
}
VERBS = ("pause", "resume", "pass and advance", "meet take-home sent", "sweep", "replan", "decision ends")
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(1, 40 * 3600)), min_size=1, max_size=12)


class ClockProperties(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.requisition = factories.requisition()

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(STEPS)
    def test_clock_holds_its_invariants(self, steps: list[tuple[str, int]]) -> None:
        application = factories.application(on=self.requisition)
        now, paused_at, paused = START, None, timedelta()
        ended_at = None
        for verb, seconds in steps:
            now += timedelta(seconds=seconds)
            application.refresh_from_db()
            try:
                self.do(verb, application, now)
            except ValidationError:
                continue
            if verb == "pause":
                paused_at = now
            elif verb == "resume":
                paused, paused_at = paused + (now - paused_at), None
            elif verb == "decision ends":
                ended_at = now
            elif verb == "pass and advance" and application.stage == Stage.SCALE_ARCHITECTURE:
                ended_at = ended_at or now
            self.check(application, now, paused_at, paused, ended_at)

    def do(self, verb: str, application: Application, now) -> None:
        by = people().coordinator
        if verb == "pause":
            pauses.pause(application, reason="Holiday.", by=by, now=now)
        elif verb == "resume":
            pauses.resume(application, by=by, now=now)
        elif verb == "pass and advance":
            if application.stage in ROUNDS:
                factories.passed(application, Round(application.stage), now=now)
            pipeline.advance(application, by=by, now=now)
        elif verb == "meet take-home sent":
            deadlines.meet(application, "take_home_sent", at=now, by=by)
        elif verb == "decision ends":
            deadlines.start_decision(application, ended_at=now, by=by, now=now)
        elif verb == "sweep":
            queueing.queue_due(now=now)
            Reminder.objects.filter(state="queued").update(state="sent", sent_at=now)
        else:
            standing = list(application.deadlines.filter(state="open"))
            reminders.replan(standing, application, now=now)

    def check(self, application: Application, now, paused_at, paused: timedelta, ended_at) -> None:
        application.refresh_from_db()
        assert application.paused_seconds == paused.total_seconds()
        assert application.paused_at == paused_at
        found = {deadline.kind: deadline for deadline in application.deadlines.all()}
        assert found["promise"].due_at == START + timedelta(hours=288)
        assert found["promise"].begins_at == START
        assert set(PLANNED_HOURS) == set(BUDGETS)
        for kind, hours in PLANNED_HOURS.items():
            deadline = found[kind]
            if deadline.state == Deadline.State.OPEN:
                assert deadline.due_at == START + timedelta(hours=hours) + paused, kind
            assert (deadline.state == Deadline.State.PAUSED) <= (paused_at is not None)
        if "decision" in found:
            assert found["decision"].due_at == ended_at + timedelta(hours=24)
            assert found["decision_planned"].state == "cancelled"
        waiting = Reminder.objects.filter(deadline__application=application, state="pending").select_related("deadline")
        for reminder in waiting:
            assert reminder.deadline.state == "open"
            assert reminder.plan == reminder.deadline.plan
        went_out: dict[tuple, Reminder] = {}
        for reminder in Reminder.objects.filter(state="sent").order_by("plan"):
            place = (reminder.deadline_id, reminder.rung, reminder.role, reminder.channel)
            assert place not in went_out or reminder.due_at > went_out[place].sent_at
            went_out[place] = reminder
        before = list(Reminder.objects.order_by("pk").values())
        reminders.replan(list(application.deadlines.filter(state="open")), application, now=now)
        assert list(Reminder.objects.order_by("pk").values()) == before
