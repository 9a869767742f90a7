"""The addresses of the market's pages; a table leaves as a file under the same name with its ending."""

from django.urls import URLPattern, path, register_converter

from benchmarks.views import bands, compare, guides, quote
from benchmarks.views.pay import CSV, XLSX


class FileKind:
    """The kinds of file there are."""

    regex = f"{CSV}|{XLSX}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FileKind, "market_file")

urlpatterns: list[URLPattern] = [
    path("market/", bands.bands, name="market"),
    path("market/bands.<market_file:kind>", bands.bands_file, name="market_file"),
    path("market/quote/", quote.quote, name="market_quote"),
    path("market/quote.<market_file:kind>", quote.quote_file, name="market_quote_file"),
    path("market/guides/", guides.guides, name="market_guides"),
    path("market/guides.<market_file:kind>", guides.guides_file, name="market_guides_file"),
    path("market/guides/compare/", compare.compare, name="market_compare"),
    path("market/guides/compare.<market_file:kind>", compare.compare_file, name="market_compare_file"),
    path("market/guides/<int:pk>/", guides.guide, name="market_guide"),
    path("market/guides/<int:pk>.<market_file:kind>", guides.guide_file, name="market_guide_file"),
]
