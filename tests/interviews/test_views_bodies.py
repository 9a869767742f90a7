"""A call whose body does not arrive is answered, at each door for an ATS."""

import json
from typing import Any

import pytest
from django.test import RequestFactory

from interviews.views.ats import assessments
from interviews.views.ats_webhook import webhook


class Lost:
    """A connection that is gone."""

    def read(self, *_size: int) -> bytes:
        raise OSError("connection reset")

    def close(self) -> None:
        """Nothing is open any more."""


@pytest.mark.parametrize(
    ("view", "named"),
    [
        (assessments, {"vendor": "greenhouse", "slug": "main", "place": "send_test"}),
        (webhook, {"vendor": "greenhouse", "slug": "main"}),
    ],
)
def test_a_body_that_breaks_off_is_a_bad_request(view: Any, named: dict[str, str]) -> None:
    request: Any = RequestFactory().post("/", b"{}", content_type="application/json")
    request._stream = Lost()
    answer = view(request, **named)
    assert (answer.status_code, json.loads(answer.content)["code"]) == (400, "bad_request")
