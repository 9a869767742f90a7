"""What a vendor's event says, in words that all vendors share."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from interviews.ats.inbound import subjects


class Status(StrEnum):
    """How an application stands at the vendor."""

    ACTIVE = "active"
    PROSPECT = "prospect"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    HIRED = "hired"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Who:
    """A person, as the vendor knows them. What it does not say is empty."""

    ref: str
    name: str = ""
    email: str = ""
    phone: str = ""
    location: str = ""
    profile_url: str = ""


@dataclass(frozen=True)
class Place:
    """A job of the vendor, with a stage of it."""

    job_id: str
    job_name: str = ""
    stage_id: str = ""
    stage_name: str = ""


@dataclass(frozen=True)
class ApplicationIs:
    """An application with all that is known of it: new, moved, rejected or hired, whatever the event was called.

    `is_current`: it was read from the vendor just now, so no event can be newer.
    """

    ref: str
    who: Who
    place: Place
    status: Status
    raw_status: str = ""
    reason: str = ""
    applied_at: datetime | None = None
    is_current: bool = False

    @property
    def subject(self) -> str:
        return subjects.application(self.who.ref, self.ref)


@dataclass(frozen=True)
class ApplicationGone:
    """An application that the vendor does not have any more, while its candidate stays."""

    ref: str
    person: str

    @property
    def subject(self) -> str:
        return subjects.application(self.person, self.ref)


@dataclass(frozen=True)
class PersonIs:
    """A person whose data changed."""

    who: Who

    @property
    def subject(self) -> str:
        return self.who.ref


@dataclass(frozen=True)
class PersonErased:
    """A person whom the vendor deleted; without `ref`, the one whom these applications are of."""

    ref: str
    applications: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return subjects.erased(self.ref) if self.ref else ""


@dataclass(frozen=True)
class PersonBlanked:
    """A person of whose data the vendor removed some; `columns` are ours."""

    ref: str
    columns: tuple[str, ...]

    @property
    def subject(self) -> str:
        return self.ref


@dataclass(frozen=True)
class PeopleMerged:
    """Two records that turned out to be one person: what was known as `old` is `new` from now on."""

    old: str
    new: str

    @property
    def subject(self) -> str:
        return subjects.merged(self.new, self.old)


@dataclass(frozen=True)
class Nothing:
    """An event that changes nothing here, with why."""

    why: str
    subject: str = ""


Change = ApplicationIs | ApplicationGone | PersonIs | PersonErased | PersonBlanked | PeopleMerged | Nothing


class NotUnderstood(Exception):
    """An event of which something is missing that it cannot be applied without."""


class Later(Exception):
    """Something outside stands in the way for now. `wait_seconds`: how long it asked to be left alone."""

    def __init__(self, message: str, *, wait_seconds: float = 0) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds
