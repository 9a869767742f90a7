"""Which rows the reference files of hiring stand for: what the guide says, calendars, the policy, the roles."""

from datetime import datetime, time
from pathlib import Path
from typing import Literal

from django.db import transaction

from benchmarks import reference
from benchmarks.models.reference import ReferenceModel
from hiring import access, clock, policies
from hiring.models import ChecklistPoint, LandscapeCategory, MarketFact, RoleScope, SourcingChannel, WorkCalendar

DATA = Path(__file__).parent / "data"


@reference.row
class ScopeRow(reference.Row):
    slug: str
    title: str
    summary: str
    eur_low: reference.Amount
    eur_high: reference.Amount
    focus: tuple[str, ...]
    builds: tuple[str, ...]
    core_tools: tuple[str, ...]
    question: str
    needed_when: tuple[str, ...]


@reference.row
class CategoryRow(reference.Row):
    slug: str
    title: str
    leaders: tuple[str, ...]
    rising: tuple[str, ...]
    note: str


@reference.row
class ChannelRow(reference.Row):
    slug: str
    title: str
    signals: tuple[str, ...]
    evidence: str
    how_to: str


@reference.row
class PointRow(reference.Row):
    number: int
    slug: str
    title: str
    question: str
    help: str
    example: str


@reference.row
class FactRow(reference.Row):
    slug: str
    title: str
    low: reference.Amount
    high: reference.Amount
    bound: Literal["exact", "range", "above", "below"]
    unit: str
    as_of: str
    source: str
    note: str


@reference.row
class CalendarRow(reference.Row):
    slug: str
    title: str
    country: str
    subdivision: str
    days: tuple[int, ...]
    opens: time
    closes: time


FILES: tuple[tuple[str, str, type[reference.Row], type[ReferenceModel]], ...] = (
    ("role_scopes.toml", "role_scopes", ScopeRow, RoleScope),
    ("landscape.toml", "categories", CategoryRow, LandscapeCategory),
    ("sourcing_channels.toml", "channels", ChannelRow, SourcingChannel),
    ("checklist.toml", "points", PointRow, ChecklistPoint),
    ("market_facts.toml", "facts", FactRow, MarketFact),
    ("calendars.toml", "calendars", CalendarRow, WorkCalendar),
)


@transaction.atomic
def load(*, now: datetime | None = None) -> list[str]:
    """Bring the files into the database, all or nothing; a line for each. Raises ReferenceFileError. Idempotent."""
    now = now or clock.database_now()
    lines = []
    for name, table, row_type, model in FILES:
        rows = reference.read(DATA / name, table, row_type)
        fields = [field for field in row_type.__annotations__ if field != "slug"]
        lines.append(
            reference.upsert(model, rows, fields=fields, now=now).summary(str(model._meta.verbose_name_plural))
        )
    lines.append(f"SLA policy: version {policies.publish(now=now).version}")
    lines.append(f"roles: {access.load_roles()}")
    return lines
