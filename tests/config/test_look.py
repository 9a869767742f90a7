"""The one look: tags that templates use, and the contrast of the tokens."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from config.templatetags import twelve
from hiring.sla import Standing

TOKENS = (Path(settings.BASE_DIR) / "config/static/twelve/tokens.css").read_text()
SITE = (Path(settings.BASE_DIR) / "config/static/twelve/site.css").read_text()
NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
STATES = ("in-time", "at-risk", "breached", "paused", "closed")


def colours(mode):
    pairs = re.findall(r"--([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));", TOKENS)
    return {name: only or (light if mode == "light" else dark) for name, light, dark, only in pairs}


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_of_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", ["bg", "surface", "surface-sunken", "surface-hover"])
@pytest.mark.parametrize("ink", ["text", "text-muted", "text-faint", "accent", *STATES])
def test_text_can_be_read_on_every_surface(ink, ground, mode):
    known = colours(mode)
    assert contrast(known[ink], known[ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((state, f"{state}-soft") for state in STATES),
        *(("text", f"{state}-soft") for state in STATES),
        *(("accent", f"{state}-soft") for state in STATES),
        ("accent", "accent-soft"),
        ("text", "accent-soft"),
        ("on-accent", "accent-fill"),
        ("on-accent", "accent-fill-hover"),
        ("on-accent", "danger-fill"),
    ],
)
def test_text_can_be_read_on_its_own_ground(ink, ground, mode):
    known = colours(mode)
    assert contrast(known[ink], known[ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("line", ["line-input", "focus", *(f"{state}-bar" for state in STATES)])
def test_lines_and_bars_can_be_seen(line, mode):
    known = colours(mode)
    assert contrast(known[line], known["surface"]) >= 3


def test_nothing_is_fetched_from_elsewhere():
    assert not re.search(r"@import|url\(|https?:", TOKENS + SITE)


def test_every_token_that_is_used_exists():
    own = {"ink", "ground", "edge", "bar"}
    assert set(re.findall(r"var\(--([\w-]+)\)", TOKENS + SITE)) - own <= set(re.findall(r"--([\w-]+):", TOKENS))


@pytest.mark.parametrize("standing", Standing)
def test_every_standing_has_a_word_and_a_sign(standing):
    assert twelve.state(standing) == f'<span class="state state--{standing.value}">{twelve.WORDS[standing]}</span>'
    if standing is not Standing.NOT_STARTED:  # its sign is the one of .state itself
        assert f".state--{standing.value}::before" in SITE


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW + timedelta(minutes=5), "in 5 min"),
        (NOW + timedelta(hours=2), "in 2 h"),
        (NOW + timedelta(hours=2, minutes=5, seconds=50), "in 2 h 5 min"),
        (NOW + timedelta(days=2, hours=3, minutes=59), "in 2 d 3 h"),
        (NOW, "late by 0 min"),
        (NOW - timedelta(days=1), "late by 1 d"),
        (None, ""),
    ],
)
def test_a_moment_says_how_far_away_it_is(moment, words):
    assert twelve.due(moment, NOW) == words


def test_a_time_is_told_in_the_zone_of_the_reader_and_to_machines_in_utc():
    with time_machine.travel(NOW, tick=False), timezone.override("Europe/Berlin"):
        assert twelve.when(NOW) == '<time datetime="2026-09-07T12:00:00Z">Mon 7 Sep, 14:00 CEST</time>'
        assert twelve.when(NOW, "time") == '<time datetime="2026-09-07T12:00:00Z">14:00 CEST</time>'
        earlier = NOW.replace(year=2025)
        assert twelve.when(earlier, "date") == '<time datetime="2025-09-07T12:00:00Z">Sun 7 Sep 2025</time>'
    assert twelve.when(None) == ""
