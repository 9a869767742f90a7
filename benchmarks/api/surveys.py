"""The read-only address of what surveys say of pay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_filters
from django.db.models import DateField, QuerySet, Value
from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from rest_framework import mixins, viewsets

from benchmarks import days, percentiles
from benchmarks.api.base import PayAddress
from benchmarks.api.survey_shape import PercentilesSerializer
from benchmarks.models import MarketPolicy, SurveyRow
from benchmarks.percentiles import Percentiles


class SurveyFilter(FilterSet):
    """Without `on`, the list shows the newest editions, aged to today."""

    survey = django_filters.CharFilter(field_name="survey__name", lookup_expr="iexact", help_text="Name of a survey.")
    level = django_filters.CharFilter(field_name="level__slug", help_text="Slug of a level.")
    region = django_filters.CharFilter(field_name="region__slug", help_text="Slug of a region.")
    role = django_filters.CharFilter(lookup_expr="icontains", help_text="Part of the role's name.")
    on = django_filters.DateFilter(
        method="as_it_is",
        validators=[days.refuse_too_late],
        help_text="The day to which the figures are aged; editions after it do not count.",
    )

    class Meta:
        model = SurveyRow
        fields = ("measure", "currency")

    def as_it_is(self, queryset: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        return queryset

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(queryset)
        on = self.form.cleaned_data.get("on") or timezone.now().date()
        current = percentiles.newest(on).order_by().values("pk")
        return found.filter(pk__in=current).annotate(asked_for=Value(on, output_field=DateField()))


class SurveyViewSet(PayAddress, mixins.ListModelMixin, viewsets.GenericViewSet[SurveyRow]):
    """Percentiles of pay by level and region: each survey's newest edition, aged to a day.

    Where the sample is smaller than the market policy wants, no figure is shown.
    """

    queryset = SurveyRow.objects.select_related("survey", "level", "region").order_by(
        "survey__name", "region__position", "level__position", "line"
    )
    serializer_class = PercentilesSerializer  # type: ignore[assignment]  # a row becomes what the policy lets be shown
    filter_backends = (DjangoFilterBackend,)
    filterset_class = SurveyFilter

    def paginate_queryset(self, queryset: QuerySet[Any] | Sequence[Any]) -> list[Percentiles]:
        """A page of rows as the market policy lets them be shown."""
        rows: list[Any] = list(super().paginate_queryset(queryset) or ())
        policy = MarketPolicy.current()
        return [percentiles.of_row(row, policy, on=row.asked_for) for row in rows]
