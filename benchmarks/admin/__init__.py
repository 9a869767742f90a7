"""The admin's pages for bands, premiums, surveys, rates, guides; Django's view permissions decide who sees pay."""

from benchmarks.admin import bands, guides, rates, reference, surveys

__all__ = ["bands", "guides", "rates", "reference", "surveys"]
