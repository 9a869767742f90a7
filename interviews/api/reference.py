"""Read-only addresses for rounds, questions, competencies with their anchors, flags, domains and skills."""

from typing import Any

from django_filters.rest_framework import CharFilter, ChoiceFilter, FilterSet
from rest_framework import viewsets

from hiring.api.reference import ReferenceViewSet
from hiring.stages import Round
from interviews import question_bank
from interviews.api.reference_serializers import (
    CompetencySerializer,
    DomainSerializer,
    FlagSerializer,
    QuestionSerializer,
    RoundSerializer,
    SkillSerializer,
)
from interviews.models import Competency, Domain, FlagDefinition, Question, RoundGuide, Skill


class SkillFilter(FilterSet):
    domain = CharFilter(field_name="domain__slug", help_text="Slug of a domain.")


class InRoundFilter(FilterSet):
    """Rows whose `rounds` name a round."""

    round = ChoiceFilter(choices=Round.choices, method="in_round", help_text="A round in which it fits.")

    def in_round(self, rows: Any, field: str, value: str) -> Any:
        return question_bank.in_round(rows, value)


class QuestionFilter(InRoundFilter):
    domain = CharFilter(field_name="skill__domain__slug", help_text="Slug of a domain.")
    skill = CharFilter(field_name="skill__slug", help_text="Slug of a skill.")
    competency = CharFilter(field_name="competencies__code", help_text="Code of a competency, such as R1.2.")
    prompt = CharFilter(lookup_expr="icontains", help_text="Part of the question.")

    class Meta:
        model = Question
        fields = ("depth", "language")


class CompetencyFilter(FilterSet):
    domain = CharFilter(field_name="domains__slug", help_text="Slug of a domain.")

    class Meta:
        model = Competency
        fields = ("round", "must_have")


class FlagFilter(InRoundFilter):
    domain = CharFilter(field_name="domains__slug", help_text="Slug of a domain.")

    class Meta:
        model = FlagDefinition
        fields = ("colour", "severity", "integrity")


class DomainViewSet(ReferenceViewSet):
    """The four domains."""

    queryset = Domain.objects.current()
    serializer_class = DomainSerializer


class SkillViewSet(ReferenceViewSet):
    """The sixteen skills, each in its domain."""

    queryset = Skill.objects.current().select_related("domain")
    serializer_class = SkillSerializer
    filterset_class = SkillFilter


class RoundViewSet(ReferenceViewSet):
    """The four rounds: length, format, topics, materials, what to look for."""

    queryset = RoundGuide.objects.current()
    serializer_class = RoundSerializer


class CompetencyViewSet(ReferenceViewSet):
    """What each round rates, with an anchor for each of the four levels."""

    queryset = Competency.objects.current().order_by("code").prefetch_related("domains", "anchors")
    serializer_class = CompetencySerializer
    filterset_class = CompetencyFilter


class FlagViewSet(ReferenceViewSet):
    """Red and green flags, with what counts as evidence and what does not."""

    queryset = FlagDefinition.objects.current().prefetch_related("competencies", "domains")
    serializer_class = FlagSerializer
    filterset_class = FlagFilter


class QuestionViewSet(ReferenceViewSet):
    """The question bank: each question in the version that is asked today."""

    queryset = Question.objects.current().select_related("skill__domain").prefetch_related("competencies")
    serializer_class = QuestionSerializer
    filterset_class = QuestionFilter


ROUTES: list[tuple[str, type[viewsets.ReadOnlyModelViewSet]]] = [
    ("rounds", RoundViewSet),
    ("questions", QuestionViewSet),
    ("competencies", CompetencyViewSet),
    ("flags", FlagViewSet),
    ("domains", DomainViewSet),
    ("skills", SkillViewSet),
]
