"""What the rounds remember, one file for each aggregate."""

from interviews.models.ats import (
    AssessmentOrder,
    AssessmentPackage,
    AssessmentReport,
    AtsConnection,
    AtsMapping,
    InboundEvent,
)
from interviews.models.interview import Interview, Scorecard, ScorecardQuerySet, ScorecardVersion
from interviews.models.kit import InterviewKit, KitQuestion
from interviews.models.question import Domain, Question, Skill
from interviews.models.rating import Flag, Rating
from interviews.models.reading import ScorecardRead
from interviews.models.rubric import Anchor, Competency, FlagDefinition, RoundGuide

__all__ = [
    "Anchor",
    "AssessmentOrder",
    "AssessmentPackage",
    "AssessmentReport",
    "AtsConnection",
    "AtsMapping",
    "Competency",
    "Domain",
    "Flag",
    "FlagDefinition",
    "InboundEvent",
    "Interview",
    "InterviewKit",
    "KitQuestion",
    "Question",
    "Rating",
    "RoundGuide",
    "Scorecard",
    "ScorecardQuerySet",
    "ScorecardRead",
    "ScorecardVersion",
    "Skill",
]
