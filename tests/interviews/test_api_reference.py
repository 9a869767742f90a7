"""Rounds, questions, competencies, flags, domains and skills over the API: read-only, complete, filtered."""

from typing import Any

import pytest
from rest_framework.test import APIRequestFactory

from interviews import question_bank
from interviews.api import reference
from interviews.models import Question

ROUTES = dict(reference.ROUTES)

pytestmark = pytest.mark.django_db


def _get(prefix: str, slug: str | None = None, **query: str) -> Any:
    """The answer to somebody who may read; who may is the router's business. Lists come whole."""
    actions = {"get": "retrieve" if slug else "list"}
    view = ROUTES[prefix].as_view(actions, authentication_classes=[], permission_classes=[], pagination_class=None)
    response = view(APIRequestFactory().get("/", query), **({"slug": slug} if slug else {}))
    assert response.status_code == 200, response.data
    return response.data


def test_routes_all_ask_for_the_same_scope() -> None:
    assert list(ROUTES) == ["rounds", "questions", "competencies", "flags", "domains", "skills"]
    assert all(view.required_scopes == {"read": "reference:read"} for view in ROUTES.values())


@pytest.mark.parametrize(
    ("prefix", "rows", "queries"),
    [
        ("rounds", 4, 1),
        ("questions", 68, 2),
        ("competencies", 26, 3),
        ("flags", 36, 3),
        ("domains", 4, 1),
        ("skills", 16, 1),
    ],
)
def test_lists_are_complete_in_a_fixed_number_of_queries(
    prefix: str, rows: int, queries: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(queries):
        found = _get(prefix)
    assert len(found) == rows
    with django_assert_num_queries(queries):
        _get(prefix, found[0]["slug"])


def test_question_is_the_version_asked_today() -> None:
    question = Question.objects.get(slug="seed-f-01")
    question.prompt = "Why?"
    question_bank.revise(question, competencies=list(question.competencies.all()), by=None)
    shown = _get("questions", "seed-f-01")
    assert (shown["version"], shown["prompt"], shown["skill"], shown["domain"], shown["competencies"]) == (
        2,
        "Why?",
        "cuda_gpu_programming",
        "gpu_cluster",
        ["R1.5"],
    )
    assert len(_get("questions")) == 68


def test_questions_are_filtered() -> None:
    assert len(_get("questions", depth="advanced", skill="vllm")) == len(
        [row for row in _get("questions") if row["depth"] == "advanced" and row["skill"] == "vllm"]
    )
    fitting = _get("questions", round="live_debugging", domain="gpu_cluster")
    assert fitting
    assert all("live_debugging" in row["rounds"] and row["domain"] == "gpu_cluster" for row in fitting)
    assert [row["slug"] for row in _get("questions", prompt="walk me DOWN")] == ["seed-f-01"]
    assert all("R1.2" in row["competencies"] for row in _get("questions", competency="R1.2"))


def test_competencies_come_in_their_order_with_four_anchors() -> None:
    found = _get("competencies", round="screening")
    assert [row["code"] for row in found] == ["R1.1", "R1.2", "R1.3", "R1.4", "R1.5", "R1.6"]
    assert [anchor["level"] for anchor in found[0]["anchors"]] == [1, 2, 3, 4]
    assert [row["code"] for row in _get("competencies", round="screening", must_have="true")] == ["R1.2", "R1.6"]


def test_flags_are_filtered_by_colour_round_and_severity() -> None:
    found = _get("flags", colour="green", round="live_debugging", severity="strong")
    assert {"G03", "G05"} <= {row["code"] for row in found}
    assert all(row["colour"] == "green" and row["severity"] == "strong" for row in found)


def test_round_shows_figures_of_its_task_and_its_timing() -> None:
    shown = _get("rounds", "take_home")
    assert (shown["number"], shown["minutes_min"], shown["minutes_max"]) == (2, 240, 360)
    assert shown["scenario"][0]["key"] == "concurrent_users"
    assert shown["plan"][0].keys() == {"minutes", "what"}


def test_skills_are_filtered_by_domain() -> None:
    assert [row["slug"] for row in _get("skills", domain="model_serving")] == [
        "vllm",
        "ray_serve",
        "triton",
        "tensorrt_optimization",
    ]
