"""Every code that a rule refuses with has its place in the one table of statuses."""

import ast
from collections.abc import Iterator
from pathlib import Path

from config.env import BASE_DIR
from hiring.api.refusals import STATUSES

DOORS = {"admin", "api", "management", "migrations", "views", "forms.py", "forms"}
OF_THE_DOOR = {"key_expired", "key_malformed", "key_revoked", "key_unknown"}
"""Answered with 401 before any rule is asked."""
WITH_THEIR_STATUS = {"CallRefused"}
"""What vendors are answered: each says its status itself."""


def codes() -> Iterator[tuple[str, Path]]:
    for app in ("hiring", "interviews"):
        for path in (BASE_DIR / app).rglob("*.py"):
            if DOORS & set(path.relative_to(BASE_DIR).parts):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.Call) or ast.unparse(node.func) in WITH_THEIR_STATUS:
                    continue
                for keyword in node.keywords:
                    if keyword.arg == "code":
                        if isinstance(keyword.value, ast.JoinedStr):  # f"{name}_missing": its values are in the table
                            continue
                        for inner in ast.walk(keyword.value):
                            if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                                yield inner.value, path


def test_every_code_of_a_rule_has_its_status():
    found = {code: path.relative_to(BASE_DIR) for code, path in codes()}
    assert "closed_stage" in found
    unknown = {code: str(path) for code, path in found.items() if code not in STATUSES and code not in OF_THE_DOOR}
    assert not unknown, "add them to hiring/api/refusals.py: 409 for the state of things, 400 for the request"
