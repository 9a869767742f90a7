from django.conf import settings
from django.db import models
from django.db.models import Q

from hiring.models.clock import Deadline


class Message(models.Model):
    """What is put on a wire: one or more reminders, or one letter, to one person on one channel.

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
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages")
    channel = models.CharField(max_length=20, default="email")
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(help_text="When to try (again). A lease moves it: the lease is the retry timer.")
    give_up_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0, help_text="Also the fence: only the latest attempt may mark.")
    lease_owner = models.CharField(max_length=80, blank=True)
    provider_message_id = models.CharField(max_length=200, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="ready"), name="ready_message_by_next_at")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(accepted_at__isnull=False), name="sent_message_has_an_acceptance_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter} to {self.recipient} ({self.state})"


class Reminder(models.Model):
    """One rung of a deadline's ladder, for one role on one channel: the row, not a queue, is what cannot be lost."""

    class State(models.TextChoices):
        PENDING = "pending", "Pending"
        QUEUED = "queued", "Queued"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled"
        SUPERSEDED = "superseded", "Superseded"
        DEAD = "dead", "Given up"

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reminders")
    plan = models.PositiveIntegerField(default=1)
    rung = models.CharField(max_length=30)
    rank = models.PositiveSmallIntegerField(help_text="Height of the rung: of several due, the highest is sent.")
    role = models.CharField(max_length=20)
    channel = models.CharField(max_length=20, default="email")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    due_at = models.DateTimeField()
    hard_by = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    why = models.CharField(max_length=200, blank=True, help_text="Why it was suppressed, where it was.")
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
        return f"{self.deadline} · {self.rung} · {self.role}"


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

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="engine_state_is_one_row")]

    def __str__(self) -> str:
        return self.get_mode_display()


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
