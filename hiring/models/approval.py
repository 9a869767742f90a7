from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hiring.models.offer import Offer
from hiring.models.requisition import Requisition


class ApprovalStep(models.Model):
    """A step of the chain that offers go through: of one requisition, or of all that have no chain of their own."""

    class Applies(models.TextChoices):
        ALWAYS = "always", "To every offer"
        OUT_OF_BAND = "out_of_band", "Only to offers outside the band"

    requisition = models.ForeignKey(
        Requisition,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="approval_steps",
        help_text="Empty: a step of the chain of all requisitions without one of their own.",
    )
    position = models.PositiveSmallIntegerField(default=1, help_text="Steps are asked one after the other.")
    title = models.CharField(max_length=80)
    applies = models.CharField(max_length=11, choices=Applies, default=Applies.ALWAYS)
    approvers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="approval_steps")
    needed = models.PositiveSmallIntegerField(default=1, help_text="How many of them have to approve.")

    class Meta:
        ordering = ["requisition", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(needed__gte=1), name="approval_step_needs_somebody"),
        ]

    def __str__(self) -> str:
        return self.title


class OfferApproval(models.Model):
    """A step of the chain as one version of an offer has to pass it, written when the offer is submitted."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="approvals")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    applies = models.CharField(max_length=11, choices=ApprovalStep.Applies)
    needed = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When its turn came.")
    completed_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["offer", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "position"],
                condition=Q(voided_at=None),
                name="one_standing_approval_per_offer_and_position",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(opened_at__lte=F("completed_at")),
                name="approval_is_completed_after_it_was_opened",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ApprovalSeat(models.Model):
    """Somebody who may answer a step of an offer's approval, with the answer."""

    class Answer(models.TextChoices):
        APPROVED = "approved", "Approved"
        SENT_BACK = "sent_back", "Sent back"

    approval = models.ForeignKey(OfferApproval, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approval_seats")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["approval", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["approval", "user"], name="one_seat_per_approval_and_user"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="approval_is_answered_exactly_when_it_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)
