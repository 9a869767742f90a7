"""Keeps up with the applications in Twelve: reads what changed since the last time. Standard library only.

    TWELVE=http://127.0.0.1:8000 TWELVE_KEY=twl_... python3 examples/sync.py sync.json --every 60

The file remembers how far it came; without `--every` it looks once. One line is printed for each change.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

OVERLAP = timedelta(seconds=60)
"""A change is dated when it begins and seen when it is committed: look back over what may have been on its way."""
PATIENCE = 5
"""Times that one page is asked for."""


def pages(url: str, key: str) -> Iterator[list[dict[str, Any]]]:
    """The pages of a list, along its `Link: <...>; rel="next"` (the body's `next_cursor` says the same)."""
    start, following = urlsplit(url), url
    while following:
        body, link = fetch(following, key)
        yield body["data"]
        found = re.search(r'<([^>]+)>;\s*rel="next"', link)
        following = found[1] if found else ""
        if following and urlsplit(following)[:2] != start[:2]:  # the key goes to nobody else
            raise ValueError(f"the next page is on another machine: {following}")


def fetch(url: str, key: str) -> tuple[dict[str, Any], str]:
    """The body and the Link header of one page. Too many calls, or a server that is away: wait, then ask again."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"})
    for attempt in range(1, PATIENCE + 1):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer), answer.headers.get("Link", "")
        except urllib.error.HTTPError as problem:
            if problem.code not in (429, 502, 503, 504) or attempt == PATIENCE:
                raise
            wait = problem.headers.get("Retry-After", "")
            time.sleep(int(wait) if wait.isdecimal() else 2**attempt)
    raise AssertionError("the last attempt answers or raises")


def sync(twelve: str, key: str, memory: Path) -> Iterator[dict[str, Any]]:
    """The applications that changed, each as it is now, the oldest change first.

    What was seen and is still within the overlap is remembered by its `updated_at`, so that it does not come twice.
    What breaks off goes on where it was.
    """
    known = json.loads(memory.read_text()) if memory.exists() else {"since": None, "seen": {}}
    since, seen = known["since"], known["seen"]
    query = {"limit": "100"} | {"updated_since": back(since) if since else "1970-01-01T00:00:00Z"}
    for rows in pages(f"{twelve}/api/v1/applications/?{urlencode(query)}", key):
        for row in rows:
            if seen.get(str(row["id"])) != row["updated_at"]:
                yield row
            seen[str(row["id"])] = since = row["updated_at"]
        if since:
            seen = {pk: at for pk, at in seen.items() if moment(at) >= moment(since) - OVERLAP}
            remember(memory, {"since": since, "seen": seen})


def moment(spelled: str) -> datetime:
    return datetime.fromisoformat(spelled.replace("Z", "+00:00"))


def back(spelled: str) -> str:
    return (moment(spelled) - OVERLAP).isoformat().replace("+00:00", "Z")


def remember(memory: Path, known: dict[str, Any]) -> None:
    """Write the file anew in one step: killed in between, the old one is still whole."""
    fresh = memory.with_suffix(".new")
    fresh.write_text(json.dumps(known))
    fresh.replace(memory)


def main() -> None:
    parser = argparse.ArgumentParser(description="Print the applications in Twelve that changed since the last time.")
    parser.add_argument("memory", type=Path, help="file that remembers how far it came")
    parser.add_argument("--every", type=float, metavar="SECONDS", help="go on looking; once if not given")
    given = parser.parse_args()
    while True:
        for row in sync(os.environ["TWELVE"], os.environ["TWELVE_KEY"], given.memory):
            name = row["external_id"] or "-"
            print(row["updated_at"], row["id"], name, row["stage"], row["clock"]["standing"], flush=True)
        if not given.every:
            return
        time.sleep(given.every)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
