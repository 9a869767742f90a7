"""What the API shows of rounds, questions, competencies with their anchors, flags, domains and skills."""

from typing import Any

from rest_framework import serializers

from hiring.api.reference import texts
from interviews.models import Anchor, Competency, Domain, FlagDefinition, Question, RoundGuide, Skill


class Slugs(serializers.SlugRelatedField):
    """Other rows, by their slug or code."""

    def __init__(self, slug_field: str = "slug", **options: Any) -> None:
        super().__init__(slug_field=slug_field, read_only=True, **options)


class DomainSerializer(serializers.ModelSerializer):
    class Meta:
        model = Domain
        fields = read_only_fields = ("slug", "title", "summary")


class SkillSerializer(serializers.ModelSerializer):
    domain = Slugs()

    class Meta:
        model = Skill
        fields = read_only_fields = ("slug", "title", "domain", "summary")


class FigureSerializer(serializers.Serializer):
    key = serializers.CharField()
    value = serializers.CharField()
    unit = serializers.CharField()
    note = serializers.CharField()


class SlotSerializer(serializers.Serializer):
    minutes = serializers.IntegerField()
    what = serializers.CharField()


class RoundSerializer(serializers.ModelSerializer):
    """`plan` is the interviewer's timing; `scenario` holds the figures of the task."""

    topics, deliverables, evaluate, materials = texts(), texts(), texts(), texts()
    watch_for, assess = texts(), texts()
    scenario = FigureSerializer(many=True, read_only=True)
    plan = SlotSerializer(many=True, read_only=True)

    class Meta:
        model = RoundGuide
        fields = read_only_fields = (
            "number",
            "slug",
            "title",
            "minutes_min",
            "minutes_max",
            "format",
            "purpose",
            "topics",
            "scenario",
            "deliverables",
            "evaluate",
            "materials",
            "watch_for",
            "assess",
            "plan",
            "candidate_note",
            "pass_rule",
        )


class AnchorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Anchor
        fields = read_only_fields = ("level", "text")


class CompetencySerializer(serializers.ModelSerializer):
    """`minimum` is the lowest level that each rater must give; 0: none."""

    domains = Slugs(many=True)
    anchors = AnchorSerializer(many=True, read_only=True)

    class Meta:
        model = Competency
        fields = read_only_fields = (
            "slug",
            "code",
            "title",
            "round",
            "domains",
            "must_have",
            "minimum",
            "looks_for",
            "anchors",
        )


class FlagSerializer(serializers.ModelSerializer):
    rounds = texts()
    competencies = Slugs("code", many=True)
    domains = Slugs(many=True)

    class Meta:
        model = FlagDefinition
        fields = read_only_fields = (
            "slug",
            "code",
            "title",
            "colour",
            "severity",
            "rounds",
            "competencies",
            "domains",
            "evidence",
            "not_evidence",
            "integrity",
        )


class QuestionSerializer(serializers.ModelSerializer):
    """The version that is asked today."""

    skill = Slugs()
    domain = serializers.CharField(source="skill.domain.slug", read_only=True)
    rounds, strong_answer, weak_answer, follow_ups, sources = texts(), texts(), texts(), texts(), texts()
    competencies = Slugs("code", many=True)

    class Meta:
        model = Question
        fields = read_only_fields = (
            "slug",
            "version",
            "skill",
            "domain",
            "depth",
            "rounds",
            "competencies",
            "prompt",
            "strong_answer",
            "weak_answer",
            "follow_ups",
            "minutes",
            "sources",
            "language",
            "reviewed_on",
        )
