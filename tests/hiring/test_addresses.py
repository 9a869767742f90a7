"""What may be reached from here: each spelling of an address that is not public is refused, before any connection."""

import socket
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError

from hiring.outbox import addresses, posting
from hiring.outbox.addresses import NotAllowed
from tests.refusals import codes_of

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
    "2003::1",
]
CLOSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",  # metadata at Alibaba
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",  # the platform at Azure
    "169.254.0.1",
    "169.254.169.254",  # metadata at nearly everybody's
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.0.192",  # metadata at Oracle
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:a9fe:a9fe::",
    "2002:7f00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",  # metadata at Amazon
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
    "2a00:1450::1%eth0",
    "not an address",
    "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_reached(address: str):
    assert addresses.is_public(address)


@pytest.mark.parametrize("address", CLOSED)
def test_addresses_that_are_not_public_are_not_reached(address: str):
    assert not addresses.is_public(address)


# Other spellings of them in an address. The machine's own resolver says what each stands for; none is connected to.
SPELLINGS = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0x7F.1/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://127.0.0.1./",
    "https://2852039166/",
    "https://0xa9fea9fe/",
    "https://0xa9.0xfe.0xa9.0xfe/",
    "https://0251.0376.0251.0376/",
    "https://169.254.43518/",
    "https://169.16689662/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://[::1]/",
    "https://[::]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
]
UNACCEPTABLE = [
    *SPELLINGS,
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "javascript:alert(1)",
    "//example.com/",
    "example.com",
    "https://",
    "https:///path",
    "https://example.com:80/",
    "https://example.com:22/",
    "https://example.com:0/",
    "https://example.com:99999/",
    "https://user@example.com/",
    "https://user:word@example.com/",
    "https://example.com@127.0.0.1/",
    "https://127.0.0.1\\@example.com/",
    "https://exa mple.com/",
    "https://example.com/\r\nHost: localhost",
    "https://①②⑦.⓪.⓪.①/",
    "https://пример.example/",
    "https://metadata/",
    "https://[::1",
    "https://[v1.a]/",
]
ACCEPTABLE = [
    "https://example.com/hooks/twelve?tenant=4",
    "https://example.com:443/",
    "https://hooks.example.com:8443/x",
    "https://93.184.216.34/",
    "https://[2606:4700:4700::1111]/",
    "https://xn--e1afmkfd.example/",
    "https://1e100.example/",
]


@pytest.fixture
def connections(monkeypatch) -> list:
    """To where a connection was tried; none of them is let through."""
    tried = []

    def connect(self, address):
        tried.append(address)
        raise ConnectionRefusedError("not in a test")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


@pytest.mark.parametrize("url", UNACCEPTABLE)
def test_address_is_refused_when_it_is_entered(url: str):
    with pytest.raises(ValidationError) as refusal:
        addresses.acceptable(url)
    assert codes_of(refusal.value) == {"address_not_allowed"}


@pytest.mark.parametrize("url", ACCEPTABLE)
def test_address_is_kept_as_it_was_entered(url: str):
    assert addresses.acceptable(f"  {url} ") == url


@pytest.mark.parametrize("url", SPELLINGS)
def test_nothing_is_connected_to_whatever_the_spelling(url: str, connections: list):
    with pytest.raises(NotAllowed):
        posting.post(url, b"{}", {})
    host = urlsplit(url).hostname or ""
    with pytest.raises((NotAllowed, OSError)):  # neither is it by what the resolver makes of it
        addresses.public_address(host, 443)
    assert connections == []


@pytest.mark.parametrize("address", [address for address in CLOSED if address[:1].isalnum() or address[:1] == ":"])
def test_nothing_is_connected_to_whatever_the_name_stands_for(address: str, connections: list):
    with pytest.raises(NotAllowed, match=r"hooks\.example\.com leads to"):
        posting.post("https://hooks.example.com/", b"{}", {}, resolver=lambda host, port: [address])
    with pytest.raises(NotAllowed):  # nor when a public address stands beside it
        posting.post("https://hooks.example.com/", b"{}", {}, resolver=lambda host, port: ["1.1.1.1", address])
    assert connections == []


def test_name_that_changes_its_mind_is_connected_to_as_it_was_checked(connections: list):
    """DNS rebinding: public when it is looked at, inside when it is connected to."""
    answers = iter([["93.184.216.34"], ["169.254.169.254"]])
    asked = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return next(answers)

    with pytest.raises(Exception, match="not in a test"):
        posting.post("https://rebinding.example.com:8443/", b"{}", {}, resolver=resolver)
    assert connections == [("93.184.216.34", 8443)]
    assert asked == [("rebinding.example.com", 8443)]
    with pytest.raises(NotAllowed):
        posting.post("https://rebinding.example.com:8443/", b"{}", {}, resolver=resolver)
    assert len(connections) == 1


def test_ipv6_address_is_connected_to_as_such(connections: list):
    with pytest.raises(Exception, match="not in a test"):
        posting.post("https://six.example.com/", b"{}", {}, resolver=lambda host, port: ["2606:4700:4700::1111"])
    assert [address[:2] for address in connections] == [("2606:4700:4700::1111", 443)]


def test_name_without_an_address_is_no_reason_to_connect(connections: list):
    with pytest.raises(OSError, match="no address"):
        posting.post("https://nowhere.example.com/", b"{}", {}, resolver=lambda host, port: [])
    assert connections == []
