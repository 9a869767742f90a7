"""What the examples of the API's document say of reference data, as plain data."""

from typing import Any

OBJECTS: dict[str, dict[str, Any]] = {
    "RoleScope": {
        "slug": "ai_infrastructure",
        "title": "AI Infrastructure Engineer",
        "summary": "Builds and runs what models are trained and served on.",
        "focus": ["GPU clusters", "distributed training"],
        "builds": ["multi-node training frameworks"],
        "core_tools": ["CUDA", "NCCL"],
        "question": "Does the work of the coming year need several nodes at once?",
        "needed_when": ["Training spans more than one node."],
    },
    "LandscapeCategory": {
        "slug": "llm_serving",
        "title": "LLM serving",
        "leaders": ["vLLM", "NVIDIA Triton"],
        "rising": ["SGLang"],
        "note": "Ask which request the scheduler runs next.",
    },
    "SourcingChannel": {
        "slug": "open_source",
        "title": "Open-source projects",
        "signals": ["vLLM", "NCCL"],
        "evidence": "Merged pull requests.",
        "how_to": "Read who changed the scheduler.",
    },
    "ChecklistPoint": {
        "number": 1,
        "slug": "scope",
        "title": "Define the scope",
        "question": "Which role is this?",
        "help": "Decide by the work of the coming year.",
        "example": "AI infrastructure: training on 32 nodes from March on.",
    },
    "MarketFact": {
        "slug": "average_days_open",
        "title": "Average time a position stays open",
        "low": "97.00",
        "high": "97.00",
        "unit": "days",
        "as_of": "2026",
        "source": "A market guide",
        "note": "Of open positions in AI infrastructure.",
    },
}
