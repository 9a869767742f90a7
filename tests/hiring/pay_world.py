"""Amounts that could leak, planted in every row that may name one, with every address at which they might."""

import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZipFile, is_zipfile

from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pypdf import PdfReader

from benchmarks.models import ExchangeRate, Level, Region, Survey, SurveyRow
from hiring import approvals, drafting, expectations, offer_drafts, offers, sweep
from hiring.models import Application, ApprovalStep, Expectation, Offer, User
from hiring.offer_terms import Terms
from hiring.stages import Stage
from tests.factories import at_stage, candidate, hour, people, user

OFFERED = re.compile(r"(?:123|124)[,.]?45[67]\b")
"""Amounts of offers."""
AMOUNTS = re.compile(
    rf"{OFFERED.pattern}|111[,.]?222|133[,.]?444|7[,.]?654\b|277[,.]?888|166[,.]?555|177[,.]?555|7[,.]654321"
)
"""Those, and the amounts of the scope, of expectations, of surveys, of a rate."""
ROWS = {"hiring": 3, "benchmarks": 1, "interviews": 1}
"""How many rows of a model of ours are opened: what is planted stands in many of one app and in one of the others."""


class PayWorld(NamedTuple):
    """An application that was offered something, with another one whose offer is in approval."""

    application: Application
    in_approval: Application
    approver: User


def planted() -> PayWorld:
    """Amounts in all rows. The reminders that are due have gone out."""
    team = people()
    nora = user("nora", "Offer approver")
    application = at_stage(Stage.OFFER)
    manager, now = team.manager, hour(240)
    amounts = {"base": Decimal(123_456), "bonus": Decimal(7_654), "note": "123456 in all"}
    why = "Without 123456 they stay away."
    offers.make_offer(application, currency="EUR", exception_reason=why, by=manager, now=now, **amounts)
    offers.decline(application, reason="Has 123456 elsewhere.", by=manager, now=now)
    offers.make_offer(application, currency="EUR", base=Decimal(123_456), exception_reason=why, by=manager, now=now)
    scope = application.requisition.scope
    assert scope
    scope.eur_low, scope.eur_high = Decimal(111_222), Decimal(133_444)
    scope.save()
    answer = drafting.Answer("salary_range", "EUR 111,222 to 133,444")
    drafting.answer(application.requisition, [answer], by=manager)
    given = {"currency": "EUR", "base": Decimal(277_888), "note": "277888 at least", "by": manager, "now": now}
    expectations.state(application, Expectation.Kind.COMPETING, company="Rival", **given)
    expectations.state(application, Expectation.Kind.FLOOR, **given)
    other = _in_approval(application, nora)
    _market()
    sweep.sweep(by="test", now=hour(250))
    return PayWorld(application, other, nora)


def _in_approval(application: Application, approver: User) -> Application:
    manager = people().manager
    other = at_stage(Stage.OFFER, on=application.requisition, of=candidate("Bela Novak", email="bela@example.com"))
    step = ApprovalStep.objects.create(requisition=application.requisition, title="Head")
    ApprovalStep.objects.create(title="Board", applies=ApprovalStep.Applies.OUT_OF_BAND).approvers.add(approver)
    late = ApprovalStep.objects.create(
        requisition=application.requisition, title="Board", position=2, applies=ApprovalStep.Applies.OUT_OF_BAND
    )
    step.approvers.add(approver, user("omar", "Offer approver"))
    late.approvers.add(approver)
    terms = Terms("EUR", Decimal(124_456), note="124456 is fair", exception_reason="Asks for 124456.")
    made = offer_drafts.draft(other, terms, by=manager, now=hour(240))
    approvals.submit(made, by=manager, now=hour(241))
    approvals.send_back(made, by=approver, reason="124456 is too much.", now=hour(242))
    made = offer_drafts.edit(made, Terms("EUR", Decimal(124_457), exception_reason="x"), by=manager, now=hour(243))
    approvals.submit(made, by=manager, now=hour(244))
    return other


def _market() -> None:
    today, now = timezone.now().date(), timezone.now()
    survey = Survey.objects.create(name="Planted", effective_on=today, imported_at=now)
    figures = {"p25": 166_555, "p50": 177_555, "p75": 177_556, "p90": 177_557}
    places = {"level": Level.objects.first(), "region": Region.objects.first(), "currency": "EUR"}
    SurveyRow.objects.create(survey=survey, line=2, people=30, companies=9, **places, **figures)
    rate = {"base": "USD", "quote": "EUR", "rate": Decimal("7.654321")}
    ExchangeRate.objects.create(on=today, source="Planted", **rate)


def addresses() -> list[str]:
    """Every address that can be read: the pages, the admin, the API, with the rows that there are."""
    found = [*_admin(), *_of(get_resolver().url_patterns, "/")]
    return list(dict.fromkeys(found))


def _admin() -> Iterator[str]:
    yield reverse("admin:index")
    for model in admin.site._registry:
        if model._meta.app_label not in ROWS or model is User:
            continue
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{place}_changelist")
        yield reverse(f"{place}_add")
        for pk in model._default_manager.values_list("pk", flat=True)[: ROWS[model._meta.app_label]]:
            yield from (reverse(f"{place}_{page}", args=[pk]) for page in ("change", "history", "delete"))
    yield reverse("admin:hiring_offer_statistics")
    for offer in Offer.objects.all():
        yield reverse("admin:hiring_offer_letter", args=[offer.pk])
    for application in Application.objects.all():
        yield reverse("admin:hiring_application_ledger", args=[application.pk])


def _of(patterns: list[Any], place: str) -> Iterator[str]:
    for pattern in patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if not route.startswith("admin/"):
                yield from _of(pattern.url_patterns, place + route.lstrip("^"))
        elif isinstance(pattern, URLPattern) and pattern.name not in (None, "logout", "nowhere", "metrics"):
            yield from _filled_in(place + route.lstrip("^"))


def _filled_in(route: str) -> Iterator[str]:
    """A route with the keys of the rows in the place of its parameters."""
    route = route.removesuffix("$").replace("/?", "/")
    holes = re.findall(r"<(?:\w+:)?\w+>|\(\?P<\w+>[^)]*\)", route)
    if len(holes) > 1:
        return
    if not holes:
        yield route
        return
    for key in _keys(holes[0]):
        yield route.replace(holes[0], str(key))


def _keys(hole: str) -> list[Any]:
    if "slug" in hole or "name" in hole or "[^" in hole:
        return [*Level.objects.values_list("slug", flat=True)[:2], *Region.objects.values_list("slug", flat=True)[:2]]
    rows = (Application, Offer, Expectation, *_apps_models())
    keys = {pk for model in rows for pk in model._default_manager.values_list("pk", flat=True)[:4]}
    return sorted(key for key in keys if isinstance(key, int))[:12]


def _apps_models() -> list[Any]:
    return [apps.get_model(f"hiring.{name}") for name in ("Requisition", "Candidate", "ApprovalStep", "LetterTemplate")]


def told(response: Any) -> str:
    """All that an answer says: of a PDF its text, of a workbook its sheets."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    try:
        return content.decode()
    except UnicodeDecodeError:
        return ""  # a picture


def leaks(client: Client, paths: list[str]) -> dict[str, list[str]]:
    """The amounts that each address told."""
    found = {path: AMOUNTS.findall(told(client.get(path, follow=True))) for path in paths}
    return {path: amounts for path, amounts in found.items() if amounts}
