"""How single values are read and written: strictly on the way in, complete on the way out."""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.fields import empty

from hiring import clock, tokens
from hiring.api.shown import Shown
from hiring.models import ApiToken

YEARS = range(1970, clock.LATEST.year)
AWARE = "Write the instant with its zone, best in UTC: 2026-11-20T09:00:00Z."
OUT_OF_RANGE = f"Give a year from {YEARS[0]} to {YEARS[-1]}."


class Strict(serializers.Serializer[Any]):
    """Refuses fields that it does not know: ignored, a typing error would pass for success."""

    def to_internal_value(self, data: Any) -> Any:
        known = [name for name, field in self.fields.items() if not field.read_only]
        unknown = [str(name) for name in data if name not in known] if isinstance(data, Mapping) else []
        wrong = {
            name: ErrorDetail(f"There is no field “{name}”; known are {', '.join(known)}.", "unknown_field")
            for name in unknown
        }
        given = {name: data[name] for name in known if name in data} if isinstance(data, Mapping) else {}
        if endless := [name for name, value in given.items() if isinstance(value, float) and not isfinite(value)]:
            raise serializers.ValidationError(dict.fromkeys(endless, WRONG_KIND))  # 1e999: no field could take it
        kinds = {name: WRONG_KIND for name, value in given.items() if not _is_of_kind(self.fields[name], value)}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as refusal:
            detail = refusal.detail if isinstance(refusal.detail, dict) else {"non_field_errors": refusal.detail}
            raise serializers.ValidationError({**kinds, **detail, **wrong}) from refusal
        if kinds or wrong:
            raise serializers.ValidationError({**kinds, **wrong})
        return value


WRONG_KIND = ErrorDetail("This is another kind of JSON value than the document says.", "wrong_kind")


def _is_of_kind(field: Any, value: Any) -> bool:
    """Whether a value is of the field's JSON type: the framework would take 5 for "5", and "yes" for true."""
    match field:
        case _ if value is None:
            return True  # the field says whether it may be
        case serializers.CharField() | serializers.ChoiceField():
            return isinstance(value, str)
        case serializers.BooleanField():
            return isinstance(value, bool)
        case serializers.IntegerField() | serializers.PrimaryKeyRelatedField():
            return isinstance(value, (int, float)) and not isinstance(value, bool) and value % 1 == 0
        case serializers.ListField():
            return isinstance(value, list) and all(_is_of_kind(field.child, each) for each in value)
    return True


class Instant(serializers.DateTimeField):
    """A point in time: read with any zone but never without one, written in UTC with a Z."""

    default_error_messages = {"no_time_zone": AWARE, "out_of_range": OUT_OF_RANGE}

    def enforce_timezone(self, value: datetime) -> datetime:
        if timezone.is_naive(value):
            self.fail("no_time_zone")
        if value.year not in YEARS:  # arithmetic with zones would leave the calendar
            self.fail("out_of_range")
        return value.astimezone(UTC)

    def to_representation(self, value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is UTC:  # as rows have it: the renderer writes the Z
            return value
        return super().to_representation(value)


class Text(serializers.CharField):
    """Text that may be missing: then it is null outside and empty inside."""

    def __init__(self, **options: Any) -> None:
        if not options.get("read_only"):
            options = {"required": False, "allow_blank": True} | options
        super().__init__(allow_null=True, **options)

    def run_validation(self, data: Any = empty) -> Any:
        value = super().run_validation(data)
        return "" if value is None else value

    def to_representation(self, value: Any) -> Any:
        return str(value) or None


class OneOf(serializers.ChoiceField):
    """One of a closed list; the refusal names the list."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or data not in self.choices:
            raise serializers.ValidationError(f"“{data}” is none of {', '.join(self.choices)}.", "invalid_choice")
        return data


class Slug(serializers.SlugRelatedField[Any]):
    """A row by its key. An unknown one is refused as `unknown_<what>`, with the known ones where they may be told."""

    def __init__(self, what: str, *, slug_field: str = "slug", tells_known: bool = True, **options: Any) -> None:
        self.what, self.tells_known = what, tells_known
        super().__init__(slug_field=slug_field, **options)

    def to_internal_value(self, data: Any) -> Any:
        known: QuerySet[Any] = self.get_queryset()  # type: ignore[assignment]
        may_be = isinstance(data, str) and data.isprintable()  # half a character, or none, is for no database
        found = known.filter(**{str(self.slug_field): data}).first() if may_be else None
        if found is None:
            message = f"There is no {self.what} “{data}”"
            if self.tells_known:
                message += f"; known are {', '.join(known.values_list(self.slug_field, flat=True))}"
            raise serializers.ValidationError(f"{message}.", f"unknown_{self.what}")
        return found


def reachable(rows: QuerySet[Any], auth: Any, *, path: str) -> QuerySet[Any]:
    """The rows that whoever was authenticated so reaches: all but for a key that is limited to some requisitions."""
    return tokens.limited(rows, auth, path=path) if isinstance(auth, ApiToken) else rows


class Colleague(Shown):
    """Somebody who works here, as others are told of them."""

    id = serializers.IntegerField(read_only=True)
    username = serializers.CharField(read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)


class _InstantFormField(forms.Field):
    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            instant = parse_datetime(str(value))
        except ValueError:
            instant = None
        if instant is None or timezone.is_naive(instant):
            raise forms.ValidationError(AWARE, code="no_time_zone")
        if instant.year not in YEARS:
            raise forms.ValidationError(OUT_OF_RANGE, code="out_of_range")
        return instant


class InstantFilter(django_filters.IsoDateTimeFilter):
    """Compares with a point in time, which has to name its zone."""

    field_class = _InstantFormField


class ChangedSince(django_filters.FilterSet):
    """`updated_since`, for lists whose rows say when they changed: how another system keeps up with them."""

    updated_since = InstantFilter(
        method="since", help_text="Changed at or after this instant; the list then runs from the oldest change on."
    )

    def since(self, queryset: QuerySet[Any], name: str, value: datetime) -> QuerySet[Any]:
        return queryset.filter(updated_at__gte=value).order_by("updated_at", "pk")


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": models.BigIntegerField.MAX_BIGINT})
class IdFilter(django_filters.NumberFilter):
    """Compares with the id of a row: no number beyond those that a database can hold."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, min_value=0, **options)

    def get_max_validator(self) -> MaxValueValidator:
        return MaxValueValidator(models.BigIntegerField.MAX_BIGINT)
