import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from hiring.models.candidate import Candidate
from hiring.models.clock import Deadline
from hiring.models.webhook import WebhookEndpoint


class Message(models.Model):
    """What is put on a wire: one or more reminders, or one letter, to one user, candidate or system on one channel.

    It holds identifiers only. The text is rendered when it is sent, so that erasure and changed rights reach it.
    """

    class State(models.TextChoices):
        READY = "ready", "Ready"
        SENT = "sent", "Sent"
        AMBIGUOUS = "ambiguous", "Perhaps sent"
        DROPPED = "dropped", "Dropped: nothing left to say"
        DEAD = "dead", "Given up"

    idem_key = models.CharField(max_length=64, unique=True)
    letter = models.CharField(max_length=40, help_text="Name of the template triple.")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    channel = models.CharField(max_length=20, default="email")
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(help_text="When to try (again). A lease moves it: the lease is the retry timer.")
    give_up_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0, help_text="Also the fence: only the latest attempt may mark.")
    lease_owner = models.CharField(max_length=80, blank=True, help_text="Who tries it now; empty between attempts.")
    overtaken = models.PositiveSmallIntegerField(
        default=0, help_text="Attempts whose end nobody wrote down: each may have put it on the wire."
    )
    repeats = models.PositiveSmallIntegerField(default=0, help_text="Attempts after one that had perhaps arrived.")
    handing_over_since = models.DateTimeField(
        null=True, blank=True, help_text="To a candidate: an attempt may have put it on the wire, and did not end yet."
    )
    provider_message_id = models.CharField(max_length=200, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody took care of a message that was given up, or perhaps sent."
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(state="ready", endpoint=None), name="ready_message_by_next_at"
            ),
            models.Index(
                fields=["endpoint", "next_at"],
                condition=Q(state="ready", endpoint__isnull=False),
                name="ready_message_by_endpoint",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["dead", "ambiguous"], settled_at=None),
                name="stuck_message_by_created_at",
            ),
            models.Index(fields=["recipient", "channel", "created_at"], name="message_by_recipient_and_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, endpoint=None, candidate=None)
                | Q(recipient=None, endpoint__isnull=False, candidate=None)
                | Q(recipient=None, endpoint=None, candidate__isnull=False),
                name="message_goes_to_one_user_endpoint_or_candidate",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | ~Q(settled_reason=""), name="settled_message_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(accepted_at__isnull=False), name="sent_message_has_an_acceptance_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} to {self.addressee} ({self.state})"

    @property
    def addressee(self) -> models.Model | None:
        """The user, the candidate or the endpoint that it is for."""
        return self.recipient or self.candidate or self.endpoint


class Reminder(models.Model):
    """One rung of a deadline's ladder, for one role on one channel: the row, not a queue, is what cannot be lost."""

    class State(models.TextChoices):
        PENDING = "pending", "Pending"
        QUEUED = "queued", "Queued"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled"
        SUPERSEDED = "superseded", "Superseded"
        SUPPRESSED = "suppressed", "Suppressed"
        DEAD = "dead", "Given up"

    class Manner(models.TextChoices):
        LEAD = "lead", "Lead: moves earlier, out of quiet time"
        BREACH = "breach", "Breach: moves later, never past its latest time"
        FINAL = "final", "Final: is never silenced"

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reminders")
    plan = models.PositiveIntegerField(default=1)
    policy_version = models.PositiveIntegerField(default=1, help_text="Of the SLA policy whose rung it is.")
    rung = models.CharField(max_length=30)
    rank = models.PositiveSmallIntegerField(help_text="Height of the rung: of several due, the highest is sent.")
    role = models.CharField(max_length=20)
    channel = models.CharField(max_length=20, default="email")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    manner = models.CharField(max_length=6, choices=Manner, default=Manner.LEAD)
    nominal_at = models.DateTimeField(help_text="The rung's own instant, before quiet hours, weekends and holidays.")
    due_at = models.DateTimeField(help_text="When it is sent: the rung's instant, moved into the recipient's day.")
    hard_by = models.DateTimeField(null=True, blank=True, help_text="Nothing moves it beyond this instant.")
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    why = models.CharField(max_length=300, blank=True, help_text="Why it was not sent, or not when it was due.")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "plan", "rung", "channel", "role"],
                name="one_reminder_per_deadline_plan_rung_channel_and_role",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["queued", "sent"]) | Q(message__isnull=False),
                name="queued_reminder_has_its_message",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="pending"), name="pending_reminder_by_due")]

    def __str__(self) -> str:
        return f"{self.deadline} · {self.rung} · {self.role.replace('_', ' ')}"


class EngineState(models.Model):
    """The one row in which the reminder engine remembers when it last looked."""

    class Mode(models.TextChoices):
        RUN = "run", "Running"
        HOLD = "hold", "On hold"

    mode = models.CharField(max_length=5, choices=Mode, default=Mode.RUN)
    last_sweep_at = models.DateTimeField(null=True, blank=True)
    last_sweep_by = models.CharField(max_length=40, blank=True)
    last_now = models.DateTimeField(null=True, blank=True)
    tzdata_version = models.CharField(max_length=20, blank=True)
    incarnation = models.UUIDField(default=uuid.uuid4, help_text="Tells this database from any other.")
    held_at = models.DateTimeField(null=True, blank=True)
    hold_reason = models.CharField(max_length=300, blank=True)
    suspect_sweeps = models.PositiveSmallIntegerField(
        default=0, help_text="Consistent looks still to come before anything is sent: the clock has jumped."
    )
    suspect_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="engine_state_is_one_row")]

    def __str__(self) -> str:
        return self.get_mode_display()


class EngineCount(models.Model):
    """One figure of the engine that only grows, such as the messages sent: what /metrics tells."""

    name = models.CharField(max_length=60)
    labels = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True, help_text="Name with labels, in one spelling.")
    value = models.FloatField(default=0)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class InboxItem(models.Model):
    """A message in somebody's inbox here. One for each message, however often it is delivered."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="inbox_item")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "-at"], name="inbox_by_recipient"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="unread_inbox_by_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.message.letter} for {self.recipient}"


class MailboxMail(models.Model):
    """A letter in the built-in mailbox that stands in for SMTP in development."""

    message_id = models.CharField(max_length=200, unique=True)
    sender = models.CharField(max_length=200)
    recipients = models.JSONField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "mailbox mail"
        verbose_name_plural = "mailbox"

    def __str__(self) -> str:
        return self.subject
