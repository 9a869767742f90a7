"""What the examples of the API's document say of pay, as plain data: company and amounts made up."""

from typing import Any

SOURCE = "AI infrastructure hiring guide 2026"

OBJECTS: dict[str, dict[str, Any]] = {
    "Level": {"slug": "senior", "title": "Senior", "years_min": 5, "years_max": 8},
    "Region": {"slug": "germany", "title": "Germany"},
    "SalaryBand": {
        "id": 21,
        "low": "130000.00",
        "high": "170000.00",
        "text": "EUR 130,000–170,000",
        "source": SOURCE,
        "effective_from": "2026-01-01",
    },
    "Premium": {
        "slug": "gpu_scale_1000_plus",
        "title": "Has run clusters of 1,000 GPUs or more",
        "description": "Proven work on clusters of a thousand GPUs and up.",
        "percent_low": "25.000",
        "percent_high": "40.000",
        "relation": "",
        "companies": [],
        "text": "25–40 %",
        "source": SOURCE,
    },
    "CompanyGuide": {
        "slug": "example_labs",
        "company": "Example Labs",
        "role": "AI infrastructure engineer",
        "equity_kind": "rsu",
        "premium_name": "",
        "source": "A guide of 2026",
        "effective_from": "2026-01-01",
        "bands": [],
        "level_mapping": ["E4: senior"],
        "levers": [],
        "positions": [],
        "competing_offers": [],
    },
    "Percentiles": {
        "survey": "Market survey 2026",
        "effective_on": "2026-01-01",
        "aged_to": "2026-11-27",
        "aging_percent": "2.72",
        "role": "AI infrastructure engineer",
        "p50": {"amount": "151000.00", "currency": "EUR", "period": "year"},
        "people": 41,
        "companies": 12,
        "is_sufficient": True,
        "confidence": "firm",
        "why": "At least 30 people in 10 companies.",
        "text": "The middle of 41 people: EUR 151,000.",
    },
}
