"""Which message carries which reminders: one to each person and channel."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from hiring import row_updates
from hiring.models import Message, Reminder
from hiring.outbox import fate
from hiring.triage import Address

LETTER = "reminders"


def waiting(people: Collection[int]) -> dict[Address, Message]:
    """The messages to these people that nobody has tried to send yet, locked: what is due now joins them."""
    ready = Message.objects.filter(letter=LETTER, recipient__in=people, state=Message.State.READY, attempt=0)
    return {
        (message.recipient_id, message.channel): message
        for message in ready.order_by("pk").select_for_update(skip_locked=True)
        if message.recipient_id is not None
    }


def pack(
    parcels: Mapping[Address, Sequence[Reminder]], waiting: Mapping[Address, Message], *, now: datetime
) -> dict[Address, int]:
    """A message for each address: the one that waits there, else a new one. Returns their keys.

    Reminders that are sent once more carry the key that they had, and so bring back their message. The number of
    statements does not depend on the number of parcels.
    """
    joined = {address: message for address, message in waiting.items() if address in parcels}
    fresh = {
        address: Message(
            idem_key=key_of(parcel),
            letter=LETTER,
            recipient_id=address[0],
            channel=address[1],
            state=Message.State.READY,
            created_at=now,
            next_at=now,
            give_up_at=_give_up_at(parcel, now=now),
        )
        for address, parcel in parcels.items()
        if address not in joined
    }
    _give_longer(joined, parcels, now=now)
    return {address: message.pk for address, message in joined.items()} | _write(fresh)


def give_up(parcels: Mapping[Address, Sequence[Reminder]], *, why: str, now: datetime) -> dict[Address, int]:
    """A message for each address that is given up before it was tried, so that it is somebody's task. Their keys.

    Tried again once somebody is there, it finds its way to them.
    """
    return _write(
        {
            address: Message(
                idem_key=key_of(parcel),
                letter=LETTER,
                recipient_id=address[0],
                channel=address[1],
                state=Message.State.DEAD,
                created_at=now,
                next_at=now,
                give_up_at=now,
                last_error=why,
            )
            for address, parcel in parcels.items()
        }
    )


def _write(messages: Mapping[Address, Message]) -> dict[Address, int]:
    """Write new messages, or bring those back whose key is known. The number of statements is always the same."""
    if not messages:
        return {}
    Message.objects.bulk_create(
        messages.values(),
        update_conflicts=True,
        unique_fields=["idem_key"],
        update_fields=["recipient", "channel", "state", "next_at", "give_up_at", "lease_owner", "last_error"],
    )
    keys = [message.idem_key for message in messages.values()]
    made = dict(Message.objects.filter(idem_key__in=keys).values_list("idem_key", "pk").order_by())
    return {address: made[message.idem_key] for address, message in messages.items()}


def key_of(parcel: Iterable[Reminder]) -> str:
    """The key under which a channel may see these reminders any number of times and show them once."""
    return sha256(",".join(str(pk) for pk in sorted(reminder.pk for reminder in parcel)).encode()).hexdigest()


def _give_up_at(parcel: Iterable[Reminder], *, now: datetime) -> datetime:
    return fate.give_up_at(now=now, hard_bys=[reminder.hard_by for reminder in parcel])


def _give_longer(
    joined: Mapping[Address, Message], parcels: Mapping[Address, Sequence[Reminder]], *, now: datetime
) -> None:
    """A message that takes on more is tried for as long as the last of what it carries deserves."""
    longer = []
    for address, message in joined.items():
        at = _give_up_at(parcels[address], now=now)
        if message.give_up_at is not None and message.give_up_at < at:
            longer.append({"id": message.pk, "give_up_at": at})
    row_updates.write(Message, longer, ["give_up_at"])
