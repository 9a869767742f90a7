"""config/metrics.py and config/health.py: what those who watch machines read, and who may."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from hiring import clock, engine, tallies
from hiring.models import EngineState
from hiring.stages import Stage
from tests.factories import at_stage, hour

pytestmark = pytest.mark.django_db

TOKEN = "long enough for a token of the tests"


@pytest.fixture(autouse=True)
def _token(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN


def figures(client: Client) -> dict[tuple[str, ...], float]:
    """Every sample by its name with the values of its labels, in the order of their names."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    return {
        (sample.name, *(sample.labels[key] for key in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def looked(seconds: float = 0, **columns: object) -> None:
    engine.state()
    at = clock.database_now() - clock_seconds(seconds)
    EngineState.objects.update(last_sweep_at=at, last_sweep_by="celery", **columns)


def clock_seconds(seconds: float):
    return hour(seconds / 3600) - hour(0)


def test_metrics_are_for_those_who_have_the_token(client: Client, settings: Settings):
    assert client.get("/metrics").status_code == 401
    answer = client.get("/metrics", headers={"Authorization": "Bearer wrong"})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert client.get("/metrics", headers={"Authorization": "Bearer ünïcode"}).status_code == 401
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics").status_code == 404
    settings.DEBUG = True
    assert client.get("/metrics").status_code == 200


def test_metrics_of_an_engine_that_never_ran(client: Client):
    found = figures(client)
    assert found["sla_oldest_due_age_seconds",] == 0
    assert found["sla_due_backlog",] == 0
    assert found["sla_engine_on_hold",] == 0
    assert not [key for key in found if key[0] == "sla_last_sweep_age_seconds"]
    assert {key for key in found if key[0].endswith("_total")} == {(f"{name}_total",) for name in tallies.COUNTERS}


def test_metrics_add_the_buckets_up(client: Client):
    for seconds in (0.5, 3, 3, 100, 20_000):
        tallies.observe(seconds, channel="email", rung="due")
    tallies.observe(7, channel="inbox", rung="12 h late")
    tallies.flush()
    found = figures(client)
    name = "sla_reminder_lateness_seconds"
    expected = {
        "1.0": 1,
        "5.0": 3,
        "15.0": 3,
        "30.0": 3,
        "60.0": 3,
        "120.0": 4,
        "300.0": 4,
        "900.0": 4,
        "3600.0": 4,
        "14400.0": 4,
        "+Inf": 5,
    }
    buckets = {key[2]: value for key, value in found.items() if key[0] == f"{name}_bucket" and key[1] == "email"}
    assert {float(bound): value for bound, value in buckets.items()} == {
        float(bound): value for bound, value in expected.items()
    }
    assert found[f"{name}_count", "email", "due"] == 5
    assert found[f"{name}_sum", "email", "due"] == 20_106.5
    assert found[f"{name}_count", "inbox", "12 h late"] == 1


def test_metrics_tell_counters_and_what_holds_now(client: Client):
    at_stage(Stage.SCREENING, started_at=hour(-24 * 365))
    tallies.count("sla_sent", 3, channel="email")
    tallies.count("sla_sent", channel="inbox")
    tallies.flush()
    looked(90, mode="hold")
    found = figures(client)
    assert (found["sla_sent_total", "email"], found["sla_sent_total", "inbox"]) == (3, 1)
    assert found["sla_engine_on_hold",] == 1
    assert found["sla_last_sweep_age_seconds", "celery"] == pytest.approx(90, abs=5)
    assert found["sla_due_backlog",] > 10
    assert found["sla_oldest_due_age_seconds",] > 300 * 24 * 3600


def test_metrics_take_a_few_questions_whatever_there_is_to_tell(client: Client, django_assert_max_num_queries):
    for number in range(50):
        tallies.observe(number, channel="email", rung=f"rung {number}")
    tallies.flush()
    with django_assert_max_num_queries(5):
        figures(client)


def test_healthz_sla_is_well_while_somebody_looks(client: Client):
    looked(5)
    answer = client.get("/healthz/sla")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "reasons": [],
        "oldest_due_age_seconds": 0.0,
        "due_backlog": 0,
        "last_sweep_age_seconds": pytest.approx(5, abs=2),
        "last_sweep_by": "celery",
    }


def test_healthz_sla_gives_its_reasons(client: Client):
    answer = client.get("/healthz/sla")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["not_looking"])
    at_stage(Stage.SCREENING, started_at=hour(-24 * 365))
    looked(61, mode="hold", suspect_sweeps=2)
    answer = client.get("/healthz/sla")
    assert (answer.status_code, answer.json()["status"]) == (503, "late")
    assert answer.json()["reasons"] == ["on_hold", "clock_suspect", "not_looking", "overdue"]


@pytest.mark.parametrize("path", ["/healthz", "/healthz/sla"])
def test_health_without_a_database(client: Client, path: str):
    def refuse(*_args: object) -> None:
        raise DatabaseError("gone")

    with connection.execute_wrapper(refuse):
        answer = client.get(path)
    assert (answer.status_code, answer.json()["status"]) == (503, "no database")
