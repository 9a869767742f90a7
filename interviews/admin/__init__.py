"""The admin's pages, one module for each subject."""

from interviews.admin import interviews, kits, questions, reference, scorecards

__all__ = ["interviews", "kits", "questions", "reference", "scorecards"]
