"""The REST addresses of the market: levels and regions for all keys, what is paid for those that may see pay."""

from __future__ import annotations

from typing import Any

from rest_framework.viewsets import GenericViewSet

from benchmarks.api.market import CompanyGuideViewSet, PremiumViewSet, SalaryBandViewSet
from benchmarks.api.places import LevelViewSet, RegionViewSet
from benchmarks.api.quotes import QuoteViewSet
from benchmarks.api.surveys import SurveyViewSet

ROUTES: list[tuple[str, type[GenericViewSet[Any]]]] = [
    ("levels", LevelViewSet),
    ("regions", RegionViewSet),
    ("benchmarks/bands", SalaryBandViewSet),
    ("benchmarks/premiums", PremiumViewSet),
    ("benchmarks/guides", CompanyGuideViewSet),
    ("benchmarks/surveys", SurveyViewSet),
    ("benchmarks", QuoteViewSet),
]
