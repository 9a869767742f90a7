"""What happens when the time zone data of this machine are renewed: reminders still to come are placed anew."""

import logging
import zoneinfo
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from hiring import refitting
from hiring.models import EngineState, User

log = logging.getLogger(__name__)


@cache
def version() -> str:
    """The release of the IANA data that this process reads, such as 2026b: the system's, else the package's."""
    for folder in zoneinfo.TZPATH:
        file = Path(folder) / "tzdata.zi"
        if file.is_file():
            with file.open(encoding="utf-8", errors="replace") as lines:
                return lines.readline().removeprefix("# version").strip()[:20]
    return str(getattr(import_module("tzdata"), "IANA_VERSION", "")) if find_spec("tzdata") else ""


def renew(engine: EngineState) -> int:
    """Place the reminders of open applications anew when the data are newer than those they were placed by.

    Returns how many applications were looked at. A process with older data than another one leaves all as it is. The
    version is noted at the end: who dies on the way is followed by the next, and twice does no harm.
    """
    if version() <= engine.tzdata_version:
        return 0
    placed = 0
    if engine.tzdata_version:
        placed = refitting.refit(User.objects.all())
        log.info("time zone data %s instead of %s: %s applications", version(), engine.tzdata_version, placed)
    EngineState.objects.filter(pk=1).update(tzdata_version=version())
    return placed
