"""What is written as JSON is what the framework's own renderer writes."""

import json
from collections import OrderedDict
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ErrorDetail
from rest_framework.renderers import JSONRenderer

from hiring.api.rendering import FastJSONRenderer
from hiring.stages import Stage

VALUES = [
    {"text": "Zoë “quoted” \\ / \u2028 \U0001f600", "none": None, "yes": True, "numbers": [0, -1, 1.5, 1e21, 2**63]},
    {"instant": datetime(2026, 11, 20, 9, tzinfo=UTC), "exact": datetime(2026, 11, 20, 9, 0, 0, 120, tzinfo=UTC)},
    {"elsewhere": datetime(2026, 11, 20, 9, tzinfo=timezone(timedelta(hours=2))), "naive": datetime(2026, 11, 20)},  # noqa: DTZ001
    {"day": date(2026, 11, 20), "time": time(9, 30), "length": timedelta(hours=1), "money": Decimal("1.50")},
    {"stage": Stage.SCREENING, "detail": ErrorDetail("no", "code"), "lazy": gettext_lazy("yes"), "id": UUID(int=7)},
    {"several": (1, 2), "ordered": OrderedDict(b=1, a=2), "made": (n for n in range(3))},
    {1: "keys that are no text", None: 2},
    {"large": 2**70},
    [],
    "text",
]


@pytest.mark.parametrize("number", range(len(VALUES)))
def test_every_value_reads_as_the_framework_writes_it(number: int):
    value = VALUES[number]
    if isinstance(value, dict) and "made" in value:
        value = {**value, "made": [0, 1, 2]}
    assert json.loads(FastJSONRenderer().render(VALUES[number])) == json.loads(JSONRenderer().render(value))


def test_nothing_is_written_as_nothing():
    assert FastJSONRenderer().render(None) == b""


def test_who_asks_for_lines_gets_lines():
    assert FastJSONRenderer().render({"a": 1}, "application/json; indent=2") == b'{\n  "a": 1\n}'
