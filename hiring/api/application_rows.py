"""Which rows an application is shown from: its own, and what its answer tells besides, by a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import Any, cast

from django.db.models import BigIntegerField, DateTimeField, QuerySet

from hiring import disclosure, standing
from hiring.api.pagination import behind
from hiring.models import Application, RoundResult, SlaPolicy, User
from hiring.models.application import ApplicationQuerySet
from hiring.prepared import Among, Blank, Ids, Prepared, Reader

PERSON = ("username", "first_name", "last_name")
LONGEST_ID = 18
"""Digits. The database counts no further, and would refuse to look for more."""


def _columns(model: Any, **of_related: tuple[str, ...]) -> list[str]:
    related = [f"{name}__{column}" for name, columns in of_related.items() for column in columns]
    return [field.name for field in model._meta.concrete_fields] + related


@cache
def in_order() -> ApplicationQuerySet:
    """Applications with as much of the rows that they belong to as is shown, newest first. `complete` adds the rest."""
    names = ("external_id", "source_system")
    brief = {"candidate": (*names, "name", "erased_at"), "requisition": (*names, "title")}
    decision = ("outcome", "reason", "at", "application", *(f"by__{name}" for name in PERSON))
    columns = _columns(Application, **brief, decision=decision)
    rows = Application.objects.select_related("candidate", "requisition", "decision__by").only(*columns)
    return rows.order_by("-created_at", "-pk")


def one(pk: int | str, *, reader: User) -> Application | None:
    """The row of one application, if this user may see it."""
    if len(str(pk)) > LONGEST_ID:
        return None
    found: list[Application] = _one(*Reader.like(reader)).rows(reader=reader.pk, pk=pk)
    return found[0] if found else None


def newest(limit: int, after: Sequence[Any], *, reader: User) -> list[Application]:
    """So many rows of those that the user may see, in order, behind the one that was created then and has that id."""
    created_at, pk = after or (None, None)
    page = _page(*Reader.like(reader), limit, bool(after))
    return page.rows(reader=reader.pk, created_at=created_at, pk=pk)


def complete(applications: Collection[Application], *, reader: User) -> None:
    """Give the rows their policies, their next deadlines, and `told_results`: the results as the user sees them."""
    if not applications:
        return
    ids = [row.pk for row in applications]
    policies = {row.pk: row for row in _policies.rows(policies={row.policy_id for row in applications})}
    results: dict[int, list[RoundResult]] = defaultdict(list)
    for result in _results(*Reader.like(reader)).rows(reader=reader.pk, applications=ids):
        results[result.application_id].append(result)
    for row in applications:
        row.policy = policies[row.policy_id]
        row.told_results = results[row.pk]  # type: ignore[attr-defined]
    standing.look_ahead(applications)


@lru_cache(maxsize=64)
def _one(is_service: bool, granted: frozenset[str]) -> Prepared:
    reader = cast(User, Reader(is_service, granted))
    return Prepared(lambda: in_order().visible_to(reader).filter(pk=Blank("pk", BigIntegerField())).order_by())


@lru_cache(maxsize=64)
def _page(is_service: bool, granted: frozenset[str], limit: int, is_further: bool) -> Prepared:
    reader = cast(User, Reader(is_service, granted))

    def page() -> QuerySet[Application]:
        seen = in_order().visible_to(reader)
        after = [Blank("created_at", DateTimeField()), Blank("pk", BigIntegerField())]
        return (seen.filter(behind(seen, after)) if is_further else seen)[:limit]

    return Prepared(page)


@lru_cache(maxsize=64)
def _results(is_service: bool, granted: frozenset[str]) -> Prepared:
    reader = cast(User, Reader(is_service, granted))

    def told() -> QuerySet[RoundResult]:
        found = disclosure.results_for(reader).filter(Among("application_id", Ids("applications")))
        return found.select_related("by").only(*_columns(RoundResult, by=PERSON)).order_by("at", "pk")

    return Prepared(told)


@Prepared
def _policies() -> QuerySet[SlaPolicy]:
    return SlaPolicy.objects.filter(Among("pk", Ids("policies"))).only("version", "figures").order_by()
