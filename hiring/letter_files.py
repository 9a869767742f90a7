"""What goes with a letter that a door hands out: its type, its name as a file, and that nothing on its way keeps it."""

from typing import Literal

from hiring.models import Offer

MEDIA_TYPE = "application/pdf"


def headers(of: Offer | None, manner: Literal["inline", "attachment"]) -> dict[str, str]:
    """The HTTP headers of the letter of an offer, or of a sample: to be shown in the browser, or to be kept."""
    name = f"offer-{of.application_id}-version-{of.version}" if of else "sample"
    return {
        "Content-Type": MEDIA_TYPE,
        "Content-Disposition": f'{manner}; filename="{name}.pdf"',
        "Cache-Control": "private, no-store",
    }
