"""Pay in one place, for one level, in one currency, as a company guide prints it."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from benchmarks.guides.totals import Ends, TotalCheck, check_total, from_parts
from benchmarks.models import columns
from benchmarks.models.guide import CompanyGuide, GuidePart
from benchmarks.money import percent_text, range_text


class GuideBand(GuidePart):
    """Pay in one place, as published. An end that the guide leaves open or does not print is empty.

    `amount` is a range that the guide does not tell apart into base, equity and total. `sources` holds for every
    value the line and the text that it was read from; `others` holds columns that have no place of their own.
    """

    class AmountKind(models.TextChoices):
        BASE = "base", "Base pay"
        TOTAL = "total", "Total pay"
        UNSPECIFIED = "unspecified", "Not said"

    guide = models.ForeignKey(CompanyGuide, on_delete=models.CASCADE, related_name="bands")
    region = models.CharField(max_length=120, blank=True, help_text="As the guide prints it.")
    level = models.CharField(max_length=120, blank=True, help_text="As the guide prints it.")
    currency = columns.currency()
    period = columns.period()
    base_low = columns.optional_amount("base from")
    base_high = columns.optional_amount("base to")
    equity_4yr_low = columns.optional_amount("equity over four years from")
    equity_4yr_high = columns.optional_amount("equity over four years to")
    bonus_percent_low = columns.optional_percent("bonus percent from")
    bonus_percent_high = columns.optional_percent("bonus percent to")
    total_low = columns.optional_amount("published total from")
    total_high = columns.optional_amount("published total to")
    bonus_amount_low = columns.optional_amount("bonus from")
    bonus_amount_high = columns.optional_amount("bonus to")
    signing_low = columns.optional_amount("signing bonus from")
    signing_high = columns.optional_amount("signing bonus to")
    amount_low = columns.optional_amount("pay from")
    amount_high = columns.optional_amount("pay to")
    amount_kind = models.CharField("what the pay is", max_length=12, choices=AmountKind.choices, blank=True)
    others = models.JSONField(default=dict, blank=True, editable=False)
    sources = models.JSONField(default=dict, blank=True, editable=False)

    class Meta(GuidePart.Meta):
        constraints = [
            columns.low_not_above_high("base_low", "base_high", "guide_band_base_from_not_above_base_to"),
            columns.low_not_above_high(
                "equity_4yr_low", "equity_4yr_high", "guide_band_equity_from_not_above_equity_to"
            ),
            columns.low_not_above_high(
                "bonus_percent_low", "bonus_percent_high", "guide_band_bonus_from_not_above_bonus_to"
            ),
            columns.low_not_above_high("total_low", "total_high", "guide_band_total_from_not_above_total_to"),
            columns.low_not_above_high(
                "bonus_amount_low", "bonus_amount_high", "guide_band_bonus_amount_from_not_above_to"
            ),
            columns.low_not_above_high("signing_low", "signing_high", "guide_band_signing_from_not_above_to"),
            columns.low_not_above_high("amount_low", "amount_high", "guide_band_amount_from_not_above_to"),
        ]

    def __str__(self) -> str:
        where = ", ".join(filter(None, (self.region, self.level)))
        return f"{where}: {self.amount_text}" if self.amount_kind else f"{where}: base {self.base_text}"

    @property
    def base_text(self) -> str:
        return range_text(self.base_low, self.base_high, self.currency)

    @property
    def equity_text(self) -> str:
        return range_text(self.equity_4yr_low, self.equity_4yr_high, self.currency)

    @property
    def bonus_text(self) -> str:
        return percent_text(self.bonus_percent_low, self.bonus_percent_high)

    @property
    def total_text(self) -> str:
        return range_text(self.total_low, self.total_high, self.currency)

    @property
    def amount_text(self) -> str:
        return range_text(self.amount_low, self.amount_high, self.currency)

    @property
    def total_check(self) -> TotalCheck:
        """The published total beside base + a quarter of the equity + bonus, with the difference at each end."""
        return check_total(
            base=(self.base_low, self.base_high),
            equity_4yr=(self.equity_4yr_low, self.equity_4yr_high),
            bonus_percent=(self.bonus_percent_low, self.bonus_percent_high),
            bonus_amount=(self.bonus_amount_low, self.bonus_amount_high),
            published=(self.total_low, self.total_high),
        )

    @property
    def total_from_parts(self) -> Ends:
        """From the least at the lower end to the most at the upper; None where base, or printed equity, has no end."""
        low = self._from_parts(self.base_low, self.equity_4yr_low)
        high = self._from_parts(self.base_high, self.equity_4yr_high)
        return low and low[0], high and high[1]

    def _from_parts(self, base: Decimal | None, equity: Decimal | None) -> tuple[Decimal, Decimal] | None:
        has_equity = self.equity_4yr_low is not None or self.equity_4yr_high is not None
        if base is None or (has_equity and equity is None):
            return None
        percents, amounts = (
            (self.bonus_percent_low, self.bonus_percent_high),
            (self.bonus_amount_low, self.bonus_amount_high),
        )
        return from_parts(base, equity, percents, amounts)
