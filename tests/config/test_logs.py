import logging

import pytest

from config.logs import OneLineForRefusals


@pytest.mark.parametrize(("status", "keeps"), [(403, False), (404, False), (500, True)])
def test_a_refusal_is_one_line(status: int, keeps: bool):
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Forbidden", (), (ValueError, None, None))
    record.status_code = status
    assert OneLineForRefusals().filter(record)
    assert bool(record.exc_info) is keeps


def test_what_is_no_answer_keeps_its_traceback():
    record = logging.LogRecord("hiring", logging.ERROR, "", 1, "broken", (), (ValueError, None, None))
    assert OneLineForRefusals().filter(record)
    assert record.exc_info
