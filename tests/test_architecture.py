"""The shape of the code, read from its syntax: what a module imports and calls, whatever its name is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.env import BASE_DIR
from hiring.stages import mermaid

APPS = ("benchmarks", "hiring", "interviews")
TOP_LEVEL = {*APPS, "config", "tests", "bin", "examples"}
"""The folders of the project. `examples` is for those who write the other end: nothing here imports it."""
# A way in, by the name of the module or of a folder above it. Every other module of an app holds rules.
DOORS = {
    "admin",
    "api",
    "apps",
    "forms",
    "management",
    "middleware",
    "migrations",
    "serializers",
    "tasks",
    "templatetags",
    "urls",
    "views",
}
DOORS_OF_OTHERS = (
    "celery",
    "config",
    "django.contrib.admin",
    "django.contrib.messages",
    "django.forms",
    "django.http",
    "django.shortcuts",
    "django.views",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "kombu",
    "rest_framework",
    "unfold",
)


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((BASE_DIR / folder).rglob("*.py"))


def parts(path: Path) -> tuple[str, ...]:
    return path.relative_to(BASE_DIR).with_suffix("").parts


def is_door(names: tuple[str, ...]) -> bool:
    return any(name in DOORS or name.endswith("_forms") for name in names[1:])


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reaches(name: str, forbidden: str) -> bool:
    return name == forbidden or name.startswith(forbidden + ".")


def is_a_door_of_ours(name: str) -> bool:
    names = tuple(name.split("."))
    return names[0] in APPS and is_door(names)


RULES = [path for path in modules(*APPS) if not is_door(parts(path))]


def test_top_level_has_the_folders_that_everybody_knows():
    held = {path.relative_to(BASE_DIR).parts[0] for path in BASE_DIR.glob("[!.]*/**/*.py")} - {"var"}
    assert held == TOP_LEVEL
    assert [name for path in modules(*APPS, "config") for name in imports(path) if reaches(name, "examples")] == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: "/".join(parts(path)))
def test_rule_imports_no_door(path: Path):
    found = {name for name in imports(path) if is_a_door_of_ours(name)}
    found |= {name for name in imports(path) for door in DOORS_OF_OTHERS if reaches(name, door)}
    assert not found


@pytest.mark.parametrize("path", RULES, ids=lambda path: "/".join(parts(path)))
def test_rule_opens_with_a_sentence_and_stays_readable(path: Path):
    source = path.read_text()
    tree = ast.parse(source)
    if "models" not in parts(path):  # a model's own docstring says it there
        assert not tree.body or ast.get_docstring(tree), "a rule module says in one sentence what it decides"
    assert source.count("\n") <= 250, "a rule module over 250 lines is two modules"


def test_no_task_is_sent_with_a_time_of_its_own():
    """A task with an eta or a countdown runs again whenever the broker's visibility timeout passes: use a row."""
    found = [
        f"{'/'.join(parts(path))}:{node.lineno}"
        for path in modules(*APPS, "config")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and {keyword.arg for keyword in node.keywords} & {"eta", "countdown"}
        if not is_the_refusal(node)
    ]
    assert not found


def test_nothing_publishes_a_task():
    """The timetable alone does. A page, a verb or a command writes a row, so that it works with the broker dead."""
    found = [
        f"{'/'.join(parts(path))}:{node.lineno}"
        for path in modules(*APPS, "config")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"delay", "apply_async", "send_task", "signature", "producer_or_acquire"}
        and not is_the_refusal(node)
    ]
    assert not found


def test_tasks_take_keys_of_rows_and_nothing_else():
    """What a task is given lies in the broker and in logs: never anything about a person."""
    found = []
    for path in modules(*APPS, "config"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and any(is_a_task(each) for each in node.decorator_list):
                arguments = node.args
                assert arguments.vararg is arguments.kwarg is None, f"{node.name} takes whatever it is given"
                given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
                found.append(node.name)
                assert [each.arg for each in given if not is_a_key(each)] == [], f"{node.name} takes more than keys"
    assert "sweep_reminders" in found


def is_the_refusal(call: ast.Call) -> bool:
    """The one place that hands on what it did not refuse: config/publishing.py."""
    return ast.unparse(call.func) == "super().send_task"


def is_a_task(decorator: ast.expr) -> bool:
    return ast.unparse(decorator).split("(")[0].split(".")[-1] in {"shared_task", "task", "periodic_task"}


def is_a_key(argument: ast.arg) -> bool:
    kind = ast.unparse(argument.annotation) if argument.annotation else ""
    return argument.arg.endswith(("_id", "_ids")) and kind in {"int", "list[int]"}


def test_wiring_is_imported_by_the_wiring_only():
    found = {"/".join(parts(path)) for path in modules(*APPS) for name in imports(path) if reaches(name, "config")}
    assert not found


def test_no_template_loads_from_another_machine():
    """No CDN: a page of ours works where the network ends at the door."""
    templates = [path for folder in (*APPS, "config") for path in (BASE_DIR / folder).rglob("*.html")]
    marks = ('src="http', "src='http", 'src="//', '<link rel="stylesheet" href="http', "@import url(http", "url(http")
    styles = [path for folder in (*APPS, "config") for path in (BASE_DIR / folder).rglob("*.css")]
    found = {"/".join(parts(path)) for path in templates + styles if any(mark in path.read_text() for mark in marks)}
    assert templates
    assert not found


@pytest.mark.parametrize("app", APPS)
def test_readme_of_an_app_names_each_of_its_rules(app: str):
    readme = (BASE_DIR / app / "README.md").read_text()
    rules = [path.stem for path in (BASE_DIR / app).glob("*.py") if not is_door(parts(path)) and path.stem[0] != "_"]
    assert [name for name in rules if f"`{name}." not in readme] == []


def test_readme_draws_the_stages_as_they_are():
    assert mermaid() in (BASE_DIR / "hiring" / "README.md").read_text()
