"""What hiring tells of rounds whose scorecards a reader may not read yet: the same through every door."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from hiring import disclosure, pipeline
from hiring.models import Application, ApplicationEvent, RoundResult, User
from hiring.stages import Round, Stage
from interviews import flags, scorecards
from interviews.models import FlagDefinition, Interview, Scorecard
from tests.factories import candidate, people, user
from tests.hiring.api_world import caller, post, queries, rows
from tests.interviews.application_world import at_now, critical_code, handed_in, held
from tests.interviews.rounds_world import card_of, content

pytestmark = pytest.mark.django_db

SUMMARY, EVIDENCE, RAISED, WAIVED, REASON = "Sum-4711", "Evid-4711", "Flag-4711", "Waiver-4711", "Result-4711"
SECRETS = (SUMMARY, EVIDENCE, RAISED, WAIVED, REASON, "strong_no", "strong no")
VERDICTS_TO_CHOOSE = '<option value="strong_no">Strong no</option>'
"""In the filter of the admin's list of results, whatever the list holds."""


def damned(*blind: User) -> Interview:
    """A screening that one interviewer judged with a strong no and a critical flag, which then was waived.

    Its result is recorded. The others of the panel have drafts.
    """
    team = people()
    application = at_now(Stage.SCREENING)
    interview = held(application, Round.SCREENING, interviewers=[team.second, *blind])
    card = card_of(interview, team.second)
    ratings = tuple(
        scorecards.RatingEntry(competency.code, level=1, evidence=EVIDENCE)
        for competency in scorecards.competencies_of(card)
    )
    raised = (scorecards.FlagEntry(critical_code(), RAISED),)
    card = scorecards.submit(card, by=team.second, content=scorecards.Content("strong_no", SUMMARY, ratings, raised))
    flags.waive(card.flags.get(), reason=WAIVED, by=user("other", "Hiring manager"))
    verdict = RoundResult.Verdict.STRONG_NO
    pipeline.record_result(
        application, Round.SCREENING, verdict=verdict, passed=False, reason=REASON, by=team.coordinator
    )
    return interview


def manager_or_superuser(kind: str) -> User:
    """Somebody who may read everything, if it were not for their own card."""
    if kind == "manager":
        reader = people().manager
        reader.is_staff = True
        reader.save()
        return reader
    return user("root", is_staff=True, is_superuser=True)


def admin_page(row: Model, name: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


def admin_list(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def pages(interview: Interview) -> list[str]:
    """Every page of an application, of its scorecards, and of the admin's rows about it."""
    application = interview.application
    found = [reverse("application", args=[application.pk]), reverse("my_interviews"), reverse("admin:index")]
    found += [reverse("scorecard", args=[card.pk]) for card in interview.scorecards.filter(state="submitted")]
    for model in (Application, ApplicationEvent, RoundResult, Interview, Scorecard):
        found.append(admin_list(model))
        found += [admin_page(row, name) for row in model._default_manager.all() for name in ("change", "history")]
    return [*found, reverse("admin:hiring_user_delete", args=[people().coordinator.pk])]


def told_by_pages(reader: User, interview: Interview) -> dict[str, set[str]]:
    client = Client()
    client.force_login(reader)
    texts = {address: client.get(address, follow=True).content.decode() for address in pages(interview)}
    return {
        address: {secret for secret in SECRETS if secret.lower() in text.replace(VERDICTS_TO_CHOOSE, "").lower()}
        for address, text in texts.items()
    }


@pytest.mark.parametrize("kind", ["manager", "superuser"])
def test_no_page_tells_a_reader_whose_own_card_is_missing(kind):
    reader = manager_or_superuser(kind)
    interview = damned(reader)
    told = told_by_pages(reader, interview)
    assert {address: secrets for address, secrets in told.items() if secrets} == {}


@pytest.mark.parametrize("kind", ["manager", "superuser"])
def test_pages_tell_all_once_the_own_card_is_in(kind):
    reader = manager_or_superuser(kind)
    interview = damned(reader)
    handed_in(interview, reader)
    told = told_by_pages(reader, interview)
    page = told[reverse("application", args=[interview.application.pk])]
    assert {SUMMARY, EVIDENCE, RAISED, WAIVED, REASON} <= page
    assert REASON in told[admin_page(interview.application)]
    assert REASON in told[admin_page(RoundResult.objects.get())]


@pytest.mark.parametrize("field", ["verdict", "verdict__startswith", "reason__icontains"])
def test_the_admin_finds_no_hidden_result_by_what_it_says(field):
    reader = manager_or_superuser("manager")
    damned(reader)
    client = Client()
    client.force_login(reader)
    sought = {"verdict": "strong_no", "verdict__startswith": "strong", "reason__icontains": REASON}[field]
    answer = client.get(admin_list(RoundResult), {field: sought})
    assert answer.status_code == 200
    assert answer.context["cl"].result_count == 0


@pytest.mark.parametrize("lookup", ["reason__icontains", "data__verdict", "data__flag__startswith"])
def test_the_admin_finds_no_event_by_what_is_not_told(lookup):
    client = Client()
    client.force_login(manager_or_superuser("manager"))
    assert client.get(admin_list(ApplicationEvent), {lookup: "strong_no"}).status_code == 400


def test_no_history_tells_of_a_waiver_before_the_flag_may_be_read():
    reader = manager_or_superuser("manager")
    interview = damned(reader)
    client = Client()
    client.force_login(reader)
    page = reverse("application", args=[interview.application.pk])

    def told() -> tuple[int, set[str]]:
        found = client.get(admin_list(ApplicationEvent), {"verb": "waive_flag"}).context["cl"].result_count
        return found, {line.event.verb for line in client.get(page).context["history"]}

    before = {"open_application", "advance", "book_interview", "finish_interview", "submit_scorecard", "record_result"}
    assert told() == (0, before)
    handed_in(interview, reader)
    assert told() == (1, before | {"waive_flag"})


@pytest.mark.parametrize("lookup", ["raised", "raised__isnull", "raised__in", "raised__scorecard"])
def test_the_admin_does_not_tell_which_flags_were_raised(lookup):
    reader = manager_or_superuser("manager")
    damned(reader)
    client = Client()
    client.force_login(reader)
    assert client.get(admin_list(FlagDefinition), {lookup: "1"}).status_code == 400


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (Application, "results__verdict"),
        (Application, "interviews__scorecards__verdict"),
        (Interview, "scorecards__verdict"),
        (User, "scorecards__verdict"),
    ],
)
def test_the_admin_finds_nothing_by_a_verdict_of_another_row(model, lookup):
    client = Client()
    client.force_login(manager_or_superuser("superuser"))
    assert client.get(admin_list(model), {lookup: "strong_no"}).status_code == 400


