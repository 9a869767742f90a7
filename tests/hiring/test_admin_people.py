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
