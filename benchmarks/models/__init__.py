"""The tables of the market: levels, regions, salary bands, premiums, company guides."""

from benchmarks.models.band import SalaryBand, SalaryBandQuerySet
from benchmarks.models.columns import Period
from benchmarks.models.guide import (
    CompanyGuide,
    CompanyGuideQuerySet,
    CompetingOffer,
    GuideLevel,
    GuideLever,
    GuidePosition,
    GuideProblem,
)
from benchmarks.models.guide_band import GuideBand
from benchmarks.models.place import Level, Region
from benchmarks.models.premium import Premium
from benchmarks.models.reference import Origin, ReferenceModel, ReferenceQuerySet
from benchmarks.models.survey import ExchangeRate, MarketPolicy, Survey, SurveyRow, SurveyRowQuerySet

__all__ = [
    "CompanyGuide",
    "CompanyGuideQuerySet",
    "CompetingOffer",
    "ExchangeRate",
    "GuideBand",
    "GuideLevel",
    "GuideLever",
    "GuidePosition",
    "GuideProblem",
    "Level",
    "MarketPolicy",
    "Origin",
    "Period",
    "Premium",
    "ReferenceModel",
    "ReferenceQuerySet",
    "Region",
    "SalaryBand",
    "SalaryBandQuerySet",
    "Survey",
    "SurveyRow",
    "SurveyRowQuerySet",
]
