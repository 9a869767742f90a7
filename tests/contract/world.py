"""What the servers of the run hold, told through the verbs: `python -m tests.contract.world` prints the keys as JSON.

The demo's seventeen candidates on two requisitions, and a third requisition that one of the keys is to know nothing of.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO

import django

django.setup()

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction

from hiring import access, approvals, clock, drafting, endpoints, expectations, offer_drafts, pipeline, tokens
from hiring.candidates import Person, enter
from hiring.models import Application, Expectation, Requisition, User
from interviews import demo
from interviews.demo import ends, story
from interviews.demo.process import Process
from tests.contract import planted

PLAYS = (ends.screening_booked, ends.live_booked, ends.after_final)
DAYS_AGO = 10.5
PAY = ("pay:read", "pay:write")
INTEGRATION = (
    *("requisitions:read", "candidates:read", "candidates:write", "applications:read", "applications:write"),
    *("interviews:read", "scorecards:read", "deadlines:read", "reference:read"),
)
"""More than an ATS needs: what a key is limited to has to hold for every resource that it can read."""


@transaction.atomic
def make(now: datetime) -> dict[str, dict[str, object]]:
    """The world in an empty database; for each role its key, and the patterns of what it must not read."""
    demo.tell(now=now)
    people = {person.username: person for person in User.objects.all()}
    mara = people["mara"]
    seen = Requisition.objects.order_by("pk")[0]
    begun = now - timedelta(days=20)
    hidden = story.make_requisition(planted.HIDDEN_TITLE, "senior", "germany", "Europe/Berlin", people, begun)
    drafting.draft({"title": "Draft", "hiring_manager": mara, "coordinator": people["jonas"]}, by=mara, now=now)
    for name, play in zip(planted.HIDDEN_NAMES, PLAYS, strict=True):
        put(name, hidden, play, people=people, now=now)
    put("Petra Holub", seen, ends.after_final, people=people, now=now)
    for path in ("hook", "other"):
        endpoints.register(url=f"http://127.0.0.1:9/{path}", by=None, now=now)
    mara.groups.add(Group.objects.get(name=access.INTEGRATION))  # for all that the API does there has to be somebody
    service = User.objects.create(username="ats", kind=User.Kind.SERVICE, email="ats@example.org", first_name="ATS")
    service.groups.add(Group.objects.get(name=access.INTEGRATION))
    return {
        "manager": caller(mara, list(tokens.SCOPES), must_not_read=[]),
        "coordinator": caller(
            people["jonas"], [scope for scope in tokens.SCOPES if scope not in PAY], must_not_read=planted.amounts()
        ),
        "integration": caller(
            service, list(INTEGRATION), to=[seen], must_not_read=[*planted.words(), *planted.amounts()]
        ),
    }


def put(name: str, on: Requisition, play: ends.Play, *, people: dict[str, User], now: datetime) -> None:
    """A candidate who names amounts; who came to the end has an offer in approval that was another one before."""
    started = now - timedelta(days=DAYS_AGO)
    address = name.lower().replace(" ", ".")
    ids = {"external_id": address, "source_system": "greenhouse"}
    someone = enter(Person(name, f"{address}@example.com", **ids), by=people["jonas"], now=started)
    application = pipeline.open_application(on, someone, by=people["jonas"], now=started, **ids)
    process = Process(application, started=started, now=now, people=people, panel=story.PANEL, seed=0)
    play(process)
    name_amounts(process.application, by=people["mara"], now=now)
    if play is ends.after_final:
        ends.decide(process)
        offer_it(process)


def name_amounts(application: Application, *, by: User, now: datetime) -> None:
    kinds = Expectation.Kind
    expectations.state(application, kinds.TARGET, currency="EUR", base=planted.EXPECTED, by=by, now=now)
    rival = {"company": planted.RIVAL, "total": planted.RIVAL_TOTAL}
    expectations.state(application, kinds.COMPETING, currency="EUR", by=by, now=now, **rival)


def offer_it(process: Process) -> None:
    mara, now = process.people["mara"], process.at(10.2)
    money = {"bonus": planted.BONUS, "equity_4yr": planted.EQUITY, "signing": planted.SIGNING}
    terms = replace(ends.pay(process), base=planted.EARLIER_BASE, **money)
    first = approvals.submit(offer_drafts.draft(process.application, terms, by=mara, now=now), by=mara, now=now)
    second = offer_drafts.edit(first, replace(terms, base=planted.BASE), by=mara, now=process.at(10.3))
    approvals.submit(second, by=mara, now=process.at(10.3))


def caller(
    user: User, scopes: list[str], *, must_not_read: list[str], to: Sequence[Requisition] = ()
) -> dict[str, object]:
    _token, key = tokens.issue(user, name="contract", scopes=scopes, requisitions=to)
    return {"key": key, "must_not_read": must_not_read}


if __name__ == "__main__":
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference", stdout=StringIO())
    print(json.dumps(make(clock.database_now())))
