"""Read-only addresses for levels and regions: no amount stands there."""

from __future__ import annotations

from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from rest_framework import viewsets

from benchmarks.models import Level, Region
from benchmarks.serializers import LevelSerializer, RegionSerializer

READ = {"read": "benchmarks:read"}


class LevelViewSet(viewsets.ReadOnlyModelViewSet[Level]):
    """Levels in rising order."""

    queryset = Level.objects.current()
    serializer_class = LevelSerializer
    lookup_field = "slug"
    required_scopes = READ


class RegionFilter(FilterSet):
    class Meta:
        model = Region
        fields = ("currency",)


class RegionViewSet(viewsets.ReadOnlyModelViewSet[Region]):
    """Labour markets, each with its currency."""

    queryset = Region.objects.current()
    serializer_class = RegionSerializer
    lookup_field = "slug"
    filter_backends = (DjangoFilterBackend,)
    filterset_class = RegionFilter
    required_scopes = READ
