"""The admin's pages of surveys, policy and rates: aged figures, none of a small sample, the upload's mistakes."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.models import ExchangeRate, MarketPolicy, Survey, SurveyRow
from benchmarks.surveys import importing
from tests.benchmarks.survey_files import JUNIOR, SENIOR, csv_of, row

pytestmark = pytest.mark.django_db
ADD = "admin:benchmarks_survey_add"
ALL = ("view_survey", "view_surveyrow", "add_survey", "delete_survey")


@pytest.fixture
def staff(client: Client, person: Callable[..., Any]) -> Callable[..., Client]:
    """A browser of somebody with permissions of this app."""

    def log_in(*permissions: str) -> Client:
        client.force_login(person(*permissions))
        return client

    return log_in


def bring(*rows: Any, name: str = "Kestrel", on: date = date(2026, 1, 1)) -> Survey:
    imported = importing.bring(csv_of(*rows), file="pay.csv", name=name, effective_on=on, by=None)
    assert imported.survey
    return imported.survey


def upload(client: Client, content: bytes, **asked: str) -> Any:
    file = SimpleUploadedFile("pay.csv", content)
    given = {"file": file, "name": "Kestrel", "effective_on": "2026-04-01", **asked}
    return client.post(reverse(ADD), given)


def test_upload_brings_in_a_survey(staff: Callable[..., Client]) -> None:
    client = staff(*ALL)
    assert client.get(reverse(ADD)).status_code == 200
    answer = upload(client, csv_of(SENIOR, JUNIOR))
    survey = Survey.objects.get()
    assert answer.headers["Location"] == reverse("admin:benchmarks_survey_change", args=[survey.pk])
    assert (survey.rows.count(), survey.imported_by) == (2, "person0")
    assert [entry.change_message for entry in LogEntry.objects.all()] == ["Kestrel, 2026-04-01: 2 rows, a new edition."]
    upload(client, csv_of(SENIOR, JUNIOR))
    assert (Survey.objects.count(), LogEntry.objects.count()) == (1, 1)
    upload(client, csv_of(SENIOR))
    assert (SurveyRow.objects.count(), LogEntry.objects.count()) == (1, 2)


def test_upload_can_be_tried_first(staff: Callable[..., Client]) -> None:
    answer = upload(staff(*ALL), csv_of(SENIOR), dry_run="1")
    assert "The file can be used" in answer.content.decode()
    assert "1 row, a new edition. Nothing was stored" in answer.content.decode()
    assert not Survey.objects.exists()


def test_upload_shows_mistakes_as_a_table(staff: Callable[..., Client]) -> None:
    answer = upload(staff(*ALL), csv_of(row(role="<b>x</b>", p25="120K"), row(level="")))
    page = answer.content.decode()
    assert "2 mistakes, nothing was stored" in page
    assert [(one.line, one.column, one.value) for one in answer.context_data["mistakes"]] == [
        *((2, "p25", "120K"), (3, "level", "")),
    ]
    assert "write the figure in full: 120000." in page
    assert "<b>x</b>" not in page
    assert not Survey.objects.exists()


def test_upload_shows_refusals_beside_their_fields(staff: Callable[..., Client]) -> None:
    client = staff(*ALL)
    answer = upload(client, csv_of(SENIOR), effective_on="1926-04-01")
    assert "effective_on" in answer.context_data["form"].errors
    answer = upload(client, b"x" * 5_000_001)
    assert answer.context_data["form"].errors == {"file": ["The file is larger than 5 MB."]}
    answer = upload(client, b"")
    assert "file" in answer.context_data["form"].errors


def test_upload_and_template_are_for_those_who_may_add(staff: Callable[..., Client]) -> None:
    client = staff("view_survey", "view_surveyrow")
    assert client.get(reverse(ADD)).status_code == 403
    assert upload(client, csv_of(SENIOR)).status_code == 403
    assert client.get(reverse("admin:benchmarks_survey_template", args=["csv"])).status_code == 403
    assert not Survey.objects.exists()


def test_template_is_a_file(staff: Callable[..., Client]) -> None:
    client = staff("add_survey")
    for kind, begins in (("csv", b"\xef\xbb\xbfrole,level"), ("xlsx", b"PK")):
        answer = client.get(reverse("admin:benchmarks_survey_template", args=[kind]))
        assert answer.headers["Content-Disposition"] == f'attachment; filename="survey-template.{kind}"'
        assert answer.content.startswith(begins)
    assert client.get(reverse("admin:benchmarks_survey_template", args=["pdf"])).status_code == 404


@time_machine.travel("2030-01-01T12:00:00Z", tick=False)
def test_rows_are_aged_and_small_samples_show_no_number(staff: Callable[..., Client]) -> None:
    """In the list, on the row's own page, on the page of its survey."""
    survey = bring(SENIOR, (*JUNIOR[:10], "3", "2"))
    senior, junior = survey.rows.all()
    client = staff(*ALL)
    pages = {
        "list": reverse("admin:benchmarks_surveyrow_changelist"),
        "senior": reverse("admin:benchmarks_surveyrow_change", args=[senior.pk]),
        "junior": reverse("admin:benchmarks_surveyrow_change", args=[junior.pk]),
        "survey": reverse("admin:benchmarks_survey_change", args=[survey.pk]),
    }
    shown = {name: client.get(url).content.decode() for name, url in pages.items()}
    for name in ("list", "senior", "survey"):
        assert "EUR 157,571" in shown[name], name
        assert "aged to 2030-01-01 at 3 % a year" in shown[name]
    assert "3 people, at least 5 wanted; 2 companies, at least 5 wanted" in shown["junior"]
    for name in ("list", "junior", "survey"):
        assert "✕ insufficient" in shown[name], name
        for figure in ("70000", "70,000", "78,785", "78785", "60000", "67,531"):
            assert figure not in shown[name], (name, figure)


