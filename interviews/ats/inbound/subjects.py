"""Whom an event is about: one text, by which all that came about a person is found again.

A person is their id, `880011`; an application `880011/990022`; a deletion `880011/erased`; a merge of 880010 into that
person `880011/merged/880010`.
"""

from django.db.models import Q, QuerySet

from interviews.models import AtsConnection, InboundEvent

LONGEST_REF = 55
"""Two of them, with what stands between, fit into a subject."""
_ERASED, _MERGED = "erased", "merged"


def usable(ref: str) -> bool:
    """Whether an id of a vendor can stand in a subject."""
    plain = ref.isascii() and ref.isprintable() and not {"/", " "} & set(ref)
    return 0 < len(ref) <= LONGEST_REF and plain and ref not in (_ERASED, _MERGED)


def application(person: str, ref: str) -> str:
    """The subject of an application."""
    return f"{person}/{ref}"


def erased(person: str) -> str:
    """The subject of a person's deletion."""
    return f"{person}/{_ERASED}"


def merged(new: str, old: str) -> str:
    """The subject of a merge."""
    return f"{new}/{_MERGED}/{old}"


def is_erased(connection: AtsConnection, *people: str) -> bool:
    """Whether that ATS has ever said that it deleted one of them."""
    return connection.events.filter(subject__in=[erased(person) for person in people if person]).exists()


def now_known_as(connection: AtsConnection, person: str) -> str:
    """The id under which the ATS knows a person now: another one after a merge."""
    seen = set()
    while person and person not in seen:
        seen.add(person)
        ending = f"/{_MERGED}/{person}"
        found = [text for text in _subjects(connection, Q(subject__endswith=ending)) if text.endswith(ending)]
        person = max(found).split("/")[0] if found else person
    return person


def once_known_as(connection: AtsConnection, person: str) -> set[str]:
    """The person's id, with those that were merged into it."""
    seen: set[str] = set()
    waiting = [person] if person else []
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        start = merged(one, "")
        found = _subjects(connection, Q(subject__startswith=start))
        waiting += [text.rpartition("/")[2] for text in found if text.startswith(start)]
    return seen


def about(connection: AtsConnection, person: str) -> QuerySet[InboundEvent]:
    """All that came about a person, by whichever of their ids."""
    keys: list[int] = []
    for ref in once_known_as(connection, person):
        rows = connection.events.filter(Q(subject=ref) | Q(subject__startswith=f"{ref}/")).values_list("pk", "subject")
        keys += [key for key, text in rows if text == ref or text.startswith(f"{ref}/")]
    return InboundEvent.objects.filter(pk__in=keys)


def empty(events: QuerySet[InboundEvent]) -> int:
    """Remove what these events said; those that were still to be processed never will be. That they came stays."""
    states = InboundEvent.State
    events.filter(state__in=(states.RECEIVED, states.WAITING, states.FAILED, states.COMPLAINT)).update(
        state=states.IGNORED, outcome="Removed with what is personal of the candidate."
    )
    return events.update(body=b"", headers={})


def _subjects(connection: AtsConnection, condition: Q) -> list[str]:
    """In no order, from the index alone. SQLite looks past upper and lower case: callers look once more."""
    return list(connection.events.filter(condition).order_by().values_list("subject", flat=True))
