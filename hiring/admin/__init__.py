"""The admin's pages, one module for each subject."""

from hiring.admin import reference

__all__ = ["reference"]
