"""How many rows are each given values of their own in one statement."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models


def write(model: type[models.Model], rows: Iterable[Mapping[str, Any]], fields: Sequence[str]) -> None:
    """Set the named columns of each row, found by its "id", by one UPDATE however many there are.

    `QuerySet.bulk_update` writes a CASE over all rows for each column: its time grows with the square of their number.
    The names are those of model attributes (`message_id`), never input.
    """
    known = {field.attname: field for field in model._meta.concrete_fields}
    columns = {name: known[name] for name in fields}
    values = [
        {"id": row["id"], **{name: field.get_db_prep_save(row[name], connection) for name, field in columns.items()}}
        for row in rows
    ]
    if not values:
        return
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), list(columns)
    assignments = ", ".join(f"{quote(name)} = v.{quote(name)}" for name in names)
    if connection.vendor == "postgresql":
        types = {name: field.db_type(connection) for name, field in columns.items()}
        listed = ", ".join(f"{quote(name)} {kind}" for name, kind in {"id": "bigint", **types}.items())
        source = f"jsonb_to_recordset(%s::jsonb) AS v({listed})"
    else:
        listed = ", ".join(f"json_extract(value, '$.{name}') AS {quote(name)}" for name in ["id", *names])
        source = f"(SELECT {listed} FROM json_each(%s)) AS v"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {assignments} FROM {source} WHERE {table}.id = v.id",
            [json.dumps(values, default=str)],
        )
