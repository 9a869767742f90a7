"""Service accounts with their keys, and the command that makes both."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from hiring import access, clock, service_accounts, tokens
from hiring.models import ApiToken, User
from tests.factories import people, requisition
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


def run(*arguments: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("create_api_key", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_an_account_is_made_once_and_logs_in_nowhere():
    made, is_new = service_accounts.account("acme-ats", by=None)
    assert (made.kind, made.has_usable_password(), made.is_staff, is_new) == ("service", False, False, True)
    assert [group.name for group in made.groups.all()] == [access.INTEGRATION]
    assert authenticate(username="acme-ats", password="") is None
    assert service_accounts.account("acme-ats", by=None) == (made, False)


def test_the_right_to_pay_is_given_when_it_is_asked_for():
    made, _new = service_accounts.account("acme-ats", by=None)
    assert not made.has_perm("hiring.view_offer")
    service_accounts.account("acme-ats", sees_pay=True, by=None)
    again = User.objects.get(pk=made.pk)
    assert again.has_perms(["hiring.view_offer", "hiring.add_offer", "hiring.add_candidate"])
    assert not again.has_perm("hiring.approve_offer")


def test_a_known_account_keeps_the_roles_that_it_has():
    known = User.objects.create(username="narrow", kind=User.Kind.SERVICE)
    service_accounts.account("narrow", by=None)
    assert not known.groups.exists()


def test_a_person_is_no_service_account():
    people()
    with refuses("not_a_service_account"):
        service_accounts.account("jonas", by=None)
    with forbids():
        service_accounts.account("acme-ats", by=people().coordinator)
    with refuses("invalid"):
        service_accounts.account("acme ats", by=None)


def test_without_its_roles_the_product_says_what_to_do():
    Group.objects.all().delete()
    with refuses("roles_missing"):
        service_accounts.account("acme-ats", by=None)
    assert not User.objects.exists()


def test_the_command_prints_the_key_and_nothing_else_where_it_is_taken_from():
    here = requisition()
    out, err = run("acme-ats", "--scope", "applications:read", "--requisition", here.pk, "--expires", 2)
    assert out.count("\n") == 1
    token = tokens.authenticate(out.rstrip("\n"))
    assert (token.user.username, token.name, token.scopes) == ("acme-ats", "acme-ats", ["applications:read"])
    assert list(token.requisitions.all()) == [here]
    assert token.expires_at is not None
    assert timedelta(hours=47) < token.expires_at - clock.database_now() <= timedelta(days=2)
    assert out.strip() not in err
    for words in ("Made the service account acme-ats", "allows applications:read", f"requisition {here.pk}", "Copy it"):
        assert words in err


def test_the_command_takes_the_account_that_is_there():
    first, _err = run("acme-ats", "--scope", "applications:read")
    second, err = run("acme-ats", "--scope", "candidates:read")
    assert first != second
    assert "For the service account acme-ats" in err
    assert (User.objects.filter(username="acme-ats").count(), ApiToken.objects.count()) == (1, 2)


def test_pay_is_asked_for_in_so_many_words():
    _out, err = run("acme-ats", "--scope", "pay:write")
    assert "pay:write opens nothing: the account lacks hiring.view_offer; --pay gives it" in err
    out, err = run("acme-ats", "--pay", "--scope", "pay:write")
    assert "opens nothing" not in err
    token = tokens.authenticate(out.strip())
    assert (token.scopes, token.user.has_perm("hiring.view_offer")) == (["pay:read", "pay:write"], True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("acme-ats",), "Choose at least one scope"),
        (("acme-ats", "--scope", "all"), "There is no scope all; known are requisitions:read"),
        (("acme-ats", "--scope", "applications:read", "--requisition", 999), "There is no requisition 999"),
        (("acme-ats", "--scope", "applications:read", "--expires", 0), "cannot end in the past"),
        (("acme-ats", "--scope", "applications:read", "--expires", 10**9), "beyond the calendar"),
        (("acme ats", "--scope", "applications:read"), "Enter a valid username"),
        (("jonas", "--scope", "applications:read"), "“jonas” is a person"),
    ],
)
def test_what_is_wrong_is_said_and_leaves_nothing_behind(arguments, said):
    people()
    before = User.objects.count()
    with pytest.raises(CommandError, match=said):
        run(*arguments)
    assert (User.objects.count(), ApiToken.objects.count()) == (before, 0)
