"""Builders of offers as their page finds them now, on top of `tests.hiring.offer_world`."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from benchmarks.models import Level, Region
from hiring import approvals, offer_drafts, pipeline
from hiring.models import Application, Decision, Offer, User
from hiring.stages import Stage
from tests.factories import people
from tests.hiring.offer_world import senior_in_germany, step, terms
from tests.interviews.application_world import at_now


def decided(**values: Any) -> Application:
    """Decided to hire a moment ago: a senior in Germany, where the band is EUR 130,000 to 170,000."""
    application = at_now(Stage.DECISION, **{"on": values.pop("on", None) or senior_in_germany(), **values})
    pipeline.decide(application, outcome=Decision.Outcome.HIRE, reason="Solid.", by=people().manager)
    return Application.objects.get(pk=application.pk)


def drafted(application: Application, **values: Any) -> Offer:
    """A draft of the manager's: EUR 150,000 a year, equity of 120,000, signing of 10,000, or as given."""
    return offer_drafts.draft(application, terms(**values), by=people().manager)


def submitted(application: Application, *approvers: User, **values: Any) -> Application:
    """With a draft that waits for one of these approvers."""
    step(*(person.username for person in approvers))
    approvals.submit(drafted(application, **values), by=people().manager)
    return Application.objects.get(pk=application.pk)


def entered(**changes: Any) -> dict[str, Any]:
    """The form of a package as the browser sends it."""
    data = {
        "level": Level.objects.get(slug="senior").pk,
        "region": Region.objects.get(slug="germany").pk,
        "industry": "",
        "currency": "eur",
        "base": "150,000",
        "bonus": "0",
        "equity_kind": "",
        "equity_4yr": "120,000",
        "vesting_0": "25",
        "vesting_1": "25",
        "vesting_2": "25",
        "vesting_3": "25",
        "cliff_months": "12",
        "refresh_percent": "0",
        "discount_percent": "0",
        "signing": "10,000",
        "relocation": "0",
        "starts_on": "",
        "expires_at": "",
        "note": "",
        "exception_reason": "",
        "believed": "",
    }
    return data | changes


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(application: Application, user: User) -> str:
    answer = client_of(user).get(reverse("offer", args=[application.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(html: str) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def post(application: Application, user: User, verb: str, **data: Any) -> Any:
    return client_of(user).post(reverse("offer_verb", args=[application.pk, verb]), data)


def done(application: Application, user: User, verb: str, **data: Any) -> Application:
    """The verb must be done, and the browser sent back to the page."""
    answer = post(application, user, verb, **data)
    assert answer.status_code == 302, re.findall(r'data-code="(\w+)"', answer.content.decode())
    assert answer["Location"] == reverse("offer", args=[application.pk])
    return Application.objects.get(pk=application.pk)


def codes(answer: Any) -> set[str]:
    assert answer.status_code == 200
    return set(re.findall(r'data-code="(\w+)"', answer.content.decode()))
