"""Every page of the admin opens on the demo's data, for those who may see it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring.models import Message, User
from hiring.sweep import sweep
from interviews import demo
from tests import factories

pytestmark = pytest.mark.django_db

OF_OURS = ("benchmarks", "hiring", "interviews", "auth")


def _pages(client: Client) -> Iterator[tuple[str, int]]:
    request: Any = client.get(reverse("admin:index")).wsgi_request
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        if not model_admin.has_view_permission(request):
            continue
        urls = [reverse(f"{name}_changelist")]
        if model_admin.has_add_permission(request):
            urls.append(reverse(f"{name}_add"))
        if first := model_admin.get_queryset(request).first():
            urls.append(reverse(f"{name}_change", args=[first.pk]))
        for url in urls:
            yield url, client.get(url).status_code


@pytest.mark.slow
@pytest.mark.parametrize("username", ["root", "mara"])
def test_every_page_opens(username: str, client: Client) -> None:
    """For whoever may do everything, and for the hiring manager."""
    factories.user("root", is_staff=True, is_superuser=True)
    demo.tell()
    sweep(by="test")
    assert Message.objects.filter(state="sent").exists()
    client.force_login(User.objects.get(username=username))
    opened = dict(_pages(client))
    assert {url: status for url, status in opened.items() if status != 200} == {}
    assert len(opened) > {"root": 90, "mara": 70}[username]
    assert any("/offer/" in url for url in opened)
    assert any("/user/" in url for url in opened) == (username == "root")


@pytest.mark.slow
def test_every_list_asks_as_often_for_one_row_as_for_all(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the demo's rows: each list is shown whole, then with its first row alone."""
    root = factories.user("root", is_staff=True, is_superuser=True)
    demo.tell()
    sweep(by="test")
    client.force_login(root)
    request: Any = client.get(reverse("admin:index")).wsgi_request
    differing, compared = {}, 0
    for model, model_admin in admin.site._registry.items():
        rows = model_admin.get_queryset(request)
        if rows.count() < 2:
            continue
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        client.get(url)  # what is cached is cached
        asked_for_all = _queries(client, url)
        first, whole = rows.first().pk, model_admin.get_queryset
        with monkeypatch.context() as patch:
            patch.setattr(model_admin, "get_queryset", lambda asked, whole=whole, pk=first: whole(asked).filter(pk=pk))
            asked_for_one = _queries(client, url)
        compared += 1
        if asked_for_all != asked_for_one:
            differing[url] = (asked_for_one, asked_for_all)
    assert differing == {}
    assert compared > 30


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_every_model_has_its_page() -> None:
    """Parts are on the page of what they belong to; everything else has a list of its own."""
    shown_with_another = {
        "hiring.CandidateErasure",
        "hiring.Panelist",
        "hiring.ChecklistAnswer",
        "hiring.CalendarException",
        "hiring.MailboxMail",  # where the built-in mailbox is on
        "hiring.Acknowledgement",  # in the ledger of its application
        "hiring.InboxItem",  # with its message
        "hiring.OfferApproval",  # on the page of its offer
        "hiring.ApprovalSeat",  # with its approval
        "hiring.IdempotentCall",  # what the API remembers for a day: nobody's business
        "benchmarks.GuideProblem",  # on the page of its guide
        "interviews.Anchor",
        "interviews.Rating",
        "interviews.Flag",
        "interviews.ScorecardVersion",
        "interviews.KitQuestion",
    }
    registered = {model._meta.label for model in admin.site._registry}
    ours = {model._meta.label for app in OF_OURS[:3] for model in _models(app)}
    assert ours - registered == shown_with_another


def _models(app: str) -> list[Any]:
    from django.apps import apps

    return [model for model in apps.get_app_config(app).get_models() if not model._meta.auto_created]
