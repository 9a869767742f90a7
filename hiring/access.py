"""Who may do what: the roles, their permissions, the one question that each verb asks."""

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction

from hiring.models import User

HIRING_MANAGER = "Hiring manager"
COORDINATOR = "Coordinator"
INTERVIEWER = "Interviewer"
APPROVER = "Offer approver"
INTEGRATION = "Integration"
PAY_INTEGRATION = "Integration with pay"
"""What an integration has besides that role, where it also has to do with amounts of money."""

_PEOPLE = ("add", "change", "view")
_REFERENCE = {
    "hiring": ("landscapecategory", "sourcingchannel", "checklistpoint", "marketfact"),
    "interviews": ("domain", "skill", "question", "roundguide", "competency", "anchor", "flagdefinition"),
}


def _codes(app: str, models: tuple[str, ...], actions: tuple[str, ...]) -> set[str]:
    return {f"{app}.{action}_{model}" for model in models for action in actions}


_SEES_REFERENCE = {code for app, models in _REFERENCE.items() for code in _codes(app, models, ("view",))} | _codes(
    "benchmarks", ("level", "region"), ("view",)
)
_EDITS_REFERENCE = {code for app, models in _REFERENCE.items() for code in _codes(app, models, ("add", "change"))}
_RUNS_PROCESS = (
    _codes("hiring", ("requisition", "candidate", "application", "panelist", "checklistanswer"), _PEOPLE)
    | _codes("hiring", ("applicationevent", "roundresult", "decision", "clockevent", "deadline"), ("view",))
    | _codes("hiring", ("reminder", "message", "slapolicy"), ("view",))
    | _codes("hiring", ("workcalendar", "calendarexception"), ("view",))
    | _codes("interviews", ("interview", "interviewkit", "kitquestion"), _PEOPLE)
    | {"hiring.move_application", "interviews.view_scorecard", "interviews.view_rating", "interviews.view_flag"}
)
_MARKET = ("salaryband", "premium", "companyguide", "exchangerate")
_SURVEYS = ("survey", "surveyrow")
_GUIDE_PARTS = ("guideband", "guidelevel", "guidelever", "guideposition", "competingoffer", "guideproblem")
_SEES_OFFERS = (
    _codes("hiring", ("offer", "offerapproval", "approvalseat", "expectation", "rolescope"), ("view",))
    | _codes("benchmarks", (*_MARKET, *_GUIDE_PARTS, *_SURVEYS, "marketpolicy"), ("view",))
    | {"hiring.view_application"}
)
_SETS_PAY = (
    _SEES_OFFERS
    | _codes("hiring", ("offer", "rolescope", "expectation", "approvalstep", "lettertemplate"), _PEOPLE)
    | {"hiring.delete_approvalstep", "hiring.approve_offer", "hiring.view_offerread"}
    | _codes("benchmarks", _SURVEYS, ("add", "delete"))
    | {"benchmarks.change_marketpolicy"}
    | _codes("benchmarks", _MARKET, _PEOPLE)
    | _codes("benchmarks", _GUIDE_PARTS, _PEOPLE)
)

_LOOKS_AFTER_MAIL = _codes("hiring", ("enginestate", "message", "reminder"), ("change", "view")) | {
    "hiring.view_enginecount"
}

_KEEPS_CALENDARS = _codes("hiring", ("workcalendar", "calendarexception"), ("add", "change")) | {
    "hiring.delete_calendarexception"
}

_SEES_ATS = _codes("interviews", ("assessmentpackage", "assessmentorder", "assessmentreport"), ("view",)) | _codes(
    "interviews", ("atsconnection", "atsmapping", "inboundevent"), ("view",)
)
_LOOKS_AFTER_ATS = (
    _SEES_ATS
    | _codes("interviews", ("assessmentpackage",), _PEOPLE)
    | _codes("interviews", ("assessmentorder", "atsmapping", "inboundevent"), ("change",))
)  # the keys of connections are made by administrators, as those of the API are
_TELLS_OTHER_SYSTEMS = _codes("hiring", ("webhookendpoint",), _PEOPLE)

ROLES: dict[str, set[str]] = {
    HIRING_MANAGER: _SEES_REFERENCE
    | _EDITS_REFERENCE
    | _RUNS_PROCESS
    | _SETS_PAY
    | _LOOKS_AFTER_MAIL
    | _KEEPS_CALENDARS
    | _LOOKS_AFTER_ATS
    | {"hiring.open_requisition", "hiring.decide_application", "interviews.waive_flag", "interviews.unlock_scorecard"}
    | {"interviews.view_scorecardversion", "interviews.view_scorecardread", "hiring.erase_candidate"},
    COORDINATOR: _SEES_REFERENCE | _RUNS_PROCESS | _LOOKS_AFTER_MAIL | _SEES_ATS | {"hiring.open_requisition"},
    INTERVIEWER: set(_SEES_REFERENCE),
    APPROVER: _SEES_REFERENCE | _SEES_OFFERS | {"hiring.approve_offer"},
    INTEGRATION: _SEES_REFERENCE
    | _RUNS_PROCESS - _codes("hiring", ("reminder", "message"), ("view",))
    | _TELLS_OTHER_SYSTEMS,
    PAY_INTEGRATION: _SEES_OFFERS | _codes("hiring", ("offer", "expectation"), ("add", "change")),
}


@transaction.atomic
def load_roles() -> int:
    """Give each role's group its permissions, and return how many groups there are. Idempotent."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, codes in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set(known[code] for code in codes)
    return len(ROLES)


def require(user: User | None, permission: str) -> None:
    """Refuse with PermissionDenied unless the user has the permission. No user: the product itself acts."""
    if user is not None and not user.has_perm(permission):
        raise PermissionDenied(f"{user} may not do this: the permission {permission} is missing.")


def is_in(user: User, role: str) -> bool:
    """Whether the user has that role, by the name of its group."""
    return user.groups.filter(name=role).exists()