def test_list_shows_the_newest_edition_of_each_survey(staff: Callable[..., Client]) -> None:
    bring(SENIOR, on=date(2025, 1, 1))
    bring(row(p50="150000"), on=date(2026, 1, 1))
    bring(JUNIOR, name="Heron", on=date(2025, 1, 1))
    client, url = staff(*ALL), reverse("admin:benchmarks_surveyrow_changelist")

    def listed(**asked: str) -> set[str]:
        return {str(found.survey) for found in client.get(url, asked).context_data["cl"].result_list}

    assert listed() == {"Kestrel, 2026-01-01", "Heron, 2025-01-01"}
    assert listed(edition="superseded") == {"Kestrel, 2025-01-01"}
    assert len(listed(edition="all")) == 3


def test_list_cannot_be_asked_by_amount(staff: Callable[..., Client]) -> None:
    bring((*JUNIOR[:10], "3", "2"))
    client, url = staff(*ALL), reverse("admin:benchmarks_surveyrow_changelist")
    for lookup in ("p50__gte", "p25", "p90__isnull", "survey__rows__p50__gte"):
        assert client.get(url, {lookup: "1"}).status_code == 400
    for field in ("p50", "-p50"):
        answer = client.get(url, {"o": field})
        assert answer.status_code == 200


def test_lists_ask_as_often_for_one_row_as_for_three(
    staff: Callable[..., Client], django_assert_num_queries: Any
) -> None:
    client = staff(*ALL)
    survey = bring(SENIOR)
    pages = [
        reverse("admin:benchmarks_surveyrow_changelist"),
        reverse("admin:benchmarks_survey_changelist"),
        reverse("admin:benchmarks_survey_change", args=[survey.pk]),
    ]
    asked = []
    for url in pages:
        client.get(url)
        with CaptureQueriesContext(connection) as counted:
            client.get(url)
        asked.append(len(counted))
    bring(SENIOR, JUNIOR, row(role="Other"))
    for url, before in zip(pages, asked, strict=True):
        with django_assert_num_queries(before):
            client.get(url)


