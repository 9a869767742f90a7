"""Users, groups and API tokens in the admin: for superusers, and a key is shown once."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from hiring import tokens
from hiring.models import ApiToken, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(factories.user("root", is_staff=True, is_superuser=True))
    return client


def test_person_is_made_with_a_role(root: Client) -> None:
    entered = {
        "first_name": "Ines",
        "last_name": "Duarte",
        "username": "ines",
        "email": "ines@twelve.example.com",
        "time_zone": "Europe/Lisbon",
        "kind": "person",
        "usable_password": "true",
        "password1": "eleven and a half",
        "password2": "eleven and a half",
        "groups": [Group.objects.get(name="Coordinator").pk],
        "is_staff": "on",
    }
    assert root.post(reverse("admin:hiring_user_add"), entered).status_code == 302
    ines = User.objects.get(username="ines")
    assert (str(ines), ines.time_zone, ines.is_staff) == ("Ines Duarte", "Europe/Lisbon", True)
    assert ines.has_perm("hiring.move_application")
    assert not ines.has_perm("hiring.view_offer")
    page = root.get(reverse("admin:hiring_user_change", args=[ines.pk]))
    assert page.status_code == 200
    assert "Production GPU experience" in page.content.decode()


@pytest.mark.parametrize("page", ["hiring_user", "auth_group", "hiring_apitoken"])
def test_hiring_manager_manages_no_logins(page: str, client: Client) -> None:
    client.force_login(factories.user("nora", "Hiring manager", is_staff=True))
    assert client.get(reverse(f"admin:{page}_changelist")).status_code == 403
    assert reverse(f"admin:{page}_changelist") not in client.get(reverse("admin:index")).content.decode()


def test_key_is_shown_once_and_kept_nowhere(root: Client) -> None:
    user = factories.people().coordinator
    entered = {"name": "Our ATS", "user": user.pk, "scopes": ["applications:read", "applications:write"]}
    page = root.post(reverse("admin:hiring_apitoken_add"), entered)
    assert page.status_code == 200, "a redirect would carry the key in a cookie"
    assert "no-store" in page["Cache-Control"]
    key = page.context["key"]
    assert key in page.content.decode()
    assert not [str(message) for message in get_messages(page.wsgi_request) if key in str(message)]
    token = tokens.authenticate(key)
    assert (token.name, token.user, token.scopes) == ("Our ATS", user, ["applications:read", "applications:write"])
    for shown in (
        root.get(reverse("admin:hiring_apitoken_changelist")),
        root.get(reverse("admin:hiring_apitoken_change", args=[token.pk])),
    ):
        assert f"twl_{token.prefix}…" in shown.content.decode()
        assert key not in shown.content.decode()
        assert token.digest not in shown.content.decode()


def test_token_without_a_scope_is_refused(root: Client) -> None:
    page = root.post(reverse("admin:hiring_apitoken_add"), {"name": "Our ATS", "user": factories.people().manager.pk})
    assert "scopes" in page.context["adminform"].form.errors
    assert not ApiToken.objects.exists()


def test_token_is_revoked_by_the_verb(root: Client) -> None:
    token, _key = tokens.issue(factories.people().manager, name="Our ATS", scopes=["applications:read"])
    chosen = {"action": "revoke", "_selected_action": [token.pk]}
    assert "worthless at once" in root.post(reverse("admin:hiring_apitoken_changelist"), chosen).content.decode()
    root.post(reverse("admin:hiring_apitoken_changelist"), {**chosen, "go": "1"})
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_key_is_limited_to_requisitions_and_replaced_in_the_admin(root: Client) -> None:
    here = factories.requisition(title="Only this one")
    entered = {"name": "Our ATS", "user": factories.people().coordinator.pk, "scopes": ["applications:read"]}
    page = root.post(reverse("admin:hiring_apitoken_add"), {**entered, "requisitions": [here.pk]})
    assert "It reaches Only this one, and nothing else." in page.content.decode()
    token = ApiToken.objects.get()
    assert list(token.requisitions.all()) == [here]
    there = reverse("admin:hiring_apitoken_rotate", args=[token.pk])
    assert "opens for a day more" in root.get(there).content.decode()
    fresh = root.post(there, {"go": "1"})
    key = fresh.context["key"]
    assert "no-store" in fresh["Cache-Control"]
    assert "opens until" in fresh.content.decode()
    assert list(tokens.authenticate(key).requisitions.all()) == [here]
    shown = root.get(reverse("admin:hiring_apitoken_change", args=[tokens.authenticate(key).pk])).content.decode()
    assert "Only this one" in shown
    assert str(token) in shown
    assert key not in shown


def test_scope_that_opens_nothing_for_its_user_is_told_with_the_roles_that_would(root: Client) -> None:
    entered = {"name": "Our ATS", "user": factories.people().coordinator.pk}
    there = reverse("admin:hiring_apitoken_add")
    page = " ".join(root.post(there, {**entered, "scopes": ["applications:read", "pay:read"]}).content.decode().split())
    assert "<strong>pay:read</strong>: Jonas lacks the right hiring.view_offer." in page
    assert "Integration with pay" in page
    assert "<strong>applications:read</strong>" not in page
    assert "opens nothing" not in root.post(there, {**entered, "scopes": ["applications:read"]}).content.decode()


def test_names_of_rows_stay_as_people_wrote_them_in_titles(root: Client) -> None:
    token, _key = tokens.issue(factories.people().manager, name="t9601 nightly", scopes=["applications:read"])
    page = root.get(reverse("admin:hiring_apitoken_change", args=[token.pk])).content.decode()
    assert "T9601" not in page
    assert str(token) in page


def test_revoked_key_is_offered_nothing(root: Client) -> None:
    token, _key = tokens.issue(factories.people().coordinator, name="old", scopes=["pay:read"])
    tokens.revoke(token)
    shown = root.get(reverse("admin:hiring_apitoken_change", args=[token.pk])).content.decode()
    assert reverse("admin:hiring_apitoken_rotate", args=[token.pk]) not in shown
