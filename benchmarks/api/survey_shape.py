"""How percentiles of surveys are shown, aged to a day and with their sample."""

from __future__ import annotations

from rest_framework import serializers

from benchmarks.api.amounts import Amount
from benchmarks.models import SurveyRow
from benchmarks.percentiles import Confidence, PercentileAt, Percentiles


class PercentilesSerializer(serializers.Serializer[Percentiles]):
    """Percentiles of pay. Where the sample is insufficient, all of them are null and `why` says what is missing.

    The survey's own figures hold for `effective_on`; those here are aged to `aged_to` by `aging_percent` a year.
    """

    survey = serializers.CharField(read_only=True)
    effective_on = serializers.DateField(read_only=True)
    aged_to = serializers.DateField(read_only=True)
    aging_percent = serializers.DecimalField(max_digits=5, decimal_places=2, read_only=True)
    level = serializers.CharField(read_only=True)
    region = serializers.CharField(read_only=True)
    role = serializers.CharField(read_only=True, help_text="As the survey prints it; empty where it names none.")
    measure = serializers.ChoiceField(SurveyRow.Measure.choices, read_only=True)
    p25, p50 = Amount("p25", allow_null=True), Amount("p50", allow_null=True)
    p75, p90 = Amount("p75", allow_null=True), Amount("p90", allow_null=True)
    people = serializers.IntegerField(read_only=True, allow_null=True)
    companies = serializers.IntegerField(read_only=True, allow_null=True)
    is_sufficient = serializers.BooleanField(read_only=True)
    confidence = serializers.ChoiceField([(one.value, one.value) for one in Confidence], read_only=True)
    why = serializers.CharField(read_only=True, help_text="What the sample lacks; empty where it suffices.")
    text = serializers.CharField(read_only=True)


class PercentileAtSerializer(serializers.Serializer[PercentileAt]):
    """Where an amount lies: `low` and `high` are the percentiles on either side, null where there is none.

    `percent` is in a straight line between them, null outside of what the survey prints.
    """

    percent = serializers.DecimalField(max_digits=5, decimal_places=1, read_only=True, allow_null=True)
    low = serializers.IntegerField(read_only=True, allow_null=True)
    high = serializers.IntegerField(read_only=True, allow_null=True)
    text = serializers.CharField(read_only=True)
