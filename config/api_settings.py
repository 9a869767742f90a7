"""The settings of the REST API and of the document that describes it."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "hiring.api.authentication.KeyAuthentication",  # first: its header turns a refusal into 401
        "hiring.api.authentication.StaffSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["hiring.api.permissions.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["hiring.api.rate_limits.CallsPerMinute"],
    "DEFAULT_PAGINATION_CLASS": "hiring.api.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["hiring.api.rendering.FastJSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "hiring.api.rendering.Negotiation",
    "DEFAULT_PARSER_CLASSES": ["hiring.api.parsing.Json"],
    "DEFAULT_SCHEMA_CLASS": "hiring.api.schema.Schema",
    "DEFAULT_METADATA_CLASS": "hiring.api.methods.Methods",
    "EXCEPTION_HANDLER": "hiring.api.problems.answer",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Twelve",
    "DESCRIPTION": (
        "The hiring process of four rounds in twelve days: requisitions, candidates, applications with their clock, "
        "interviews and scorecards, and the reference data behind them.\n\n"
        "Send `Authorization: Bearer <key>`, or the key as the user name of Basic with an empty password. Times are "
        "ISO 8601 in UTC, what is missing is null, unknown fields are refused, every error is a problem after "
        "RFC 9457. New fields may join an answer at any time."
    ),
    "VERSION": "1.0.0",
    "SERVERS": [{"url": "/", "description": "This installation."}],
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False, "docExpansion": "none"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "hiring.api.document.complete",
        "config.api_examples.add_examples",
        "hiring.api.webhook_events.add_webhooks",
    ],
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": True,
    "ENUM_NAME_OVERRIDES": {
        "Stage": "hiring.stages.Stage",
        "RoundName": "hiring.stages.Round",
        "Standing": [(one, one) for one in ("not_started", "in_time", "at_risk", "breached", "paused", "closed")],
        "RemainingStep": "hiring.step_lengths.Step",
        "ForecastBasis": [(one, one) for one in ("booked", "before_booked", "history", "plan")],
        "Outlook": [(one, one) for one in ("likely", "uncertain", "unlikely", "broken")],
        "RequisitionStatus": "hiring.models.Requisition.Status",
        "DeadlineKind": "hiring.models.Deadline.Kind",
        "DeadlineState": "hiring.models.Deadline.State",
        "InterviewState": "interviews.models.Interview.State",
        "ScorecardState": "interviews.models.Scorecard.State",
        "Period": "benchmarks.models.Period",
        "OfferState": "hiring.models.Offer.State",
        "EquityKind": "benchmarks.models.CompanyGuide.Equity",
        "ExpectationKind": "hiring.models.Expectation.Kind",
        "ApprovalAnswer": "hiring.models.ApprovalSeat.Answer",
        "ScorecardVerdict": "interviews.models.Scorecard.Verdict",
        "ResultVerdict": "hiring.models.RoundResult.Verdict",
        "DecisionOutcome": "hiring.models.Decision.Outcome",
    },
    "TAGS": [
        {"name": "applications", "description": "One candidate on one requisition: its stage, clock and verbs."},
        {"name": "candidates", "description": "People who may be hired."},
        {"name": "requisitions", "description": "Positions to fill."},
        {"name": "interviews", "description": "Rounds with their time and interviewers."},
        {"name": "scorecards", "description": "What interviewers found, blind until one's own are in."},
        {"name": "users", "description": "Who works here, by the names that other addresses take."},
        {"name": "deadlines", "description": "What is due, and whose turn it is."},
        {"name": "events", "description": "What was done, by whom, why."},
        {"name": "decisions", "description": "Hire or not."},
        {"name": "raised-flags", "description": "Flags on the scorecards that you may read."},
        {"name": "webhook-endpoints", "description": "Which addresses are told what happens, and how that went."},
        {"name": "offers", "description": "For those who set pay."},
        {"name": "webhooks", "description": "What endpoints are told, signed as Standard Webhooks has it."},
    ],
}
