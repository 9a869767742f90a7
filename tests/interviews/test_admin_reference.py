"""The question bank and the rubric in the admin: readable, editable by the rules, taken over from the files."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring.models import User
from interviews.models import Anchor, Competency, Domain, FlagDefinition, Question, RoundGuide, Skill
from tests import factories

MODELS = (Domain, Skill, RoundGuide, Competency, FlagDefinition, Question)

pytestmark = pytest.mark.django_db


@pytest.fixture
def login(client: Client) -> Callable[[str], Client]:
    """Somebody of a role, at the admin."""

    def as_role(role: str) -> Client:
        client.force_login(factories.user(role.split()[0].lower(), role, is_staff=True))
        return client

    return as_role


def _url(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:interviews_{model._meta.model_name}_{page}", args=args)


def _form(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What the page's form would send, with the changes."""
    context = client.get(url).context
    forms = [context["adminform"].form]
    for formset in context.get("inline_admin_formsets", []):
        forms += [formset.formset.management_form, *formset.formset.forms]
    data = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = value
    return {**data, **changes}


def _messages(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", ["Hiring manager", "Interviewer"])
def test_every_reference_page_opens(model: Any, role: str, login: Callable[[str], Client]) -> None:
    client = login(role)
    assert client.get(_url(model, "changelist")).status_code == 200
    page = client.get(_url(model, "change", model.objects.first().pk))
    assert page.status_code == 200
    assert "[&quot;" not in page.content.decode(), "a list is shown as JSON"
    assert "screening&#x27;" not in page.content.decode(), "a list is shown as Python"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_list_pages_ask_the_same_number_of_queries_for_one_row_as_for_many(
    model: Any, login: Callable[[str], Client]
) -> None:
    client = login("Hiring manager")
    url = _url(model, "changelist")
    client.get(url)
    one, many = model.objects.values_list("slug", flat=True)[0], "e"
    counts = {}
    for search in (one, many):
        with CaptureQueriesContext(connection) as queries:
            rows = client.get(url, {"q": search}).context["cl"].result_list
            counts[len(rows)] = len(queries)
    assert min(counts) < max(counts)
    assert len(set(counts.values())) == 1


def test_question_list_is_filtered_by_round_depth_and_domain(login: Callable[[str], Client]) -> None:
    client = login("Interviewer")
    query = "?round=live_debugging&depth=advanced&skill__domain__id__exact="
    domain = Domain.objects.get(slug="distributed_training")
    found = client.get(_url(Question, "changelist") + query + str(domain.pk)).context["cl"].queryset
    expected = [
        question.slug
        for question in Question.objects.filter(depth="advanced", skill__domain=domain)
        if "live_debugging" in question.rounds
    ]
    assert expected
    assert sorted(question.slug for question in found) == sorted(expected)


def test_question_search_reads_the_prompt(login: Callable[[str], Client]) -> None:
    found = login("Interviewer").get(_url(Question, "changelist") + "?q=Walk me down").context["cl"].queryset
    assert [question.slug for question in found] == ["seed-f-01"]


def test_edited_question_becomes_a_new_version(login: Callable[[str], Client]) -> None:
    client = login("Hiring manager")
    question = Question.objects.get(slug="seed-f-01")
    url = _url(Question, "change", question.pk)
    points = "\n".join(["A first point", "", "  A second point  "])
    response = client.post(url, _form(client, url, strong_answer=points))
    assert response.status_code == 302, response.context["errors"]
    former, new = Question.objects.filter(slug="seed-f-01").order_by("version")
    assert former.strong_answer == question.strong_answer
    assert former.retired_at is not None
    assert (new.version, new.origin, new.strong_answer) == (2, "manual", ["A first point", "A second point"])
    assert [one.code for one in new.competencies.all()] == ["R1.5"]
    assert "Version 2 is asked from now on; scorecards written before keep version 1." in _messages(response)
    assert client.get(_url(Question, "change", new.pk)).status_code == 200
    assert "Version 1" in client.get(_url(Question, "change", new.pk)).content.decode()


def test_question_saved_without_a_change_stays_as_it_is(login: Callable[[str], Client]) -> None:
    client = login("Hiring manager")
    question = Question.objects.get(slug="seed-f-01")
    url = _url(Question, "change", question.pk)
    assert client.post(url, _form(client, url)).status_code == 302
    (stored,) = Question.objects.filter(slug="seed-f-01")
    assert (stored.version, stored.origin) == (1, "reference")


def test_save_and_continue_goes_on_with_the_new_version(login: Callable[[str], Client]) -> None:
    client = login("Hiring manager")
    url = _url(Question, "change", Question.objects.get(slug="seed-f-01").pk)
    response = client.post(url, _form(client, url, prompt="Why?", _continue="1"))
    new = Question.objects.current().get(slug="seed-f-01")
    assert response["Location"] == _url(Question, "change", new.pk)


def test_question_without_anti_signals_is_refused_beside_the_field(login: Callable[[str], Client]) -> None:
    client = login("Hiring manager")
    url = _url(Question, "change", Question.objects.get(slug="seed-f-01").pk)
    form = client.post(url, _form(client, url, weak_answer=" \n", strong_answer="One only")).context["adminform"].form
    assert set(form.errors) == {"weak_answer"}
    form = client.post(url, _form(client, url, strong_answer="One only")).context["adminform"].form
    assert form.errors["strong_answer"].as_data()[0].code == "no_expected_signals"
    assert Question.objects.filter(slug="seed-f-01").count() == 1


def test_new_question_is_added_by_hand(login: Callable[[str], Client]) -> None:
    client = login("Hiring manager")
    url = _url(Question, "add")
    data = {
        "slug": "own-01",
        "prompt": "Why?",
        "strong_answer": "One\nTwo",
        "weak_answer": "Three",
        "follow_ups": "Four",
        "skill": Skill.objects.get(slug="vllm").pk,
        "depth": "advanced",
        "minutes": 5,
        "rounds": ["screening", "scale_architecture"],
        "competencies": [Competency.objects.get(code="R1.4").pk],
        "language": "en",
    }
    assert client.post(url, data).status_code == 302
    question = Question.objects.get(slug="own-01")
    assert (question.version, question.origin, question.sources) == (1, "manual", [])
    assert question.rounds == ["screening", "scale_architecture"]
    assert [one.code for one in question.competencies.all()] == ["R1.4"]
    errors = client.post(url, data).context["adminform"].form.errors
    assert errors["slug"].as_data()[0].code == "question_exists"


def test_former_version_can_only_be_read(login: Callable[[str], Client]) -> None:
    client = login("Hiring manager")
    former = Question.objects.get(slug="seed-f-01")
    url = _url(Question, "change", former.pk)
    client.post(url, _form(client, url, prompt="Why?"))
    assert client.get(url).status_code == 200
    assert client.post(url, {"prompt": "Other?"}).status_code == 403


def test_retire_takes_questions_out_of_the_bank(login: Callable[[str], Client]) -> None:
    client = login("Hiring manager")
    question = Question.objects.get(slug="seed-f-01")
    data = {"action": "retire", "_selected_action": [question.pk]}
    response = client.post(_url(Question, "changelist"), data)
    assert _messages(response) == ["seed-f-01 is no longer asked."]
    question.refresh_from_db()
    assert question.retired_at is not None


def test_interviewers_may_read_and_not_write(login: Callable[[str], Client]) -> None:
    client = login("Interviewer")
    question = Question.objects.get(slug="seed-f-01")
    assert client.post(_url(Question, "change", question.pk), {"prompt": "Why?"}).status_code == 403
    page = client.get(_url(Question, "change", question.pk)).content.decode()
    assert "• Lists the names without a size, a speed or a scope." in page


def test_competency_with_an_edited_anchor_is_taken_over(login: Callable[[str], Client]) -> None:
    client = login("Hiring manager")
    competency = Competency.objects.get(code="R1.1")
    url = _url(Competency, "change", competency.pk)
    assert client.post(url, _form(client, url)).status_code == 302
    assert Competency.objects.get(pk=competency.pk).origin == "reference"
    response = client.post(url, _form(client, url, **{"anchors-0-text": "Our own wording."}))
    assert response.status_code == 302
    assert Competency.objects.get(pk=competency.pk).origin == "manual"
    assert Anchor.objects.get(competency=competency, level=1).text == "Our own wording."
    assert "The anchors are yours now: reading the reference files will not change them again." in _messages(response)


def test_round_guide_keeps_its_tables_through_the_form(login: Callable[[str], Client]) -> None:
    client = login("Hiring manager")
    guide = RoundGuide.objects.get(slug="screening")
    url = _url(RoundGuide, "change", guide.pk)
    assert client.post(url, _form(client, url)).status_code == 302
    assert RoundGuide.objects.filter(pk=guide.pk).values().get() == {
        name: value for name, value in vars(guide).items() if not name.startswith("_")
    }
    assert client.post(url, _form(client, url, plan="10 | Hello\n20 | Questions | and answers")).status_code == 302
    guide.refresh_from_db()
    assert guide.plan == [{"minutes": 10, "what": "Hello"}, {"minutes": 20, "what": "Questions | and answers"}]
    assert guide.origin == "manual"
    errors = client.post(url, _form(client, url, plan="ten | Hello")).context["adminform"].form.errors
    assert errors["plan"] == ["“ten | Hello” does not read as minutes | what."]


def test_flag_rounds_are_ticked(login: Callable[[str], Client]) -> None:
    client = login("Hiring manager")
    flag = FlagDefinition.objects.get(code="G02")
    url = _url(FlagDefinition, "change", flag.pk)
    assert client.post(url, _form(client, url)).status_code == 302
    assert FlagDefinition.objects.get(code="G02").origin == "reference"
    assert client.post(url, _form(client, url, rounds=["screening", "live_debugging"])).status_code == 302
    flag.refresh_from_db()
    assert (flag.rounds, flag.origin) == (["screening", "live_debugging"], "manual")


def test_round_guides_are_neither_added_nor_deleted(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    assert client.get(_url(RoundGuide, "add")).status_code == 403
    guide = RoundGuide.objects.get(slug="screening")
    assert client.post(_url(RoundGuide, "delete", guide.pk), {"post": "yes"}).status_code == 403
