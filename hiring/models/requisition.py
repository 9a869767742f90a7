from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from benchmarks.models import Level, Region
from hiring.models.calendar import WorkCalendar
from hiring.models.people import known_time_zone
from hiring.models.reference import ChecklistPoint, RoleScope
from hiring.stages import Round


class Requisition(models.Model):
    """A position to fill: its checked scope, level, place, panel, and what starts the clock."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    class ClockStart(models.TextChoices):
        OPENED = "opened", "Accepted into the process here"
        APPLIED = "applied", "Applied (the date that the ATS reports)"
        SCREENING = "screening", "Moved to screening"

    title = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    scope = models.ForeignKey(RoleScope, on_delete=models.PROTECT, null=True, blank=True)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True)
    headcount = models.PositiveSmallIntegerField(default=1)
    hiring_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requisitions_managed"
    )
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requisitions_coordinated"
    )
    clock_starts_on = models.CharField(max_length=10, choices=ClockStart, default=ClockStart.OPENED)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[known_time_zone])
    calendar = models.ForeignKey(
        WorkCalendar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requisitions",
        help_text="Planned dates fall into its working time. Without one: Monday to Friday, no holidays.",
    )
    external_id = models.CharField(max_length=120, blank=True)
    source_system = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_default=Now())
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_system", "external_id"],
                condition=~Q(external_id=""),
                name="one_requisition_per_external_id_and_source_system",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(opened_at__isnull=False), name="requisition_beyond_draft_was_opened"
            ),
        ]
        indexes = [models.Index(fields=["updated_at", "id"], name="requisition_by_change")]
        permissions = [("open_requisition", "Can open and close a requisition")]

    def __str__(self) -> str:
        return self.title


class ChecklistAnswer(models.Model):
    """What a requisition answers to one point of the checklist, or why the point is waived."""

    requisition = models.ForeignKey(Requisition, on_delete=models.CASCADE, related_name="checklist_answers")
    point = models.ForeignKey(ChecklistPoint, on_delete=models.PROTECT)
    answer = models.TextField(blank=True)
    waived = models.BooleanField(default=False)
    waive_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["point__number"]
        constraints = [
            models.UniqueConstraint(fields=["requisition", "point"], name="one_answer_per_requisition_and_point"),
            models.CheckConstraint(
                condition=Q(waived=False) | ~Q(waive_reason=""), name="waived_checklist_point_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point}: {'waived' if self.waived else 'answered'}"


class Panelist(models.Model):
    """Somebody who interviews for a requisition in one of its rounds."""

    requisition = models.ForeignKey(Requisition, on_delete=models.CASCADE, related_name="panel")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panels")
    round = models.CharField(max_length=20, choices=Round)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["requisition", "user", "round"], name="one_seat_per_panelist_requisition_and_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_round_display()})"
