"""Decides how the bytes of a survey's file become lines of cells, whichever of its kinds the file is."""

from __future__ import annotations

from benchmarks.surveys import texts, workbooks
from benchmarks.surveys.limits import LARGEST_FILE, Line, refuse

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def lines_of(content: bytes, *, file: str) -> list[Line]:
    """The lines of a CSV file or a workbook that hold anything, the heading among them.

    What the file is is seen from its content; `file` only names it in messages. Raises SurveyFileError.
    """
    if len(content) > LARGEST_FILE:
        refuse(file, f"the file is larger than {LARGEST_FILE // 1_000_000} MB. Split the survey into several.")
    if not content.strip():
        refuse(file, "the file is empty.")
    if content.startswith(_OLD_OFFICE):
        refuse(file, "this is a workbook of the old kind (.xls), or one with a password: save it as .xlsx without one.")
    if content.startswith(b"PK\x03\x04"):
        return workbooks.lines_of(content, file=file)
    return texts.lines_of(content, file=file)
