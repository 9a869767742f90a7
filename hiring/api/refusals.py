"""Which status answers a refusal: the one table of the codes that the rules refuse with."""

BAD_REQUEST, CONFLICT = 400, 409

STATUSES: dict[str, int] = dict.fromkeys(
    (
        # the application
        "already_decided",
        "already_open",
        "clock_not_started",
        "closed_stage",
        "external_id_taken",
        "no_offer",
        "no_such_move",
        "not_at_decision",
        "not_decided",
        "not_in_this_round",
        "not_paused",
        "offer_needed",
        "offer_not_accepted",
        "paused",
        "result_recorded",
        "round_not_passed",
        "stage_changed",
        # the requisition
        "applications_open",
        "checklist_incomplete",
        "level_missing",
        "not_open",
        "panel_incomplete",
        "panel_without_gpu",
        "region_missing",
        "requisition_closed",
        "requisition_not_draft",
        "requisition_not_open",
        "scope_missing",
        # interviews and scorecards
        "conflict",
        "critical_flag",
        "declined",
        "interview_called_off",
        "not_blocking",
        "not_planned",
        "not_submitted",
        "own_scorecard_missing",
        "round_booked",
        "round_is_past",
        "scorecards_missing",
        "submitted",
    ),
    CONFLICT,
) | dict.fromkeys(
    (
        "amount_not_positive",
        "applied_in_the_future",
        "ends_before_it_starts",
        "evidence_missing",
        "expires_in_the_past",
        "flag_without_evidence",
        "inactive_interviewer",
        "inactive_user",
        "level_out_of_range",
        "level_without_observation",
        "name_required",
        "no_interviewers",
        "no_scopes",
        "rating_missing",
        "reason_required",
        "review_in_the_past",
        "too_long",
        "unknown_checklist_point",
        "unknown_competency",
        "unknown_currency",
        "unknown_flag",
        "unknown_scope",
        "unknown_time_zone",
        "unknown_verdict",
        "verdict_missing",
    ),
    BAD_REQUEST,
)


def status_of(codes: list[str]) -> int:
    """409 when all that is wrong is the state of things, 400 when anything is wrong with the request itself."""
    return CONFLICT if all(STATUSES.get(code) == CONFLICT for code in codes) else BAD_REQUEST
