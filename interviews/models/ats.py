"""What the ATS at the other end sends and is told: connections, mappings, orders, events as they arrived."""

import uuid

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from hiring.models import Application, Requisition
from hiring.stages import Stage


class AtsConnection(models.Model):
    """One customer's account at one vendor: the keys by which both sides know each other."""

    class Vendor(models.TextChoices):
        GREENHOUSE = "greenhouse", "Greenhouse"
        ASHBY = "ashby", "Ashby"
        LEVER = "lever", "Lever"
        WORKABLE = "workable", "Workable"
        KOMBO = "kombo", "Kombo"

    vendor = models.CharField(max_length=12, choices=Vendor)
    name = models.CharField(max_length=120, help_text="Whose account it is.")
    slug = models.SlugField(max_length=60, unique=True, help_text="Part of the addresses that the vendor is given.")
    api_key = models.CharField(max_length=170, blank=True, help_text="By which the vendor calls us, and we call back.")
    previous_api_key = models.CharField(max_length=170, blank=True)
    previous_api_key_until = models.DateTimeField(null=True, blank=True)
    webhook_secret = models.CharField(max_length=200, blank=True, help_text="Signs what the vendor sends.")
    previous_webhook_secret = models.CharField(max_length=200, blank=True)
    previous_webhook_secret_until = models.DateTimeField(null=True, blank=True)
    remote_url = models.CharField(
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="Where we call the vendor, if not as usual.",
    )
    remote_key = models.CharField(max_length=300, blank=True, help_text="The vendor's key for us: reads what changed.")
    acts_as = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="The service account that acts."
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["vendor", "name"]
        verbose_name = "ATS connection"
        verbose_name_plural = "ATS connections"
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "api_key"], condition=~Q(api_key=""), name="one_ats_connection_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_vendor_display()})"


class AtsMapping(models.Model):
    """What a job, or a stage of a job, of the ATS is here. Written empty when the ATS names it; people fill it."""

    connection = models.ForeignKey(AtsConnection, on_delete=models.CASCADE, related_name="mappings")
    job_id = models.CharField(max_length=120)
    job_name = models.CharField(max_length=250, blank=True)
    stage_id = models.CharField(max_length=120, blank=True, help_text="Empty: the job as a whole.")
    stage_name = models.CharField(max_length=250, blank=True)
    requisition = models.ForeignKey(Requisition, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stage = models.CharField(max_length=20, choices=Stage, blank=True, help_text="Which stage here that one is.")
    is_ignored = models.BooleanField(default=False, help_text="People have seen it, and want nothing done.")
    first_seen_at = models.DateTimeField()

    class Meta:
        ordering = ["connection", "job_name", "job_id", "stage_name", "stage_id"]
        verbose_name = "ATS mapping"
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "job_id", "stage_id"], name="one_mapping_per_job_and_stage_of_a_connection"
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.job_name or self.job_id, self.stage_name or self.stage_id)))


