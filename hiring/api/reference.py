"""Read-only addresses for role scopes, landscape, sourcing channels, checklist and market facts."""

from typing import Any

from django_filters.rest_framework import CharFilter, DjangoFilterBackend, FilterSet
from rest_framework import serializers, viewsets

from hiring.api.permissions import may
from hiring.models import ChecklistPoint, LandscapeCategory, MarketFact, RoleScope, SourcingChannel

READ_REFERENCE = {"read": "reference:read"}


def texts(**options: Any) -> serializers.ListField:
    """A list of texts, as JSON columns hold it."""
    return serializers.ListField(child=serializers.CharField(), read_only=True, **options)


class RoleScopeSerializer(serializers.ModelSerializer):
    """Amounts are base pay a year in whole EUR; they are null for whoever may not see pay."""

    eur_low = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True, allow_null=True)
    eur_high = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True, allow_null=True)
    focus, builds, core_tools, needed_when = texts(), texts(), texts(), texts()

    class Meta:
        model = RoleScope
        fields = read_only_fields = (
            "slug",
            "title",
            "summary",
            "eur_low",
            "eur_high",
            "focus",
            "builds",
            "core_tools",
            "question",
            "needed_when",
        )

    def to_representation(self, scope: RoleScope) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(scope)
        sees_pay = may(self.context["request"], "pay:read")
        return shown if sees_pay else {**shown, "eur_low": None, "eur_high": None}


class LandscapeCategorySerializer(serializers.ModelSerializer):
    leaders, rising = texts(), texts()

    class Meta:
        model = LandscapeCategory
        fields = read_only_fields = ("slug", "title", "leaders", "rising", "note")


class SourcingChannelSerializer(serializers.ModelSerializer):
    signals = texts()

    class Meta:
        model = SourcingChannel
        fields = read_only_fields = ("slug", "title", "signals", "evidence", "how_to")


class ChecklistPointSerializer(serializers.ModelSerializer):
    class Meta:
        model = ChecklistPoint
        fields = read_only_fields = ("number", "slug", "title", "question", "help", "example")


class MarketFactSerializer(serializers.ModelSerializer):
    """`low` equals `high` where one number is stated; `bound` says how to read it."""

    class Meta:
        model = MarketFact
        fields = read_only_fields = ("slug", "title", "low", "high", "bound", "unit", "as_of", "source", "note")


class LandscapeFilter(FilterSet):
    name = CharFilter(method="names", help_text="Part of the name of a product, whether it leads or rises.")

    def names(self, rows: Any, field: str, value: str) -> Any:
        return rows.filter(leaders__icontains=value) | rows.filter(rising__icontains=value)


class ChannelFilter(FilterSet):
    signal = CharFilter(field_name="signals", lookup_expr="icontains", help_text="Part of the name of a signal.")


class ReferenceViewSet(viewsets.ReadOnlyModelViewSet):
    """Rows in use, by their slug."""

    lookup_field = "slug"
    required_scopes = READ_REFERENCE
    filter_backends = (DjangoFilterBackend,)


class RoleScopeViewSet(ReferenceViewSet):
    """The three roles that are confused with each other."""

    queryset = RoleScope.objects.current()
    serializer_class = RoleScopeSerializer
    required_permissions = {"read": ""}  # whoever drafts a requisition chooses one; the amounts are null for them


class LandscapeViewSet(ReferenceViewSet):
    """The parts of the technology landscape: who leads, who rises."""

    queryset = LandscapeCategory.objects.current()
    serializer_class = LandscapeCategorySerializer
    filterset_class = LandscapeFilter


class SourcingChannelViewSet(ReferenceViewSet):
    """Where such engineers are found, and what counts as evidence there."""

    queryset = SourcingChannel.objects.current()
    serializer_class = SourcingChannelSerializer
    filterset_class = ChannelFilter


class ChecklistViewSet(ReferenceViewSet):
    """The points to answer before a requisition opens."""

    queryset = ChecklistPoint.objects.current()
    serializer_class = ChecklistPointSerializer


class MarketFactViewSet(ReferenceViewSet):
    """Figures about the market and the promise, each with its source."""

    queryset = MarketFact.objects.current()
    serializer_class = MarketFactSerializer
    filterset_fields = ("unit", "bound", "as_of")


ROUTES: list[tuple[str, type[viewsets.ReadOnlyModelViewSet]]] = [
    ("role-scopes", RoleScopeViewSet),
    ("landscape", LandscapeViewSet),
    ("sourcing-channels", SourcingChannelViewSet),
    ("checklist", ChecklistViewSet),
    ("market-facts", MarketFactViewSet),
]