def test_survey_is_deleted_with_its_rows(staff: Callable[..., Client]) -> None:
    survey = bring(SENIOR, JUNIOR)
    client = staff(*ALL)
    url = reverse("admin:benchmarks_survey_delete", args=[survey.pk])
    assert "2 rows" in client.get(url).content.decode()
    client.post(url, {"post": "yes"})
    assert not SurveyRow.objects.exists()


def test_survey_and_its_rows_are_not_edited(staff: Callable[..., Client]) -> None:
    survey = bring(SENIOR)
    client = staff(*ALL, "change_survey", "change_surveyrow", "add_surveyrow", "delete_surveyrow")
    assert client.post(reverse("admin:benchmarks_survey_change", args=[survey.pk]), {"name": "x"}).status_code == 403
    only = survey.rows.get()
    assert client.post(reverse("admin:benchmarks_surveyrow_change", args=[only.pk]), {"p50": 1}).status_code == 403
    assert client.get(reverse("admin:benchmarks_surveyrow_delete", args=[only.pk])).status_code == 403
    assert client.get(reverse("admin:benchmarks_surveyrow_add")).status_code == 403


def test_survey_without_permission_for_rows_shows_none(staff: Callable[..., Client]) -> None:
    survey = bring(SENIOR)
    page = staff("view_survey").get(reverse("admin:benchmarks_survey_change", args=[survey.pk]))
    assert page.status_code == 200
    assert "EUR" not in page.content.decode()


def test_policy_is_there_to_be_changed(staff: Callable[..., Client]) -> None:
    client = staff("view_marketpolicy", "change_marketpolicy")
    assert client.get(reverse("admin:benchmarks_marketpolicy_changelist")).status_code == 200
    assert MarketPolicy.objects.get().aging_percent == 3
    url = reverse("admin:benchmarks_marketpolicy_change", args=[1])
    client.post(url, {"least_people": 8, "least_companies": 3, "aging_percent": "2.50"})
    assert MarketPolicy.objects.values_list("least_people", "least_companies", "aging_percent").get() == (
        *(8, 3, Decimal("2.50")),
    )
    assert client.get(reverse("admin:benchmarks_marketpolicy_add")).status_code == 403
    assert client.get(reverse("admin:benchmarks_marketpolicy_delete", args=[1])).status_code == 403


def test_rate_is_entered_and_corrected(staff: Callable[..., Client]) -> None:
    client = staff("view_exchangerate", "add_exchangerate", "change_exchangerate", "delete_exchangerate")
    add = reverse("admin:benchmarks_exchangerate_add")
    given = {"base": "USD", "quote": "EUR", "rate": "0.92", "on": "2026-04-01", "source": "central bank"}
    client.post(add, given)
    rate = ExchangeRate.objects.get()
    assert str(rate) == "1 USD = 0.92 EUR on 2026-04-01"
    client.post(reverse("admin:benchmarks_exchangerate_change", args=[rate.pk]), {**given, "rate": "0.93"})
    assert ExchangeRate.objects.get().rate == Decimal("0.93")
    listed = client.get(reverse("admin:benchmarks_exchangerate_changelist")).content.decode()
    assert "1 USD = 0.93 EUR" in listed
    assert client.get(reverse("admin:benchmarks_exchangerate_delete", args=[rate.pk])).status_code == 403


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"base": "ABC"}, "base"),
        ({"quote": "USD"}, "quote"),
        ({"rate": "0"}, "rate"),
        ({"on": "2999-01-01"}, "on"),
        ({"source": ""}, "source"),
    ],
)
def test_rate_that_makes_no_sense_comes_back(staff: Callable[..., Client], changed: dict[str, str], field: str) -> None:
    given = {"base": "USD", "quote": "EUR", "rate": "0.92", "on": "2026-04-01", "source": "central bank", **changed}
    answer = staff("view_exchangerate", "add_exchangerate").post(reverse("admin:benchmarks_exchangerate_add"), given)
    assert field in answer.context_data["adminform"].form.errors
    assert not ExchangeRate.objects.exists()
