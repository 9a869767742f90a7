"""Scorecards in the admin: nobody reads there what they may not read elsewhere."""

from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring import dashboard
from hiring.models import User
from hiring.stages import Round
from interviews import scheduling
from interviews.models import Scorecard
from interviews.scorecards import FlagEntry
from tests import factories
from tests.factories import hour
from tests.interviews import rounds_world

SECRET = "kumquat"
LIST = "admin:interviews_scorecard_changelist"

pytestmark = pytest.mark.django_db


def _card(*, of: str = "Ada Kovacs", interviewers: list[User] | None = None) -> Scorecard:
    """A submitted card that says the secret word wherever one can write."""
    row = factories.application(of=factories.candidate(of))
    interview = rounds_world.held(row, interviewers=interviewers)
    by = (interviewers or [factories.people().interviewer])[0]
    card = rounds_world.submitted(
        interview, by, now=hour(32), summary=f"They said {SECRET}.", flags=(FlagEntry("G06", f"“{SECRET}”"),)
    )
    card.ratings.update(evidence=f"{SECRET}, twice")
    return card


def _logged_in(client: Client, user: User) -> Client:
    user.is_staff = True
    user.save()
    client.force_login(user)
    return client


def _doors(card: Scorecard) -> list[tuple[str, dict[str, str]]]:
    return [
        (reverse(LIST), {}),
        (reverse(LIST), {"q": "Ada"}),
        (reverse(LIST), {"state": "submitted"}),
        (reverse("admin:interviews_scorecard_change", args=[card.pk]), {}),
        (reverse("admin:interviews_scorecard_history", args=[card.pk]), {}),
        (reverse("admin:interviews_interview_changelist"), {}),
        (reverse("admin:interviews_interview_change", args=[card.interview_id]), {}),
        (reverse("admin:hiring_application_change", args=[card.interview.application_id]), {}),
        (reverse("admin:hiring_applicationevent_changelist"), {}),
        (reverse("admin:index"), {}),
    ]


def _read(client: Client, card: Scorecard) -> str:
    return "".join(client.get(url, asked, follow=True).content.decode() for url, asked in _doors(card))


def test_panelist_with_a_card_still_to_write_reads_no_other(client: Client) -> None:
    team = factories.people()
    card = _card(interviewers=[team.interviewer, team.manager])
    mara = _logged_in(client, team.manager)
    content = ContentType.objects.get_for_model(Scorecard)
    LogEntry.objects.create(
        user=team.interviewer, content_type=content, object_id=card.pk, object_repr=SECRET, action_flag=CHANGE
    )
    text = _read(mara, card)
    assert SECRET not in text
    assert "strong_yes" not in [row.verdict for row in mara.get(reverse(LIST)).context["cl"].result_list]
    assert [each.interviewer for each in mara.get(reverse(LIST)).context["cl"].result_list] == [team.manager]
    own = rounds_world.card_of(card.interview, team.manager)
    rounds_world.scorecards.submit(own, by=team.manager, content=rounds_world.content(own), now=hour(33))
    assert SECRET in _read(mara, card), "their own is in"


def test_superuser_is_blind_as_well(client: Client) -> None:
    root = factories.user("root", is_superuser=True)
    card = _card(interviewers=[factories.people().interviewer, root])
    assert SECRET not in _read(_logged_in(client, root), card)


def test_coordinator_reads_what_is_in_with_ratings_and_flags(client: Client) -> None:
    card = _card()
    jonas = _logged_in(client, factories.people().coordinator)
    page = jonas.get(reverse("admin:interviews_scorecard_change", args=[card.pk])).content.decode()
    for words in (f"They said {SECRET}.", f"{SECRET}, twice", "▲ green: G06"):
        assert words in page
    awaited = rounds_world.card_of(card.interview, factories.people().second)
    gone = jonas.get(reverse("admin:interviews_scorecard_change", args=[awaited.pk]))
    assert gone.status_code == 302, "a draft is its author's"


def test_nobody_reads_cards_about_themselves(client: Client) -> None:
    card = _card()
    manager = factories.people().manager
    card.interview.application.candidate.employee = manager
    card.interview.application.candidate.save()
    assert SECRET not in _read(_logged_in(client, manager), card)


def test_card_of_a_take_home_does_not_name_its_author_to_the_reviewer(client: Client) -> None:
    team = factories.people()
    row = factories.application(of=factories.candidate("Ada Kovacs"))
    interview = rounds_world.booked(row, Round.TAKE_HOME, interviewers=[team.manager])
    card = rounds_world.card_of(interview, team.manager)
    mara = _logged_in(client, team.manager)
    for url in (reverse(LIST), reverse("admin:interviews_scorecard_change", args=[card.pk])):
        text = mara.get(url).content.decode()
        assert f"Candidate A{row.pk}" in text
        assert "Ada Kovacs" not in text


def test_first_page_and_lists_keep_a_take_home_nameless_for_its_reviewer(client: Client) -> None:
    team = factories.people()
    row = factories.application(of=factories.candidate("Ada Kovacs"))
    interview = rounds_world.booked(row, Round.TAKE_HOME, interviewers=[team.manager])
    scheduling.finish(interview, by=team.coordinator, ended_at=hour(31), now=hour(31))
    mara = _logged_in(client, team.manager)
    with time_machine.travel(hour(56), tick=False):
        need = dashboard.today(team.manager, now=hour(56)).mine[0]
        assert (need.name, need.is_nameless) == (f"Candidate A{row.pk}", True)
        deadlines = mara.get(reverse("admin:hiring_deadline_changelist"), {"owner": "me", "kind": "scorecard"})
    assert f"Candidate A{row.pk}" in deadlines.content.decode()
    assert "Ada Kovacs" not in deadlines.content.decode()


def test_nothing_can_be_written(client: Client) -> None:
    card = _card()
    root = _logged_in(client, factories.user("root", is_superuser=True))
    change = reverse("admin:interviews_scorecard_change", args=[card.pk])
    assert root.post(change, {"summary": "Rewritten."}).status_code == 403
    assert root.get(reverse("admin:interviews_scorecard_add")).status_code == 403
    assert root.post(reverse("admin:interviews_scorecard_delete", args=[card.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", ["scorecard", "interview"])
def test_list_asks_as_often_for_many_rows_as_for_one(model: str, client: Client) -> None:
    jonas = _logged_in(client, factories.people().coordinator)
    url: Any = reverse(f"admin:interviews_{model}_changelist")
    asked = []
    for names in (["One"], [f"Further {number}" for number in range(6)]):
        for name in names:
            _card(of=name)
        jonas.get(url)
        with CaptureQueriesContext(connection) as queries:
            page = jonas.get(url)
        asked.append((len(queries), len(page.context["cl"].result_list)))
    assert [rows for _queries, rows in asked] == [1, 7]
    assert asked[0][0] == asked[1][0]
