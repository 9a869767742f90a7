"""So many applications for the API's bench: a thousand with their history, then copies of them inside the database."""

from datetime import datetime, timedelta

from django.apps import apps
from django.db import connection
from django.db.models import Model

from hiring.models import Application, Candidate, Deadline, Requisition, RoundResult
from hiring.stages import OPEN, ROUNDS
from hiring.step_lengths import STEPS
from tests.bench import populate

FIRST = 1_000
APART = 100_000
"""Between the id of a row and that of its copy: above every id of the first thousand applications."""
FRESH = 20_000_000
"""Rows that are made later have ids from here on, and other ones in each table: an id tells whose it is."""
FINISHED_BEFORE = dict(zip(OPEN, (0, 0, 1, 3, 4, 5, 6), strict=True))
"""How many of the planned steps lie behind an application at each stage."""


def empty() -> None:
    """No application, no candidate, and nothing that hangs on them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE hiring_application, hiring_candidate RESTART IDENTITY CASCADE")


def first(requisition: Requisition, *, now: datetime) -> None:
    """A thousand running applications at all stages, with the steps and rounds behind them."""
    populate.applications(requisition, FIRST, now=now)
    rows = list(Application.objects.order_by("pk"))
    Application.objects.bulk_update(map(_named, rows), ["external_id", "source_system"])
    for stage, finished in FINISHED_BEFORE.items():
        behind = Deadline.objects.filter(application__stage=stage, kind__in=STEPS[:finished], subject="")
        behind.update(state="done", done_at=now - timedelta(days=1))
        rounds = ROUNDS[: ROUNDS.index(stage)] if stage in ROUNDS else ROUNDS if finished else ()
        RoundResult.objects.bulk_create(
            RoundResult(application=row, round=round, verdict="yes", passed=True, by=requisition.hiring_manager, at=now)
            for row in rows
            if row.stage == stage
            for round in rounds
        )


def copies(count: int) -> None:
    """Add copies until there are so many applications, each with its candidate, deadlines and results."""
    for model in (Candidate, Application, Deadline, RoundResult):
        _copy(model, times=count // FIRST - 1)


def fresh_ids() -> None:
    """Let the ids of what is made from now on be far from those of what is there, and from those of other tables."""
    with connection.cursor() as cursor:
        for number, model in enumerate(apps.get_models()):
            if model._meta.pk.get_internal_type() == "BigAutoField":
                table, start = model._meta.db_table, FRESH * (number + 1)
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [f'"{table}"', start])
        cursor.execute("ANALYZE")


def _named(row: Application) -> Application:
    row.external_id, row.source_system = f"a-{row.pk}", "greenhouse"
    return row


def _copy(model: type[Model], *, times: int) -> None:
    moved = {"id", "candidate_id", "application_id"}
    columns, values = [], []
    for field in model._meta.concrete_fields:
        columns.append(f'"{field.column}"')
        name = f'"{field.column}"'
        if field.column in moved:
            name += f" + n * {APART}"
        elif field.column == "created_at":
            name += " - n * interval '1 minute'"
        elif field.column == "external_id":
            name = f"CASE WHEN {name} = '' THEN '' ELSE {name} || '-' || n END"
        values.append(name)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) "
            f"SELECT {', '.join(values)} FROM {table}, generate_series(1, {times}) n WHERE id < {APART}"
        )
