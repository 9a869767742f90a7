import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from hiring import tokens
from hiring.models import ApiToken
from tests.factories import START, hour, people, user
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _team():
    people()


@pytest.fixture
def issued():
    return tokens.issue(people().coordinator, name="ATS", scopes=["applications:read"], now=START)


def refused(key, **options):
    with pytest.raises(ValidationError) as refusal:
        tokens.authenticate(key, **options)
    return refusal.value.error_list[0].code


def test_a_key_opens_for_its_user(issued):
    token, key = issued
    assert re.fullmatch(r"twl_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}", key)
    assert tokens.authenticate(key, now=hour(1)).user == people().coordinator
    assert (token.name, token.scopes, token.prefix) == ("ATS", ["applications:read"], key[4:12])


def test_the_key_itself_is_kept_nowhere(issued):
    _token, key = issued
    row = ApiToken.objects.values().get()
    secret = key.split("_")[2]
    assert all(secret not in str(value) for value in row.values())
    assert re.fullmatch(r"[0-9a-f]{64}", row["digest"])


def test_two_keys_differ():
    keys = {tokens.issue(people().coordinator, name="x", scopes=["pay:read"])[1] for _ in range(20)}
    assert len(keys) == 20


def test_a_typing_error_is_told_from_an_unknown_key(issued):
    _token, key = issued
    typo = key[:20] + ("a" if key[20] != "a" else "b") + key[21:]
    assert refused(typo) == "key_malformed"
    assert refused(key[:-1]) == "key_malformed"
    assert refused("") == "key_malformed"
    assert refused("é" * 61) == "key_malformed"
    ApiToken.objects.all().delete()
    assert refused(key) == "key_unknown"


def test_another_secret_behind_a_known_prefix_is_unknown(issued):
    token, _key = issued
    _other, key = tokens.issue(people().coordinator, name="other", scopes=["pay:read"], now=START)
    forged = f"twl_{token.prefix}_{key.split('_')[2][:43]}"
    assert refused(forged + tokens._checksum(forged)) == "key_unknown"


def test_a_revoked_key_opens_nothing(issued):
    token, key = issued
    tokens.revoke(token, by=people().coordinator, now=hour(2))
    assert refused(key, now=hour(3)) == "key_revoked"
    tokens.revoke(token, by=people().coordinator, now=hour(9))
    token.refresh_from_db()
    assert token.revoked_at == hour(2)


def test_a_key_ends_at_its_end():
    _token, key = tokens.issue(people().coordinator, name="short", scopes=["pay:read"], expires_at=hour(5), now=START)
    assert tokens.authenticate(key, now=hour(4.99))
    assert refused(key, now=hour(5)) == "key_expired"


def test_the_key_of_somebody_who_left_opens_nothing(issued):
    _token, key = issued
    jonas = people().coordinator
    jonas.is_active = False
    jonas.save()
    assert refused(key) == "inactive_user"


def test_use_is_noted_once_a_minute(issued, django_assert_num_queries):
    token, key = issued
    tokens.authenticate(key, now=hour(1))
    with django_assert_num_queries(1):
        tokens.authenticate(key, now=hour(1) + timedelta(seconds=59))
    token.refresh_from_db()
    assert token.last_used_at == hour(1)
    tokens.authenticate(key, now=hour(1) + timedelta(seconds=60))
    token.refresh_from_db()
    assert token.last_used_at == hour(1) + timedelta(seconds=60)


def test_what_is_wrong_with_a_token_is_refused():
    jonas, gone = people().coordinator, user("gone", is_active=False)
    with refuses("unknown_scope"):
        tokens.issue(jonas, name="x", scopes=["everything"])
    with refuses("name_required", "no_scopes"):
        tokens.issue(jonas, name=" ", scopes=[])
    with refuses("expires_in_the_past"):
        tokens.issue(jonas, name="x", scopes=["pay:read"], expires_at=START, now=START)
    with refuses("inactive_user"):
        tokens.issue(gone, name="x", scopes=["pay:read"])


def test_keys_of_others_need_a_permission(issued):
    token, _key = issued
    with forbids():
        tokens.issue(people().manager, name="x", scopes=["pay:read"], by=people().coordinator)
    with pytest.raises(PermissionDenied):
        tokens.revoke(token, by=people().interviewer)
    assert tokens.issue(people().manager, name="own", scopes=["pay:read"], by=people().manager)


def test_the_command_prints_the_key_once():
    people()
    out = StringIO()
    call_command(
        "create_token", "jonas", "--name", "curl", "--scope", "applications:read", "--scope", "pay:read", stdout=out
    )
    token = tokens.authenticate(out.getvalue().strip())
    assert (token.user.username, token.name, token.scopes) == ("jonas", "curl", ["applications:read", "pay:read"])
    with pytest.raises(CommandError, match="There is no user nobody"):
        call_command("create_token", "nobody", "--name", "x", "--scope", "pay:read")
    with pytest.raises(CommandError, match="There is no scope all; known are requisitions:read"):
        call_command("create_token", "jonas", "--name", "x", "--scope", "all")
    with pytest.raises(CommandError, match="Choose at least one scope"):
        call_command("create_token", "jonas", "--name", "x")
