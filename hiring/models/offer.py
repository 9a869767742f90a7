from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from benchmarks.models import CompanyGuide, Level, Region
from benchmarks.models.columns import iso_4217
from hiring.models.application import Application
from hiring.models.token import ApiToken


def even_vesting() -> list[int]:
    """A quarter of the grant in each of four years."""
    return [25, 25, 25, 25]


class OfferQuerySet(models.QuerySet["Offer"]):
    def in_preparation(self) -> "OfferQuerySet":
        """Not yet told to the candidate: drafted, in approval, approved."""
        return self.filter(state__in=IN_PREPARATION)


class Offer(models.Model):
    """One version of an offer. Amounts are units of its currency; base and bonus a year, equity over four years."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_APPROVAL = "in_approval", "In approval"
        APPROVED = "approved", "Approved"
        EXTENDED = "extended", "Extended"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Expired"
        SUPERSEDED = "superseded", "Superseded"
        RESCINDED = "rescinded", "Rescinded"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=11, choices=State, default=State.DRAFT)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    premiums = models.JSONField(default=list, blank=True, help_text="Keys of the premiums in the quoted range.")
    currency = models.CharField(max_length=3, validators=[iso_4217])
    base = models.DecimalField(max_digits=12, decimal_places=2)
    bonus = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    equity_kind = models.CharField(max_length=20, choices=CompanyGuide.Equity, blank=True)
    equity_4yr = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    vesting = models.JSONField(default=even_vesting, help_text="Per cent of the grant in each of four years.")
    cliff_months = models.PositiveSmallIntegerField(default=12)
    refresh_percent = models.DecimalField(
        max_digits=6, decimal_places=2, default=0, help_text="Of the first grant, granted anew as year 2 begins."
    )
    discount_percent = models.DecimalField(
        max_digits=5, decimal_places=2, default=0, help_text="Taken off equity that cannot be sold."
    )
    signing = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    relocation = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    starts_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    exception_reason = models.CharField(max_length=300, blank=True, help_text="Why it lies outside the band.")
    band = models.JSONField(
        null=True, blank=True, editable=False, help_text="The range that it was held against when it was submitted."
    )
    is_out_of_band = models.BooleanField(null=True, editable=False, help_text="Empty until it is submitted.")
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.CharField(max_length=300, blank=True)
    updated_at = models.DateTimeField()

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["application", "-version"]
        indexes = [models.Index(fields=["updated_at", "id"], name="offer_by_change")]
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="one_offer_per_application_and_version"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="extended"), name="one_extended_offer_per_application"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=["draft", "in_approval", "approved"]),
                name="one_offer_in_preparation_per_application",
            ),
            models.CheckConstraint(
                condition=Q(base__gt=0, bonus__gte=0, equity_4yr__gte=0, signing__gte=0, relocation__gte=0),
                name="offer_amounts_are_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["extended", "accepted"]) | Q(extended_at__isnull=False),
                name="extended_offer_has_a_time",
            ),
        ]
        permissions = [("approve_offer", "Can approve offers where a step of the approval chain names them")]

    def __str__(self) -> str:
        return f"Offer {self.version} to {self.application.candidate}"

    @property
    def is_discarded(self) -> bool:
        """Whether it was given up before the candidate was told of it."""
        return self.state == self.State.RESCINDED and self.extended_at is None

    @property
    def state_words(self) -> str:
        """Its state as it stands in a sentence, such as “in approval”."""
        return "discarded" if self.is_discarded else self.get_state_display().lower()

    def has_expired(self, now: datetime) -> bool:
        """Whether its time for an answer is over, whatever its state says yet."""
        return self.expires_at is not None and self.expires_at <= now


IN_PREPARATION = (Offer.State.DRAFT, Offer.State.IN_APPROVAL, Offer.State.APPROVED)
ON_THEIR_WAY = (*IN_PREPARATION, Offer.State.EXTENDED)


class OfferRead(models.Model):
    """Somebody saw the amounts of an offer, once or several times within minutes. Kept for good.

    `times` counts every look; the first was `at`, the last `last_at`. In between the offer did not change.
    """

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="reads")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    door = models.CharField(max_length=20, help_text="Where: page, admin, api, letter, export.")
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="offer_read_newest_first"),
            models.Index(fields=["reader", "-at"], name="offer_read_by_reader"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_at__gte=models.F("at"), times__gte=1), name="offer_read_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader} read {self.offer}"
