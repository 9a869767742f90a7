from datetime import UTC, date, datetime

import pytest
import time_machine

from benchmarks import days
from tests.refusals import refuses

pytestmark = pytest.mark.django_db


def test_the_market_is_foreseen_for_ten_years():
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        assert days.last() == date(2036, 11, 28)  # ten times 366 days
        days.refuse_too_late(date(2036, 11, 28))
        days.refuse_too_late(date(1999, 1, 1))
        with refuses("day_out_of_reach"):
            days.refuse_too_late(date(2036, 11, 29))
