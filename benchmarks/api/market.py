"""Read-only addresses for salary bands, premiums and company guides, for those who may see pay."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from rest_framework import viewsets

from benchmarks.api.base import PayAddress
from benchmarks.models import CompanyGuide, Premium, SalaryBand, SalaryBandQuerySet
from benchmarks.serializers import CompanyGuideSerializer, PremiumSerializer, SalaryBandSerializer


class BandFilter(FilterSet):
    """Without `on`, the list shows the bands in force today."""

    level = django_filters.CharFilter(field_name="level__slug", help_text="Slug of a level.")
    region = django_filters.CharFilter(field_name="region__slug", help_text="Slug of a region.")
    on = django_filters.DateFilter(method="in_force", help_text="The day on which the bands count; today if not given.")

    class Meta:
        model = SalaryBand
        fields = ("level", "region", "currency", "open_top")

    def in_force(self, queryset: SalaryBandQuerySet, name: str, value: date) -> SalaryBandQuerySet:
        return queryset.in_force(value)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found: SalaryBandQuerySet = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("on") else found.in_force(timezone.now().date())


class _ListFilterBackend(DjangoFilterBackend):
    """Filters lists only: one row asked for by its key is found whatever the filter's defaults."""

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        if view.action != "list":
            return queryset
        found: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return found


class SalaryBandViewSet(PayAddress, viewsets.ReadOnlyModelViewSet[SalaryBand]):
    """Base pay by level and region: the list shows one day's bands, a band's own address any band ever entered."""

    queryset = SalaryBand.objects.select_related("level", "region").order_by(
        "region__position", "level__position", "-effective_from", "-id"
    )
    serializer_class = SalaryBandSerializer
    filter_backends = (_ListFilterBackend,)
    filterset_class = BandFilter


class PremiumFilter(FilterSet):
    class Meta:
        model = Premium
        fields = ("kind", "no_ceiling")


class PremiumViewSet(PayAddress, viewsets.ReadOnlyModelViewSet[Premium]):
    """What raises pay above its band."""

    queryset = Premium.objects.current()
    serializer_class = PremiumSerializer
    lookup_field = "slug"
    filter_backends = (DjangoFilterBackend,)
    filterset_class = PremiumFilter


class GuideFilter(FilterSet):
    company = django_filters.CharFilter(lookup_expr="iexact", help_text="Name of the company, whatever its capitals.")
    role = django_filters.CharFilter(lookup_expr="icontains", help_text="Part of the role's name.")

    class Meta:
        model = CompanyGuide
        fields = ("company", "role", "equity_kind", "signature_role")


class CompanyGuideViewSet(PayAddress, viewsets.ReadOnlyModelViewSet[CompanyGuide]):
    """Company guides in use: published bands beside their computed totals, levers, target, floor, competing offers."""

    queryset = CompanyGuide.objects.current().with_parts()
    serializer_class = CompanyGuideSerializer
    lookup_field = "slug"
    filter_backends = (DjangoFilterBackend,)
    filterset_class = GuideFilter
