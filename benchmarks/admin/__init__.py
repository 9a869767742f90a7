"""The admin's pages for bands, premiums and company guides; Django's view permissions decide who sees pay."""

from benchmarks.admin import bands, guides, reference

__all__ = ["bands", "guides", "reference"]
