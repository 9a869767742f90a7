"""config/env.py: what a variable may hold, and how a bad one is refused."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import BASE_DIR, Reader, process_environment


def refusal(read, *args, **values):
    """The message of the refusal of one reader."""
    with pytest.raises(ImproperlyConfigured) as caught:
        getattr(Reader(values), read)(*args)
    return str(caught.value)


def test_text_strips_and_falls_back():
    assert Reader({"A": " x "}).text("A") == "x"
    assert Reader({"A": "  "}).text("A", "fallback") == "fallback"
    assert refusal("text", "A") == "A is required and not set. See .env.example."


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False)]
)
def test_flag_reads_the_usual_words(value, expected):
    assert Reader({"A": value}).flag("A", not expected) is expected


def test_flag_refuses_another_word():
    assert refusal("flag", "A", False, A="maybe") == "A is 'maybe', which is neither true nor false. See .env.example."


def test_number_refuses_words_and_what_is_too_small():
    assert Reader({"A": "12"}).number("A", 5) == 12
    assert Reader({}).number("A", 5) == 5
    assert refusal("number", "A", 5, A="ten") == "A is 'ten', which is not a whole number. See .env.example."
    assert refusal("number", "A", 5, A="-1") == "A is -1, which is below 0. See .env.example."


def test_choice_is_one_of_the_words():
    assert Reader({"A": "Teams"}).choice("A", "slack", ("slack", "teams")) == "teams"
    assert Reader({}).choice("A", "slack", ("slack", "teams")) == "slack"
    assert refusal("choice", "A", "slack", ("slack", "teams"), A="irc") == (
        "A is 'irc', which is none of slack, teams. See .env.example."
    )


def test_path_is_absolute():
    assert Reader({"A": "/srv/beat.json"}).path("A", Path("x")) == Path("/srv/beat.json")
    assert Reader({}).path("A", Path("x")) == Path.cwd() / "x"


def test_address_is_encrypted_and_is_not_repeated_by_a_refusal():
    assert Reader({}).address("A") == ""
    for value in ("https://chat.example/secret", "http://localhost:8065/hooks/secret", "http://127.0.0.1/secret"):
        assert Reader({"A": value}).address("A") == value
    for value in ("http://chat.example/secret", "chat.example/secret", "https:///secret", "ftp://localhost/secret"):
        assert refusal("address", "A", A=value) == ("A is not an address that begins with https://. See .env.example.")


def test_names_splits_at_commas():
    assert Reader({"A": "a, b,,c "}).names("A", []) == ["a", "b", "c"]
    assert Reader({}).names("A", ["d"]) == ["d"]


def test_origin_drops_the_last_slash_only():
    assert Reader({"A": "https://a.example/"}).origin("A") == "https://a.example"
    for value in (
        "a.example",
        "ftp://a.example",
        "https://a.example/path",
        "https://",
        "http://[::1",
        "http://a:99999",
    ):
        assert refusal("origin", "A", A=value).startswith("A is ")


def test_origins_names_the_variable_of_a_bad_one():
    assert Reader({"A": "https://a.example,http://b:8000"}).origins("A", []) == ["https://a.example", "http://b:8000"]
    assert refusal("origins", "A", [], A="https://a.example,b").startswith("A is 'b', which is not an address")


def test_redis_takes_three_schemes():
    for url in ("redis://localhost:6379/0", "rediss://r.example", "redis+socket:///a.sock"):
        assert Reader({"A": url}).redis("A") == url
    assert Reader({}).redis("A") is None
    assert "redis://localhost:6379/0" in refusal("redis", "A", A="localhost:6379")


def test_database_reads_postgresql_only():
    description = Reader({"A": "postgres://u:p@h.example:5433/d"}).database("A")
    wanted = {"ENGINE", "HOST", "PORT", "USER", "PASSWORD", "NAME"}
    assert {key: description[key] for key in wanted} == {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "h.example",
        "PORT": 5433,
        "USER": "u",
        "PASSWORD": "p",
        "NAME": "d",
    }
    assert Reader({"A": " "}).database("A") is None
    assert refusal("database", "A", A="mysql://h/d").startswith("A is not an address like postgres://")


def test_mail_reads_host_port_and_encryption():
    assert Reader({"A": "smtp+tls://u:p%40@m.example:587"}).mail("A") == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "m.example",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "u",
        "EMAIL_HOST_PASSWORD": "p@",
        "EMAIL_USE_TLS": True,
    }
    assert refusal("mail", "A", A="consolemail://").startswith("A is not an address like smtp+tls://")
    assert refusal("mail", "A") == "A is required and not set. See .env.example."


def test_a_secret_is_not_repeated_in_a_refusal():
    for read in ("database", "redis", "mail"):
        assert "pass" not in refusal(read, "A", A="http://user:hunter-2@h.example").replace("user:password", "")
        assert "hunter-2" not in refusal(read, "A", A="http://user:hunter-2@h.example")


def test_env_file_gives_way_to_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / ".env"
    file.write_text("# a comment\n\nexport IN_FILE='from file'\nIN_BOTH=file\nEMPTIED=file\n")
    monkeypatch.setenv("IN_BOTH", "process")
    monkeypatch.setenv("EMPTIED", "")
    env = process_environment(file)
    assert (env.text("IN_FILE"), env.text("IN_BOTH"), env.text("EMPTIED", "absent")) == (
        "from file",
        "process",
        "absent",
    )


def test_env_file_refuses_a_line_by_its_number(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("A=1\nwhat is this\n")
    with pytest.raises(ImproperlyConfigured, match=r"^\.env, line 2: expected NAME=value"):
        process_environment(file)


def test_env_example_names_exactly_what_is_read():
    sources = [path.read_text() for path in (BASE_DIR / "config").rglob("*.py")]
    read = {name for source in sources for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)}
    listed = set(re.findall(r"^#?([A-Z_]+)=", (BASE_DIR / ".env.example").read_text(), re.MULTILINE))
    assert listed - {"POSTGRES_PASSWORD"} == read  # that one is compose.yaml's
