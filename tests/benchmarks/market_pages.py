"""The pages of the market as tests open and read them."""

import csv
import re
from html import unescape
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.benchmarks.market_world import guide

ON = "2026-03-02"


def get(client: Client, name: str, *args: Any, status: int = 200, **query: Any) -> str:
    """The page as text, as a reader hears it: without tags, with single spaces."""
    answer = client.get(address(name, *args, **query))
    assert answer.status_code == status, answer.status_code
    return said(answer)


def address(name: str, *args: Any, **query: Any) -> str:
    return reverse(name, args=args) + (f"?{urlencode(query, doseq=True)}" if query else "")


def said(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def rows(answer: Any) -> list[list[str]]:
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def every_address() -> list[str]:
    made = guide()
    quote = {"level": "senior", "region": "germany", "on": ON}
    return [
        address("market"),
        *(address("market_file", kind) for kind in ("csv", "xlsx")),
        address("market_quote", **quote),
        address("market_quote_file", "csv", **quote),
        address("market_guides"),
        address("market_guides_file", "xlsx"),
        address("market_compare"),
        address("market_compare_file", "csv"),
        address("market_guide", made.pk),
        address("market_guide_file", made.pk, "xlsx"),
    ]


def queries(client: Client, url: str) -> int:
    client.get(url)  # what is kept for a while is there
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)
