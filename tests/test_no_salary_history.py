"""What somebody earned before has no place: no column, form or address asks for it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers

from hiring.models import User

OF_OURS = ("benchmarks", "hiring", "interviews")
PAY = r"(?:salar(?:y|ies)|pay(?:slip|check|roll)?|comp|compensation|earn(?:s|ed|ing|ings)?|incomes?|wages?|ctc|package)"
BEFORE = r"(?:history|current|present|existing|previous|prior|past|former|last|latest|old|before|drawn|most_recent)"
EDGE, BETWEEN = r"(?:^|[ _\-]|$)", r"[ _\-](?:[ _\-a-z0-9]{0,20}[ _\-])?"
FORBIDDEN = re.compile(f"{EDGE}(?:{PAY}{BETWEEN}{BEFORE}|{BEFORE}{BETWEEN}{PAY}){EDGE}")


def is_forbidden(name: str) -> bool:
    """Whether a name, in camel case or not, asks for what somebody earned before."""
    return FORBIDDEN.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()) is not None


@pytest.mark.parametrize(
    "name",
    [
        "salary_history",
        "current_salary",
        "currentSalary",
        "previous_pay",
        "last_salary",
        "last_drawn_ctc",
        "current_base_salary",
        "pay_before",
        "prior compensation",
        "former_package",
        "present annual income",
        "earnings_history",
    ],
)
def test_the_pattern_knows_the_ways_to_ask(name: str) -> None:
    assert is_forbidden(name)


@pytest.mark.parametrize(
    "name", ["base", "salary_band", "paused_at", "package", "last_used_at", "company", "companyguide"]
)
def test_the_pattern_lets_the_rest_pass(name: str) -> None:
    assert not is_forbidden(name)


def _models() -> Iterator[str]:
    for app in OF_OURS:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            for field in model._meta.get_fields():
                yield f"{model.__name__}.{field.name}"
                for told in ("verbose_name", "help_text"):
                    if text := str(getattr(field, told, "")):
                        yield f"{model.__name__}.{text}"


def _subclasses(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def _ours(kind: type) -> Iterator[Any]:
    return (each for each in _subclasses(kind) if each.__module__.split(".")[0] in OF_OURS)


def _forms() -> Iterator[str]:
    for form in _ours(forms.BaseForm):
        for name, field in form.base_fields.items():
            yield from (f"{form.__name__}.{text}" for text in (name, field.label or "", field.help_text or ""))
    request = RequestFactory().get("/")
    request.user = User(is_staff=True, is_superuser=True)
    for model_admin in admin.site._registry.values():
        if model_admin.opts.app_label in OF_OURS:
            yield from (f"{model_admin.opts.model_name}.{name}" for name in model_admin.get_form(request).base_fields)


def _serializers() -> Iterator[str]:
    for serializer in _ours(serializers.BaseSerializer):
        names = [
            *getattr(serializer, "_declared_fields", ()),
            *getattr(getattr(serializer, "Meta", None), "fields", ()),
        ]
        yield from (f"{serializer.__name__}.{name}" for name in names)


def _document() -> Iterator[str]:
    document = SchemaGenerator().get_schema(request=None, public=True)
    for name, schema in document["components"]["schemas"].items():
        yield from (f"{name}.{each}" for each in schema.get("properties", ()))
    yield from (f"parameters.{each['name']}" for each in document["components"].get("parameters", {}).values())
    for methods in document["paths"].values():
        for method in methods.values():
            named = [each for each in method.get("parameters", ()) if "$ref" not in each]
            yield from (f"{method['operationId']}.{each['name']}" for each in named)


@pytest.mark.django_db
@pytest.mark.parametrize("names", [_models, _forms, _serializers, _document])
def test_no_field_is_for_what_somebody_earned_before(names: Any) -> None:
    assert get_resolver().url_patterns  # with them, every door is imported
    found = list(names())
    assert len(found) > 100
    assert [name for name in found if is_forbidden(name.partition(".")[2])] == []
