"""Offers through the API, for those who set pay."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers

from hiring.api.fields import Colleague, IdFilter, Instant, Text
from hiring.api.records import OfApplications
from hiring.models import Offer


class MoneySerializer(serializers.Serializer[Any]):
    """An amount is a decimal number in a string, in whole units of its currency for one period."""

    amount = serializers.CharField(read_only=True)
    currency = serializers.CharField(read_only=True, help_text="ISO 4217.")
    period = serializers.ChoiceField([(name, name) for name in ("year", "four_years", "once")], read_only=True)


@extend_schema_field(MoneySerializer)
class Money(serializers.Field[Any, Any, Any, Any]):
    """One column of an offer with its currency, and the period that it is for."""

    def __init__(self, column: str, period: str) -> None:
        self.column, self.period = column, period
        super().__init__(source="*", read_only=True)

    def to_representation(self, offer: Offer) -> dict[str, str]:
        return {"amount": str(getattr(offer, self.column)), "currency": offer.currency, "period": self.period}


class OfferSerializer(serializers.ModelSerializer[Offer]):
    """One version of an offer."""

    application = serializers.IntegerField(source="application_id", read_only=True)
    base = Money("base", "year")
    bonus = Money("bonus", "year")
    equity = Money("equity_4yr", "four_years")
    signing = Money("signing", "once")
    note = Text(read_only=True)
    extended_at = Instant(read_only=True)
    extended_by = Colleague(read_only=True, allow_null=True)
    answered_at = Instant(read_only=True, allow_null=True)
    answer_reason = Text(read_only=True)

    class Meta:
        model = Offer
        fields = read_only_fields = (
            "id",
            "application",
            "version",
            "state",
            "base",
            "bonus",
            "equity",
            "signing",
            "note",
            "extended_at",
            "extended_by",
            "answered_at",
            "answer_reason",
        )


class OfferFilter(django_filters.FilterSet):
    application = IdFilter(field_name="application_id", help_text="Id of an application.")
    state = django_filters.ChoiceFilter(choices=Offer.State.choices)

    class Meta:
        model = Offer
        fields = ()


class OfferViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, OfApplications):
    """Offers, the newest first."""

    queryset = Offer.objects.select_related("extended_by").order_by("-extended_at", "-pk")
    serializer_class = OfferSerializer
    filterset_class = OfferFilter
    required_scopes = {"read": "pay:read"}


ROUTES = [("offers", OfferViewSet)]
