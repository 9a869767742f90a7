"""Reference data: files in git, read strictly and brought into the database by stable slugs.

How a module uses it:

    @reference.row
    class SkillRow(reference.Row):          # `line` and `file` come with Row
        slug: str
        title: str
        minutes: reference.Amount | None = None

    rows = reference.read(DATA / "skills.toml", "skill", SkillRow)
    counts = reference.upsert(Skill, rows, fields=("title", "minutes"), now=now)
"""

from benchmarks.reference.errors import Problem, ReferenceFileError
from benchmarks.reference.reader import Amount, Row, read, row
from benchmarks.reference.upserts import Counts, refused, upsert

__all__ = ["Amount", "Counts", "Problem", "ReferenceFileError", "Row", "read", "refused", "row", "upsert"]
