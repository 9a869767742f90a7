"""The quote that the API's document shows as its example."""

from __future__ import annotations

from typing import Any

GUIDE = "AI infrastructure hiring guide 2026"


def _eur(amount: int) -> dict[str, str]:
    return {"amount": f"{amount}.00", "currency": "EUR", "period": "year"}


def _range(low: int, high: int, text: str) -> dict[str, Any]:
    return {"low": _eur(low), "high": _eur(high), "open_top": False, "text": text}


EXAMPLE: dict[str, Any] = {
    "level": "senior",
    "region": "germany",
    "on": "2026-03-02",
    "steps": [
        {
            "kind": "band",
            "label": "Senior, Germany",
            "slug": None,
            "percent_low": None,
            "percent_high": None,
            "low": _eur(130_000),
            "high": _eur(170_000),
            "text": "EUR 130,000–170,000",
            "after": _range(130_000, 170_000, "EUR 130,000–170,000"),
            "source": f"{GUIDE}, in force from 2026-01-01",
        },
        {
            "kind": "premium",
            "label": "Has run clusters of 1,000 GPUs or more",
            "slug": "gpu_scale_1000_plus",
            "percent_low": "25.000",
            "percent_high": "40.000",
            "low": _eur(32_500),
            "high": _eur(68_000),
            "text": "+25–40 % of the band: +EUR 32,500 … +EUR 68,000",
            "after": _range(162_500, 238_000, "EUR 162,500–238,000"),
            "source": GUIDE,
        },
        {
            "kind": "premium",
            "label": "Optimises CUDA kernels",
            "slug": "cuda_kernel_optimization",
            "percent_low": "15.000",
            "percent_high": "25.000",
            "low": _eur(19_500),
            "high": _eur(42_500),
            "text": "+15–25 % of the band: +EUR 19,500 … +EUR 42,500",
            "after": _range(182_000, 280_500, "EUR 182,000–280,500"),
            "source": GUIDE,
        },
        {
            "kind": "range",
            "label": "Range",
            "slug": None,
            "percent_low": None,
            "percent_high": None,
            "low": _eur(182_000),
            "high": _eur(280_500),
            "text": "EUR 182,000–280,500",
            "after": _range(182_000, 280_500, "EUR 182,000–280,500"),
            "source": None,
        },
    ],
    "combination": (
        "Each percentage is taken of the band itself; the amounts are added, not multiplied with one another."
    ),
    "range": _range(182_000, 280_500, "EUR 182,000–280,500"),
    "mid": {"value": _eur(231_250), "label": "middle of the range with premiums"},
    "position": {
        "amount": _eur(190_000),
        "compa_ratio": "0.822",
        "range_penetration": "0.081",
        "standing": "inside",
        "in_band": True,
        "text": "inside the range; compa-ratio 0.822; 8.1 % of the way from the lower to the upper end",
    },
    "percentile": {
        "percent": "89.4",
        "low": 75,
        "high": 90,
        "text": "between P75 and P90, about P89",
        "survey": "Ours",
    },
    "market": [
        {
            "survey": "Ours",
            "effective_on": "2026-01-01",
            "aged_to": "2026-03-02",
            "aging_percent": "3.00",
            "level": "senior",
            "region": "germany",
            "role": "",
            "measure": "base",
            "p25": _eur(120_584),
            "p50": _eur(140_681),
            "p75": _eur(165_803),
            "p90": _eur(190_925),
            "people": 31,
            "companies": 9,
            "is_sufficient": True,
            "confidence": "thin",
            "why": "",
            "text": (
                "P25 EUR 120,584, P50 EUR 140,681, P75 EUR 165,803, P90 EUR 190,925 a year; 31 people in 9 companies; "
                "Ours, as of 2026-01-01, aged to 2026-03-02 at 3 % a year"
            ),
            "position": {"percent": "89.4", "low": 75, "high": 90, "text": "between P75 and P90, about P89"},
        }
    ],
    "source": {"name": GUIDE, "effective_from": "2026-01-01", "effective_to": None},
}