class InboundEvent(models.Model):
    """What a vendor sent, as it arrived. Answered at once, processed later; nothing of it is ever thrown away."""

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        PROCESSED = "processed", "Processed"
        IGNORED = "ignored", "Nothing to do"
        WAITING = "waiting", "Waits"
        FAILED = "failed", "Failed"
        COMPLAINT = "complaint", "Complaint"

    connection = models.ForeignKey(AtsConnection, on_delete=models.PROTECT, related_name="events")
    event_id = models.CharField(max_length=250, help_text="What makes it the same event when it comes again.")
    action = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=120, blank=True, help_text="What it is about, as the vendor names it.")
    happened_at = models.DateTimeField(null=True, blank=True, help_text="By the vendor's word.")
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    times_received = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    attempt = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(help_text="When to process it (again).")
    processed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)
    application = models.ForeignKey(Application, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    waits_for = models.ForeignKey(
        Requisition,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What has to open first. Empty for an event that waits: a mapping has to be filled.",
    )

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "event_id"], name="one_inbound_event_per_id"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="received"), name="inbound_event_to_process"),
            models.Index(fields=["connection", "subject"], name="inbound_event_by_subject"),
            models.Index(
                fields=["state", "received_at"],
                condition=Q(state__in=["waiting", "failed", "complaint"]),
                name="inbound_event_for_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action or 'event'} {self.event_id}"


class AssessmentPackage(models.Model):
    """Something that an ATS can order: one round, or the whole process, for one requisition."""

    class Kind(models.TextChoices):
        TAKE_HOME = "take_home", "The take-home"
        LIVE_DEBUGGING = "live_debugging", "The live incident"
        FULL_PROCESS = "full_process", "All four rounds"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    connection = models.ForeignKey(AtsConnection, on_delete=models.CASCADE, related_name="packages")
    key = models.SlugField(max_length=60, help_text="By which the ATS orders it; stays the same.")
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=15, choices=Kind)
    requisition = models.ForeignKey(Requisition, on_delete=models.PROTECT, related_name="+")
    tells_candidate = models.BooleanField(
        default=True, help_text="Whoever it is ordered for gets an e-mail that says what happens next."
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["connection", "key"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "key"], name="one_package_per_connection_and_key"),
        ]

    def __str__(self) -> str:
        return self.name


class AssessmentOrder(models.Model):
    """One ordered assessment, whatever the vendor calls it. What is final stays final."""

    class State(models.TextChoices):
        ORDERED = "ordered", "Ordered"
        STARTED = "started", "Started"
        COMPLETED = "completed", "Completed"
        CANCELLED = "cancelled", "Cancelled"
        REJECTED = "rejected", "Rejected"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    connection = models.ForeignKey(AtsConnection, on_delete=models.PROTECT, related_name="orders")
    package = models.ForeignKey(AssessmentPackage, on_delete=models.PROTECT, related_name="orders")
    external_ref = models.CharField(max_length=500, help_text="What makes the same order the same when it comes again.")
    callback_url = models.CharField(max_length=500, blank=True)
    candidate_ref = models.CharField(max_length=120, blank=True)
    application_ref = models.CharField(max_length=120, blank=True)
    job_ref = models.CharField(max_length=120, blank=True)
    profile_url = models.CharField(max_length=500, blank=True)
    sent_by = models.CharField(max_length=254, blank=True)
    also_named = models.CharField(
        max_length=60, blank=True, help_text="The key of another package that the same order named when it came again."
    )
    ordered = models.JSONField(default=dict, help_text="The order as it came.")
    application = models.ForeignKey(
        Application, on_delete=models.SET_NULL, null=True, blank=True, related_name="assessment_orders"
    )
    state = models.CharField(max_length=10, choices=State, default=State.ORDERED)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    max_score = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    attributes = models.JSONField(default=list, help_text="[{label, value}], flat.")
    cancel_reason = models.CharField(max_length=300, blank=True)
    ordered_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    last_reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "external_ref"], name="one_order_per_reference"),
            models.CheckConstraint(
                condition=~Q(state="completed") | Q(completed_at__isnull=False), name="completed_order_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package} {self.public_id}"


class AssessmentReport(models.Model):
    """One call that tells a vendor how an order stands: written with what it tells, sent after the commit."""

    class State(models.TextChoices):
        READY = "ready", "Ready"
        SENT = "sent", "Sent"
        DEAD = "dead", "Given up"

    order = models.ForeignKey(AssessmentOrder, on_delete=models.CASCADE, related_name="reports")
    method = models.CharField(max_length=6)
    url = models.CharField(max_length=500)
    body = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=5, choices=State, default=State.READY)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(help_text="When to try (again). A lease moves it.")
    give_up_at = models.DateTimeField()
    attempt = models.PositiveIntegerField(default=0, help_text="Also the fence: only the latest attempt may mark.")
    answer = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="ready"), name="ready_report_by_next_at"),
            models.Index(fields=["created_at"], condition=Q(state="dead"), name="dead_report_by_created_at"),
        ]

    def __str__(self) -> str:
        return f"{self.method} for {self.order}"
