"""`manage.py demo`: who may call it, and that it tells everything once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hiring.models import User

pytestmark = pytest.mark.django_db


def test_the_demo_is_told_once(settings):
    settings.DEBUG = True
    first, again = StringIO(), StringIO()
    call_command("demo", stdout=first)
    call_command("demo", stdout=again)
    assert "17 candidates" in first.getvalue()
    assert "17 candidates" not in again.getvalue()
    assert [line.split()[-2] for line in again.getvalue().splitlines()] == [
        "mara",
        "jonas",
        "priya",
        "tomas",
        "nora",
        "henrik",
        "edda",
    ]
    assert User.objects.filter(kind=User.Kind.PERSON).count() == 7


def test_the_demo_stays_out_of_production():
    with pytest.raises(CommandError, match="development"):
        call_command("demo")
    assert not User.objects.exists()
