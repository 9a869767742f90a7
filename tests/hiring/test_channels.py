import sys
from pathlib import Path

import pytest

from hiring.outbox import channels

NEW_CHANNEL = '''
"""A channel that did not exist before."""
NAME, KEYED, LOUD, REACHES = "pigeon", False, True, True
def available(): return False
def send(message, letter): raise NotImplementedError
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch):
    """One more folder in which channels are looked for."""
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(tmp_path)])
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("hiring.outbox.channels.a_new_")]:
        del sys.modules[name]


def test_channels_are_what_the_folder_holds():
    found = {name: (each.KEYED, each.LOUD, each.REACHES) for name, each in channels.CHANNELS.items()}
    assert found == {
        "email": (False, False, True),
        "inbox": (True, False, False),
        "chat": (False, True, False),
        "webhook": (True, False, False),
    }


def test_new_channel_is_one_file(folder: Path, monkeypatch):
    (folder / "a_new_channel.py").write_text(NEW_CHANNEL)
    found = channels.discover()
    assert set(found) == {"email", "inbox", "chat", "webhook", "pigeon"}
    monkeypatch.setattr(channels, "CHANNELS", found)
    assert channels.is_loud("pigeon")
    assert "pigeon" not in channels.available()


def test_file_that_is_no_channel_is_named(folder: Path):
    (folder / "a_new_mistake.py").write_text("NAME, KEYED = 'pigeon', True")
    with pytest.raises(TypeError, match=r"a_new_mistake is no channel: it lacks LOUD, REACHES, available, send"):
        channels.discover()


def test_two_channels_of_one_name_are_a_mistake(folder: Path):
    (folder / "a_new_twin.py").write_text(NEW_CHANNEL.replace("pigeon", "email"))
    with pytest.raises(TypeError, match="there is a channel “email” already"):
        channels.discover()


def test_chat_is_available_once_it_is_set_up(settings):
    settings.CHAT_WEBHOOK_URL = ""
    assert channels.available() == {"email", "inbox", "webhook"}
    settings.CHAT_WEBHOOK_URL = "https://chat.example.com/hook"
    assert channels.available() == {"email", "inbox", "chat", "webhook"}
    assert channels.is_loud("chat")
    assert not channels.is_loud("email")
    assert not channels.is_loud("a channel of long ago")
