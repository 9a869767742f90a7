"""Tells on which line of a TOML text each of its values stands."""

from __future__ import annotations

import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

QUOTES = ('"', "'")


def lines_of(text: str) -> dict[Path, int]:
    """Map the path of every table and value, such as `("band", 2, "low")`, to its 1-based line.

    The text must already have been accepted by `tomllib`: this only looks for places, it does not check.
    """
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.breaks = [place for place, sign in enumerate(text) if sign == "\n"]
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        here: Path = ()
        self._skip_blank()
        while self.at < len(self.text):
            here = self._header() if self._sign() == "[" else self._pair(here)
            self._skip_blank()
        return self.found

    def _sign(self) -> str:
        return self.text[self.at : self.at + 1]

    def _line(self) -> int:
        return bisect_right(self.breaks, self.at - 1) + 1

    def _note(self, path: Path) -> None:
        self.found.setdefault(path, self._line())

    def _skip_blank(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t\r\n#":
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            else:
                self.at += 1

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: where the pairs that follow belong."""
        array = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if array else 1
        names = self._key("]")
        end = self.at + (2 if array else 1)
        self.at = start
        path: Path = ()
        for number, name in enumerate(names, start=1):
            path += (name,)
            self._note(path)
            if array and number == len(names):
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path += (self.counts[path] - 1,)
                self._note(path)
        self.at = end
        return path

    def _pair(self, table: Path) -> Path:
        """`a.b = value` inside the table given; answers the same table."""
        start = self.at
        names = self._key("=")
        end, self.at = self.at, start
        path = table
        for name in names:
            path += (name,)
            self._note(path)
        self.at = end + 1
        self._value(path)
        return table

    def _key(self, closing: str) -> list[str]:
        """The parts of a dotted key; stops on the closing sign."""
        parts: list[str] = []
        bare = ""
        while (sign := self._sign()) != closing:
            if sign in QUOTES:
                start = self.at
                self._string()
                parts.append(tomllib.loads(f"key = {self.text[start : self.at]}")["key"])
                continue
            if sign == "." or sign.isspace():
                if bare:
                    parts.append(bare)
                bare = ""
            else:
                bare += sign
            self.at += 1
        return [*parts, bare] if bare else parts

    def _value(self, path: Path) -> None:
        self._skip_blank()
        sign = self._sign()
        if sign in QUOTES:
            self._string()
        elif sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline_table(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def _string(self) -> None:
        quote = self._sign()
        long = self.text.startswith(quote * 3, self.at)
        closing = quote * 3 if long else quote
        self.at += len(closing)
        while not self.text.startswith(closing, self.at):
            self.at += 2 if quote == '"' and self._sign() == "\\" else 1
        self.at += len(closing)
        while long and self._sign() == quote:  # a long string may end in up to two quotes of its own
            self.at += 1

    def _array(self, path: Path) -> None:
        self.at += 1
        number = 0
        self._skip_blank()
        while self._sign() != "]":
            if self._sign() == ",":
                self.at += 1
            else:
                self._note((*path, number))
                self._value((*path, number))
                number += 1
            self._skip_blank()
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        self._skip_blank()
        while self._sign() != "}":
            if self._sign() == ",":
                self.at += 1
            else:
                self._pair(path)
            self._skip_blank()
        self.at += 1
