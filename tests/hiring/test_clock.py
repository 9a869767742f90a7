from datetime import UTC, datetime, timedelta

import pytest

from hiring import clock

pytestmark = pytest.mark.django_db


def test_database_now_is_an_aware_instant_of_this_moment():
    now = clock.database_now()
    assert now.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)


def test_database_now_goes_on_inside_a_transaction():
    first = clock.database_now()
    assert clock.database_now() >= first


def test_a_page_is_shown_as_of_one_instant():
    with clock.one_glance():
        assert clock.glance() == clock.glance()


def test_each_page_glances_anew():
    with clock.one_glance():
        first = clock.glance()
    with clock.one_glance():
        assert clock.glance() > first
    assert clock.glance() < clock.glance()
