"""The admin's pages, one module for each subject."""

from interviews.admin import questions, reference

__all__ = ["questions", "reference"]
