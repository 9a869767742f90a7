"""Typed readers of the environment that refuse a bad value by the variable's name."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


class Reader:
    """Reads variables as what they stand for. An empty variable counts as absent."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str, default: str | None = None) -> str:
        """The variable as it is; without a default it is required."""
        value = self._values.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise _refusal(name, "is required and not set")
        return default

    def flag(self, name: str, default: bool) -> bool:
        """Yes or no."""
        value = self.text(name, "").lower()
        if not value:
            return default
        if value in TRUE or value in FALSE:
            return value in TRUE
        raise _refusal(name, f"is {value!r}, which is neither true nor false")

    def number(self, name: str, default: int, *, at_least: int = 0) -> int:
        """A whole number, not below `at_least`."""
        value = self.text(name, "")
        if not value:
            return default
        try:
            number = int(value)
        except ValueError:
            raise _refusal(name, f"is {value!r}, which is not a whole number") from None
        if number < at_least:
            raise _refusal(name, f"is {number}, which is below {at_least}")
        return number

    def names(self, name: str, default: list[str]) -> list[str]:
        """A list, separated by commas."""
        return [part.strip() for part in self.text(name, "").split(",") if part.strip()] or default

    def origin(self, name: str, default: str | None = None) -> str:
        """An http(s) address without a path, such as https://twelve.example.com."""
        value = self.text(name, default).rstrip("/")
        parts = _split(name, value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise _refusal(name, f"is {value!r}, which is not an address like https://twelve.example.com")
        return value

    def origins(self, name: str, default: list[str]) -> list[str]:
        """A list of http(s) addresses without a path."""
        return [Reader({name: value}).origin(name) for value in self.names(name, default)]

    def address(self, name: str) -> str:
        """An https address that may carry a secret in its path, or nothing. A refusal does not repeat it."""
        value = self.text(name, "")
        parts = _split(name, value)
        loopback = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if value and not (parts.hostname and (parts.scheme == "https" or loopback)):
            raise _refusal(name, "is not an address that begins with https://")
        return value

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self.text(name, default).lower()
        if value not in choices:
            raise _refusal(name, f"is {value!r}, which is none of {', '.join(choices)}")
        return value

    def path(self, name: str, default: Path) -> Path:
        """A file or a folder, as an absolute path."""
        return Path(self.text(name, str(default))).absolute()

    def redis(self, name: str) -> str | None:
        """The address of a Redis or Valkey server, or None when there is none."""
        value = self.text(name, "")
        if not value:
            return None
        if _split(name, value).scheme not in {"redis", "rediss", "redis+socket"}:
            raise _refusal(name, "is not an address like redis://localhost:6379/0")
        return value

    def database(self, name: str) -> dict[str, Any] | None:
        """Django's description of the PostgreSQL database that an address names, or None when there is none."""
        value = self.text(name, "")
        if not value:
            return None
        if _split(name, value).scheme not in {"postgres", "postgresql"}:
            raise _refusal(name, "is not an address like postgres://user:password@localhost:5432/twelve")
        return dict(environ.Env.db_url_config(value))

    def mail(self, name: str) -> dict[str, Any]:
        """Django's EMAIL_ settings for an address such as smtp+tls://user:password@smtp.example.com:587."""
        value = self.text(name)
        parts = _split(name, value)
        if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl"} or not parts.hostname:
            raise _refusal(name, "is not an address like smtp+tls://user:password@smtp.example.com:587")
        config = environ.Env.email_url_config(value)
        return {key: config[key] for key in config if key.startswith("EMAIL_") and config[key] not in {None, ""}}


def process_environment(file: Path | None = None) -> Reader:
    """What the process was started with, over what the .env file says. `ENV_FILE=` (empty) reads no file."""
    named = os.environ.get("ENV_FILE", str(BASE_DIR / ".env"))
    path = file or (Path(named) if named else None)
    return Reader({**(_file_values(path) if path and path.is_file() else {}), **os.environ})


def _file_values(path: Path) -> dict[str, str]:
    values = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip().removeprefix("export ")
        if not text or text.startswith("#"):
            continue
        name, sign, value = text.partition("=")
        if not sign or not name.strip().isidentifier():
            raise ImproperlyConfigured(f"{path.name}, line {number}: expected NAME=value. See .env.example.")
        value = value.strip()
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        values[name.strip()] = value[1:-1] if quoted else value
    return values


def _split(name: str, value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it is the check
    except ValueError:
        raise _refusal(name, "is not an address") from None
    return parts


def _refusal(name: str, problem: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} {problem}. See .env.example.")


env = process_environment()
