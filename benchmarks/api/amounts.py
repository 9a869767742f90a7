"""How an amount of money is shown."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from benchmarks.models import Period


class AmountSerializer(serializers.Serializer[Any]):
    """A decimal number in a string, in whole units of its currency for one period."""

    amount = serializers.CharField(read_only=True)
    currency = serializers.CharField(read_only=True, help_text="ISO 4217.")
    period = serializers.ChoiceField(Period.choices, read_only=True)


@extend_schema_field(AmountSerializer)
class Amount(serializers.Field[Any, Any, Any, Any]):
    """One amount of an object that knows its currency and its period."""

    def __init__(self, name: str, **options: Any) -> None:
        self.name = name
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, value: Any) -> dict[str, str] | None:
        amount = getattr(value, self.name)
        if amount is None:
            return None
        return {"amount": f"{amount:.2f}", "currency": value.currency, "period": value.period}
