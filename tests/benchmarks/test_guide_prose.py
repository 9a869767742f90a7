"""Levers, target, floor and offers held elsewhere, as guides word them."""

from typing import Any

import pytest

from benchmarks.guides.reader import read
from benchmarks.guides.report import ends, package

TITLE = "### Data Engineer | Acme Labs Global Negotiation Guide\n\n"


def _levers(text: str) -> list[tuple[str, dict[str, Any] | None]]:
    return [(lever.title, package(lever.ask)) for lever in read((TITLE + text).encode()).levers]


@pytest.mark.parametrize(
    "text",
    [
        '**Global Levers**\n1. **Rare skill:** "I need $210K base and $220K equity/4yr."\n',
        '#### Global Levers\n\n**1. Rare skill**\n> "I need $210K base and $220K equity/4yr."\n',
        '#### Global Lever 1: Rare skill\n\nSay so: "I need $210K base and $220K equity/4yr."\n',
        '## 4 Global Levers\n\n### Lever 1: Rare skill\n\n> "I need $210K base and $220K in RSUs."\n',
        '### The premium\n\n**Lever 1 — Rare skill:** "I need $210,000 base and $220,000 RSU over four years."\n',
        '#### Global Levers\n\n2. **Lever 1 — Rare skill:** "I need a base of $210K and RSUs of $220K over 4 years."\n',
    ],
)
def test_levers_in_their_styles(text: str) -> None:
    asks = {"currency": "USD", "base": [210_000, 210_000], "equity_4yr": [220_000, 220_000]}
    assert _levers(text) == [("Rare skill", asks)]


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("That expertise commands £115K base.", {"currency": "GBP", "base": [115_000, 115_000]}),
        ("I'd like $210K base and a $25K signing bonus.",
         {"currency": "USD", "base": [210_000, 210_000], "signing": [25_000, 25_000]}),
        ("A signing bonus of $40K–$60K would be asked: I'd like a signing bonus of $40K–$60K.",
         {"currency": "USD", "signing": [40_000, 60_000]}),
        ("I want a grant of $180K/yr in RSUs.", {"currency": "USD", "equity_4yr": [720_000, 720_000]}),
        ("A grant of $600K+/4yr is non-negotiable.", {"currency": "USD", "equity_4yr": [600_000, None]}),
        ("I'm targeting $430K+ TC with a $600K/4yr equity grant.",
         {"currency": "USD", "total": [430_000, None], "equity_4yr": [600_000, 600_000]}),
        ("Engineers elsewhere earn $270K-$390K TC.", None),
        ("The company's $295K average TC is not my target.", None),
        ("The $2.5B buyback means RSUs should be valued.", None),
        ("I need a $20K base increase.", None),
    ],
)  # fmt: skip
def test_lever_asks_for_what_its_sentences_ask(sentence: str, asks: dict[str, Any] | None) -> None:
    assert _levers(f'**Global Levers**\n1. **A:** "{sentence}"\n') == [("A", asks)]


def test_lever_tells_offers_held_from_what_is_asked() -> None:
    text = (
        '**Global Levers**\n1. **Offers:** "Globex is offering $210K / $250K RSU and Initech is at $205K / $230K RSU. '
        'I need $212K base to come."\n2. **More:** "I hold an offer from [Hooli/Umbrella] at $480K+ TC."\n'
    )
    first, second = read((TITLE + text).encode()).levers
    assert [(one.companies, one.parts) for one in first.holding] == [
        (("Globex",), {"base": (210_000, 210_000), "equity_4yr": (250_000, 250_000)}),
        (("Initech",), {"base": (205_000, 205_000), "equity_4yr": (230_000, 230_000)}),
    ]
    assert first.ask is not None
    assert first.ask.parts == {"base": (212_000, 212_000)}
    assert [(one.companies, one.parts) for one in second.holding] == [
        (("Hooli", "Umbrella"), {"total": (480_000, None)})
    ]
    assert second.ask is None


