from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When

from hiring.models.candidate import Candidate
from hiring.models.clock import Deadline, SlaPolicy
from hiring.models.people import User
from hiring.models.requisition import Requisition
from hiring.stages import CLOSED, Round, Stage


class ApplicationQuerySet(models.QuerySet["Application"]):
    def open(self) -> "ApplicationQuerySet":
        """Not yet hired, rejected or withdrawn."""
        return self.exclude(stage__in=CLOSED)

    def visible_to(self, user: User) -> "ApplicationQuerySet":
        """All for those who may view applications; never the file of one's own candidacy."""
        seen = self if user.has_perm("hiring.view_application") else self.none()
        return seen.exclude(candidate__employee_id=user.pk)

    def with_people(self) -> "ApplicationQuerySet":
        """The rows that every page about an application shows beside it, in the same query."""
        return self.select_related(
            "candidate",
            "policy",
            "requisition__hiring_manager",
            "requisition__coordinator",
            "requisition__level",
            "requisition__region",
            "requisition__scope",
        )

    def with_next_deadline(self) -> "ApplicationQuerySet":
        """Adds `next_kind`, `next_due_at` of the open deadline due first; `next_party`, `next_owner_name`: whose turn.

        It is the turn of whoever owns that deadline; while a scorecard of the present stage is awaited, which nothing
        can overtake, of its interviewer. `next_at_risk_at` is the earliest instant at which any open deadline comes to
        be at risk: it may be another one.
        """
        first = Deadline.objects.filter(application=OuterRef("pk"), state=Deadline.State.OPEN).order_by("due_at", "pk")
        awaited = Q(kind=Deadline.Kind.SCORECARD, begins_at__gte=F("application__stage_since"))
        turn = first.order_by(Case(When(awaited, then=0), default=1), "due_at", "pk")
        return self.annotate(
            next_kind=Subquery(first.values("kind")[:1]),
            next_due_at=Subquery(first.values("due_at")[:1]),
            next_party=Subquery(turn.values("party")[:1]),
            next_owner_name=Subquery(turn.values("owner__first_name")[:1]),
            next_at_risk_at=Subquery(first.order_by("at_risk_at").values("at_risk_at")[:1]),
        )


class Application(models.Model):
    """One candidate on one requisition. Its stage is moved by `hiring.pipeline` and by nothing else."""

    requisition = models.ForeignKey(Requisition, on_delete=models.PROTECT, related_name="applications")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="applications")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.APPLIED)
    stage_since = models.DateTimeField()
    policy = models.ForeignKey(SlaPolicy, on_delete=models.PROTECT)
    applied_at = models.DateTimeField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    clock_started_at = models.DateTimeField(null=True, blank=True)
    final_round_ended_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=300, blank=True)
    pause_review_at = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.PositiveBigIntegerField(default=0, help_text="Sum of the pauses that have ended.")
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=300, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    source_system = models.CharField(max_length=60, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["requisition", "candidate"],
                condition=~Q(stage__in=sorted(CLOSED)),
                name="one_open_application_per_candidate_and_requisition",
            ),
            models.UniqueConstraint(
                fields=["source_system", "external_id"],
                condition=~Q(external_id=""),
                name="one_application_per_external_id_and_source_system",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=sorted(CLOSED), closed_at__isnull=False)
                | (~Q(stage__in=sorted(CLOSED)) & Q(closed_at__isnull=True)),
                name="application_is_closed_exactly_when_its_stage_is",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | (~Q(pause_reason="") & Q(pause_review_at__isnull=False)),
                name="pause_has_a_reason_with_a_review_date",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(closed_at__isnull=True), name="closed_application_is_not_paused"
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "-created_at"], name="application_by_stage"),
            models.Index(fields=["-created_at", "-id"], name="application_newest_first"),
            models.Index(fields=["updated_at", "id"], name="application_by_change"),
        ]
        permissions = [
            ("move_application", "Can move, pause and close applications"),
            ("decide_application", "Can record the hiring decision"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} · {self.requisition}"

    @property
    def is_closed(self) -> bool:
        return Stage(self.stage) in CLOSED


IN_WORDS = {
    "open_application": "Application opened",
    "record_result": "Result recorded",
    "advance": "Moved on",
    "reject": "Rejected",
    "withdraw": "Withdrawn by the candidate",
    "pause": "Paused",
    "resume": "Resumed",
    "decide": "Decision recorded",
    "draft_offer": "Offer drafted",
    "edit_offer": "Offer edited",
    "discard_offer": "Offer draft discarded",
    "submit_offer": "Offer submitted for approval",
    "approve_offer": "Offer approved by one more",
    "send_back_offer": "Offer sent back",
    "make_offer": "Offer extended",
    "accept": "Offer accepted",
    "decline": "Offer declined",
    "rescind": "Offer rescinded",
    "expire_offer": "Offer expired",
    "book_interview": "Interview booked",
    "move_interview": "Interview moved",
    "finish_interview": "Interview ended",
    "call_off_interview": "Interview called off",
    "submit_scorecard": "Scorecard submitted",
    "decline_scorecard": "Scorecard declined",
    "unlock_scorecard": "Scorecard unlocked",
    "waive_flag": "Flag waived",
    "acknowledge": "Somebody is on it",
    "suppress_reminder": "Reminder suppressed",
    "send_reminder_now": "Reminder sent at once",
    "change_policy": "Planned anew under another policy",
    "hand_over": "Handed over to others",
    "erase_candidate": "Personal data erased",
    "merge_candidate": "Given to the other record of the same person",
}
"""What people read for each verb of the history."""


class ApplicationEvent(models.Model):
    """One line of an application's history. Written by the verbs, never changed."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="history")
    verb = models.CharField(max_length=30)
    from_stage = models.CharField(max_length=20, choices=Stage, blank=True)
    to_stage = models.CharField(max_length=20, choices=Stage)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)

    is_hidden: bool  # added by `hiring.disclosure.history_for`

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.in_words} ({self.get_to_stage_display()})"

    @property
    def in_words(self) -> str:
        """What happened, as people say it."""
        return IN_WORDS.get(self.verb) or self.verb.replace("_", " ").capitalize()


class RoundResult(models.Model):
    """The conclusion of a round: all that hiring knows of what happened in it."""

    class Verdict(models.TextChoices):
        STRONG_NO = "strong_no", "Strong no"
        NO = "no", "No"
        YES = "yes", "Yes"
        STRONG_YES = "strong_yes", "Strong yes"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="results")
    round = models.CharField(max_length=20, choices=Round)
    verdict = models.CharField(max_length=10, choices=Verdict)
    passed = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    is_hidden: bool  # added by `hiring.disclosure.results_for`

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["application", "round"], name="one_result_per_application_and_round"),
            models.CheckConstraint(
                condition=Q(passed=True, verdict__in=["yes", "strong_yes"])
                | Q(passed=False, verdict__in=["strong_no", "no"])
                | ~Q(reason=""),
                name="result_against_its_verdict_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        # Without the verdict: titles name a row to readers who may not know it yet (`hiring.disclosure`).
        return f"{self.get_round_display()}: {'passed' if self.passed else 'not passed'}"


class Decision(models.Model):
    """Hire or not: made by a person, with a reason, within 24 hours of the final round."""

    class Outcome(models.TextChoices):
        HIRE = "hire", "Hire"
        NO_HIRE = "no_hire", "Do not hire"

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="decision_has_a_reason")]

    def __str__(self) -> str:
        return self.get_outcome_display()
