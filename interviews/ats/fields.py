"""Which fields of a vendor's order are as they have to be."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from interviews.ats import reporting
from interviews.ats.calls import Call, CallRefused

LONGEST = 500
MISSING = object()


class Fields:
    """Reads one field after the other, named by their path (`candidate.email`), and notes what is wrong.

    Unknown fields are ignored: vendors add some.
    """

    def __init__(self, body: dict[str, Any]) -> None:
        self._body = body
        self.wrong: dict[str, str] = {}

    def text(self, path: str, *, at_most: int = LONGEST) -> str:
        """A text that has to be there, without white space around it."""
        value = self._find(path)
        if value is MISSING or value is None:
            return self._note(path, "is missing.")
        if not isinstance(value, str):
            return self._note(path, "has to be a string.")
        if not value.strip():
            return self._note(path, "is empty.")
        if len(value.strip()) > at_most:
            return self._note(path, f"is longer than {at_most} characters.")
        return value.strip()

    def email(self, path: str) -> str:
        """An e-mail address that has to be there."""
        value = self.text(path, at_most=254)
        try:
            if value:
                validate_email(value)
        except ValidationError:
            return self._note(path, "is not an e-mail address.")
        return value

    def optional(self, path: str, *, at_most: int = LONGEST) -> str:
        """A text that may be absent; empty also where what stands there is none, or does not fit."""
        value = self._find(path)
        return value.strip() if isinstance(value, str) and len(value.strip()) <= at_most else ""

    def callback(self, path: str, call: Call, *, hosts: tuple[str, ...]) -> str:
        """The address at which the vendor is to be told, where one is given: its own, or at its remote URL."""
        url = self.text(path) if self._find(path) not in (MISSING, None, "") else ""
        try:
            if url:
                reporting.refuse_stranger(url, remote_url=call.connection.remote_url, hosts=hosts)
        except ValidationError:
            return self._note(path, f"is not an https address of {' or '.join(hosts)}: no result could be sent there.")
        return url

    def refuse_wrong(self) -> None:
        """Refuse with 422 when anything that was asked for is wrong, naming all of it."""
        if self.wrong:
            said = " ".join(f"{path} {what}" for path, what in self.wrong.items())
            raise CallRefused(422, said, self.wrong, "invalid")

    def _find(self, path: str) -> Any:
        value: Any = self._body
        for name in path.split("."):
            value = value.get(name, MISSING) if isinstance(value, dict) else MISSING
        return value

    def _note(self, path: str, what: str) -> str:
        self.wrong.setdefault(path, what)
        return ""
