"""The ways out of the house. A new channel is one file here: it is found by its name, nothing lists it."""

import pkgutil
from importlib import import_module
from typing import Protocol, cast

from hiring.models import Message
from hiring.outbox.letters import Letter
from hiring.outbox.outcome import Outcome


class Channel(Protocol):
    """What each file of this folder defines."""

    NAME: str
    """As rungs and messages call it."""
    KEYED: bool
    """Whether the other side drops a repeat by its key."""
    LOUD: bool
    """Whether it may wake somebody: a final reminder waits for working time here."""
    REACHES: bool
    """Whether it alone reaches the person. Where it gave up on a reminder, the next rung comes at once."""

    def available(self) -> bool:
        """Whether this installation can use it."""
        ...

    def send(self, message: Message, letter: Letter) -> Outcome:
        """Try once, outside any transaction, for no more than 20 seconds."""
        ...


def discover() -> dict[str, Channel]:
    """The channels of this folder by name. A file that is none raises TypeError with what it lacks."""
    found: dict[str, Channel] = {}
    for file in pkgutil.iter_modules(__path__):
        module = import_module(f"{__name__}.{file.name}")
        wanted = [*Channel.__annotations__, "available", "send"]
        if missing := [name for name in wanted if not hasattr(module, name)]:
            raise TypeError(f"{module.__name__} is no channel: it lacks {', '.join(missing)}")
        channel = cast("Channel", module)
        if channel.NAME in found:
            raise TypeError(f"{module.__name__}: there is a channel “{channel.NAME}” already")
        found[channel.NAME] = channel
    return found


CHANNELS: dict[str, Channel] = discover()


def available() -> frozenset[str]:
    """The names of the channels that this installation can use."""
    return frozenset(name for name, channel in CHANNELS.items() if channel.available())


def is_loud(name: str) -> bool:
    """Whether a channel may wake somebody. One that is gone is taken for quiet."""
    return name in CHANNELS and CHANNELS[name].LOUD
