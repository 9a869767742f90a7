"""Who judges: what arrived, held against what was owed. The engine's own rows have no say."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tests.chaos.owed import BREACHED, Debts


@dataclass
class Findings:
    """What an oracle found. `copies`: how often each owed letter was accepted."""

    copies: Counter[str]
    lost: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    shown_twice: list[str] = field(default_factory=list)
    repeats: int = 0
    lateness: list[float] = field(default_factory=list)

    @property
    def latest(self) -> float:
        return max(self.lateness, default=0.0)


def judge(debts: Debts, accepted: Iterable[dict[str, Any]], *, keyed: bool = True) -> Findings:
    """Hold what was accepted against the debts. `keyed`: the inbox and the webhooks as well."""
    mails = [one for one in accepted if one["channel"] == "email"]
    found = Findings(Counter(one["to"] for one in mails if one["to"] in debts.letters))
    _arrivals(found, "email", debts.letters, [(one["to"], one["at"]) for one in mails])
    # to somebody who is owed one letter any second one is a repeat; to others one under the same key
    others = Counter((one["to"], one["key"]) for one in mails if one["to"] not in debts.letters)
    found.repeats += sum(count - 1 for count in [*found.copies.values(), *others.values()])
    if keyed:
        shown = inbox()
        _arrivals(found, "inbox", debts.letters, shown)
        found.shown_twice += [f"inbox: {who}" for who, count in Counter(who for who, _at in shown).items() if count > 1]
    if keyed and debts.breaches:
        _webhooks(found, debts, [one for one in accepted if one["channel"] == "webhook"])
    return found


def inbox() -> list[tuple[str, float]]:
    """What people see in the inbox of the product, with the instant from which they see it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.email, extract(epoch FROM i.at)::float8 FROM hiring_inboxitem i "
            "JOIN hiring_user u ON u.id = i.recipient_id WHERE u.email LIKE '%owed%'"
        )
        return cursor.fetchall()


def _arrivals(found: Findings, channel: str, owed: dict[Any, float], arrived: Iterable[tuple[Any, float]]) -> None:
    first: dict[Any, float] = {}
    for who, at in arrived:
        first[who] = min(at, first.get(who, at))
    found.lost += [f"{channel}: {who}" for who in owed if who not in first]
    late = {who: at - owed[who] for who, at in first.items() if who in owed}
    found.early += [f"{channel}: {who} {-by:.3f} s early" for who, by in late.items() if by < 0]
    found.lateness += late.values()


def _webhooks(found: Findings, debts: Debts, posts: list[dict[str, Any]]) -> None:
    """A receiver drops what comes again under its webhook-id: shown is each id once."""
    ids: dict[int, set[str]] = defaultdict(set)
    arrived = []
    for post in posts:
        if post["body"]["type"] == BREACHED:
            which = int(post["body"]["data"]["application_id"])
            ids[which].add(post["key"])
            arrived.append((which, post["at"]))
    _arrivals(found, "webhook", debts.breaches, arrived)
    found.shown_twice += [
        f"webhook: {which} {json.dumps(sorted(keys))}" for which, keys in ids.items() if len(keys) > 1
    ]
    found.repeats += sum(count - 1 for count in Counter(post["key"] for post in posts).values())
