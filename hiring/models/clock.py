from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hiring import sla


class SlaPolicy(models.Model):
    """One version of the promises. Never edited: an application keeps the version that it began with."""

    version = models.PositiveIntegerField(unique=True)
    figures = models.JSONField()
    ladder = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        verbose_name = "SLA policy"
        verbose_name_plural = "SLA policies"

    def __str__(self) -> str:
        return f"Policy {self.version}"

    def as_policy(self) -> sla.Policy:
        """The stored figures as the value that the arithmetic takes. Many rows share one policy: it is read once."""
        known: tuple[Any, sla.Policy] | None = vars(self).get("_as_policy")
        if known is None or known[0] is not self.figures:
            budgets = {kind: (begins, ends) for kind, (begins, ends) in self.figures["budgets"].items()}
            known = self._as_policy = (self.figures, sla.Policy(**{**self.figures, "budgets": budgets}))
        return known[1]


class ClockEvent(models.Model):
    """What happened to an application's clock. Append-only: the columns on deadlines can be derived from it."""

    class Kind(models.TextChoices):
        STARTED = "started", "Started"
        PAUSED = "paused", "Paused"
        RESUMED = "resumed", "Resumed"
        STAGE_DONE = "stage_done", "Step done"
        CANCELLED = "cancelled", "Cancelled"
        POLICY_CHANGED = "policy_changed", "Policy changed"

    application = models.ForeignKey("hiring.Application", on_delete=models.CASCADE, related_name="clock_events")
    kind = models.CharField(max_length=15, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Deadline(models.Model):
    """One obligation with an owner and a time. `subject` tells apart several of one kind, such as scorecards."""

    class Kind(models.TextChoices):
        PROMISE = "promise", "Twelve-day promise"
        SCREENING_HELD = "screening_held", "Screening held"
        TAKE_HOME_SENT = "take_home_sent", "Take-home sent"
        TAKE_HOME_RETURNED = "take_home_returned", "Take-home returned"
        LIVE_DEBUGGING_HELD = "live_debugging_held", "Live debugging held"
        SCALE_ARCHITECTURE_HELD = "scale_architecture_held", "Scale & architecture held"
        DECISION_PLANNED = "decision_planned", "Decision (planned)"
        DECISION = "decision", "Offer decision"
        SCORECARD = "scorecard", "Scorecard"
        PAUSE_REVIEW = "pause_review", "Review of the pause"
        OFFER_APPROVAL = "offer_approval", "Approval of the offer"
        OFFER_ANSWER = "offer_answer", "Answer to the offer"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        PAUSED = "paused", "Paused"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    class Party(models.TextChoices):
        COORDINATOR = "coordinator", "Coordinator"
        HIRING_MANAGER = "hiring_manager", "Hiring manager"
        INTERVIEWER = "interviewer", "Interviewer"
        CANDIDATE = "candidate", "Candidate"
        APPROVER = "approver", "Approver"

    application = models.ForeignKey("hiring.Application", on_delete=models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=25, choices=Kind)
    subject = models.CharField(max_length=60, blank=True)
    party = models.CharField(max_length=15, choices=Party)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    is_nameless = models.BooleanField(
        default=False, help_text="Its owner must not learn whom it is about: take-homes are reviewed blind."
    )
    begins_at = models.DateTimeField()
    at_risk_at = models.DateTimeField()
    due_at = models.DateTimeField()
    booked_for = models.DateTimeField(
        null=True, blank=True, help_text="When it is agreed to happen, for example the start of a booked interview."
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    plan = models.PositiveIntegerField(default=1)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "subject"], name="one_deadline_per_application_kind_and_subject"
            ),
            models.CheckConstraint(
                condition=Q(begins_at__lte=F("at_risk_at"), at_risk_at__lte=F("due_at")),
                name="deadline_begins_before_it_is_due",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
                name="deadline_is_done_exactly_when_it_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["application", "due_at"], condition=Q(state="open"), name="open_deadline_by_application"
            ),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="open_deadline_by_due"),
            models.Index(fields=["-done_at", "-id"], condition=Q(state="done"), name="done_deadline_newest_first"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def window(self) -> sla.Window:
        return sla.Window(self.begins_at, self.at_risk_at, self.due_at)


class Acknowledgement(models.Model):
    """“I am on it”: until then nobody is reminded of the deadline, but by the last rung of its ladder."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="acknowledgements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(at__lt=F("until")), name="acknowledgement_begins_before_it_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.user} is on it"