@pytest.mark.parametrize(
    ("passage", "target", "floor"),
    [
        ('"I\'m targeting $195K base and $138K RSUs over 4 years. I hold offers from [Globex at $245K TC / Initech at '
         '$248K TC]." Accept at $180K+ base and $118K+ RSUs.',
         {"base": [195_000, 195_000], "equity_4yr": [138_000, 138_000]},
         {"base": [180_000, None], "equity_4yr": [118_000, None]}),
        ("Open at €155,000 base / €160,000 RSU (Lyon) or $245,000 / $240,000 RSU (Reno). Your accept-at floor should "
         "be €120,000 base / €100,000 RSU (Lyon) or $190,000 / $145,000 RSU (Reno).",
         {"base": [155_000, 155_000], "equity_4yr": [160_000, 160_000]},
         {"base": [120_000, 120_000], "equity_4yr": [100_000, 100_000]}),
        ("Open at $220K base + $180K/yr RSUs. If the initial offer is $185K base, counter. Your accept-at floor should "
         "be $200K base + $30K signing bonus, yielding ~$380K total Year 1 comp.",
         {"base": [220_000, 220_000], "equity_4yr": [720_000, 720_000]},
         {"base": [200_000, 200_000], "signing": [30_000, 30_000], "total": [380_000, 380_000]}),
        ('"I need $210K base." Acme will counter at $180K-$190K base. Accept if total comp exceeds $245K.',
         {"base": [210_000, 210_000]}, {"total": [245_000, 245_000]}),
        ("To align: a base of $[208-222]K, RSU grant of $[155-175]K.",
         {"base": [208_000, 222_000], "equity_4yr": [155_000, 175_000]}, None),
        ("Be friendly and patient.", None, None),
    ],
)  # fmt: skip
def test_target_and_floor_of_the_passage(passage: str, target: Any, floor: Any) -> None:
    guide = read((TITLE + f"> **Negotiate Up Strategy:** {passage}\n").encode())
    for stated, expected in ((guide.target, target), (guide.floor, floor)):
        assert (stated and {name: ends(span) for name, span in stated.parts.items()}) == expected


def test_floor_without_a_word_is_read_like_the_target_and_told() -> None:
    text = '> **Negotiate Up Strategy:** "I need $210K base and $220K equity/4yr. My floor is $195K."\n'
    guide = read((TITLE + text).encode())
    assert guide.floor is not None
    assert guide.floor.parts == {"base": (195_000, 195_000)}
    assert guide.problems[-1].reason == (
        "the least accepted is printed without saying of what; read as base pay, which is asked for first"
    )


def test_competing_offers_of_the_passage() -> None:
    text = (
        '> **Negotiate Up Strategy:** "My offers stand at $380K TC from Globex Systems and $395K from Initech. '
        "Acme Labs offers $300K TC. I'm targeting $400K TC.\"\n"
    )
    guide = read((TITLE + text).encode())
    assert [(one.companies, one.parts["total"]) for one in guide.competing] == [
        (("Globex Systems",), (380_000, 380_000)),
        (("Initech",), (395_000, 395_000)),
    ]


def test_facts_of_the_prose() -> None:
    text = (
        "**Negotiation DNA:** Pre-IPO equity | **SIGNATURE ROLE** | **+15-25% FABRIC PREMIUM**\n\n"
        "| Region | Base | Equity (Pre-IPO/4yr) | Total |\n|---|---|---|---|\n| Rome | €60K | €20K | €65K |\n\n"
        "A company of $7B+ valuation pays $210K average TC, the $300K+ top 10% more. "
        "Fewer than 800 engineers can do it.\n\n"
        "**Evidence & Sources**\n- A survey\n- [2] Another\n"
    )
    facts = read((TITLE + text).encode()).facts
    assert (facts.summary_line, facts.signature_role, facts.equity_kind) == (3, True, "pre_ipo")
    assert (facts.premium_name, facts.premium_percent) == ("FABRIC", (15, 25))
    assert (facts.average_total, facts.top_decile_total) == ((210_000, 210_000), (300_000, None))
    assert (facts.valuation, facts.scarcity_people_below) == ((7_000_000_000, None), 800)
    assert [one.text for one in facts.evidence] == ["A survey", "[2] Another"]
