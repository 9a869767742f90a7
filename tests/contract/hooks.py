"""What the run adds to schemathesis: nothing planted in any answer, and the count of the calls of each operation."""

import atexit
import json
import os
import re
from collections import Counter
from pathlib import Path

import schemathesis
from schemathesis.core.failures import Failure

from tests.contract import rules

ORDER = json.loads(os.environ["CONTRACT_ORDER"])
PATTERN = re.compile("|".join(ORDER["must_not_read"]) or r"(?!)", re.IGNORECASE)

calls: Counter[str] = Counter()
"""By operation and status."""


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    calls[f"{case.operation.label} {response.status_code}"] += 1


@schemathesis.hook
def filter_failure(
    context: schemathesis.HookContext, failure: Failure, case: schemathesis.Case, response: schemathesis.Response
) -> bool:
    return not rules.is_a_rule(failure, case, response)


@schemathesis.check
def nothing_planted(ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """No name, no amount that this key may not know, in the body or the headers."""
    headers = "\n".join(value for values in response.headers.values() for value in values)
    for text in (response.content.decode("utf-8", "replace"), headers):
        if found := PATTERN.search(text):
            around = text[max(0, found.start() - 60) : found.end() + 60]
            raise AssertionError(f"{ORDER['role']} can read {found.group()!r}: …{around}…")


@atexit.register
def tell() -> None:
    Path(ORDER["counts"]).write_text(json.dumps(calls))