def result_of(reader: User, interview: Interview) -> dict[str, Any]:
    client = caller(reader)
    [row] = rows(client, "applications")
    one = client.get(f"/api/v1/applications/{interview.application.pk}/").json()
    assert one["results"] == row["results"]
    [result] = row["results"]
    return result


def events_of(reader: User) -> dict[str, dict[str, Any]]:
    return {event["verb"]: event for event in rows(caller(reader), "events")}


@pytest.mark.parametrize("kind", ["manager", "superuser"])
def test_the_api_tells_a_reader_whose_own_card_is_missing_that_the_round_was_not_passed(kind):
    reader = manager_or_superuser(kind)
    interview = damned(reader)
    result = result_of(reader, interview)
    assert (result["verdict"], result["passed"], result["reason"]) == (None, False, None)
    events = events_of(reader)
    assert events["record_result"]["reason"] is None
    assert events["record_result"]["details"] == {"round": "screening", "passed": False}
    assert "waive_flag" not in events


def test_the_api_tells_all_once_the_own_card_is_in():
    reader = people().manager
    interview = damned(reader)
    handed_in(interview, reader)
    result = result_of(reader, interview)
    assert (result["verdict"], result["passed"], result["reason"]) == ("strong_no", False, REASON)
    events = events_of(reader)
    assert events["record_result"]["reason"] == REASON
    assert events["record_result"]["details"] == {"round": "screening", "verdict": "strong_no", "passed": False}
    assert events["waive_flag"]["reason"] is None


def test_who_recorded_a_result_goes_on_reading_it():
    interview = damned(people().manager)
    coordinator = people().coordinator
    held(at_now(Stage.SCREENING, on=interview.application.requisition), Round.SCREENING, interviewers=[coordinator])
    assert disclosure.results_for(coordinator).get().is_hidden is False


def test_an_integration_reads_a_verdict_once_all_cards_of_the_round_are_in():
    integration = user("ats", "Integration", kind=User.Kind.SERVICE)
    interview = damned(people().interviewer)
    assert result_of(integration, interview)["verdict"] is None
    handed_in(interview, people().interviewer)
    assert result_of(integration, interview)["verdict"] == "strong_no"


def test_no_reader_is_told_a_result_by_the_rights_of_another():
    blind = user("eve", "Hiring manager")
    interview = damned(blind)
    told = {
        people().manager: "strong_no",
        blind: None,  # the same rights, a card that is missing
        user("nora", "Offer approver"): None,
        user("root", is_superuser=True): "strong_no",
        user("ats", is_superuser=True, kind=User.Kind.SERVICE): None,
    }
    for reader, verdict in (*told.items(), *reversed(told.items())):
        assert result_of(reader, interview)["verdict"] == verdict, reader


def test_an_answer_to_a_verb_is_as_blind_as_a_list():
    reader = people().manager
    interview = damned(reader)
    answer = post(caller(reader), f"applications/{interview.application.pk}/pause", {"reason": "Ill."})
    assert answer["results"][0]["verdict"] is None


def test_results_and_events_take_the_same_queries_however_many_there_are():
    reader = people().manager
    client = caller(reader)
    first = damned(reader)
    few = queries(client, "applications"), queries(client, "events")
    for _number in range(3):
        application = at_now(Stage.TAKE_HOME, on=first.application.requisition, of=candidate("Ben Okri"))
        held(application, Round.TAKE_HOME, interviewers=[reader, people().second])
    assert (queries(client, "applications"), queries(client, "events")) == few


def test_a_round_in_which_nothing_is_unread_is_told():
    reader = people().manager
    application = at_now(Stage.SCREENING)
    own = held(application, Round.SCREENING, interviewers=[reader])
    handed_in(own, reader)
    team = people()
    pipeline.record_result(
        application, Round.SCREENING, verdict=RoundResult.Verdict.YES, passed=True, by=team.coordinator
    )
    held(application, Round.TAKE_HOME, interviewers=[reader, team.second])
    submitted = card_of(application.interviews.get(round=Round.TAKE_HOME), team.second)
    scorecards.submit(submitted, by=team.second, content=content(submitted))
    assert disclosure.results_for(reader).get().is_hidden is False
