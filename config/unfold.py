"""The look of the admin: its name, its colours, its sidebar. Everything it loads is served from here."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.module_loading import import_string


def environment(request: HttpRequest) -> list[str] | None:
    """A badge beside the name, on machines where nobody is hired in earnest."""
    return ["Development", "warning"] if settings.DEBUG else None


def _served(path: str) -> Callable[[HttpRequest], str]:
    return lambda request: static(path)


def _page(title: str, icon: str, name: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(name)}


def _outside(title: str, icon: str, name: str) -> dict[str, Any]:
    """A link that leaves the admin: never where one is, though its path may be the end of another."""
    return {**_page(title, icon, name), "active": lambda request: False}


def _rows(title: str, icon: str, app: str, model: str) -> dict[str, Any]:
    """A link to a list, for those who may see its rows."""
    return {
        **_page(title, icon, f"admin:{app}_{model}_changelist"),
        "permission": lambda request: request.user.has_perm(f"{app}.view_{model}"),
    }


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """What one goes to, by the question that it answers. A group without anything to see is not shown."""
    unread = import_string("config.templatetags.twelve.unread_of")(request)
    ats_events = import_string("config.templatetags.twelve.ats_events_of")(request).total
    today = [
        _page("Today", "today", "admin:index"),
        {**_outside("Inbox", "inbox", "inbox"), "badge": unread, "badge_variant": "primary"},
        _outside("My interviews", "headset_mic", "my_interviews"),
    ]
    if settings.MAILBOX:
        today.append(_outside("Mailbox", "mail", "mailbox"))
    return [
        {"title": "Today", "items": today},
        {
            "title": "Process",
            "items": [
                _rows("Applications", "view_list", "hiring", "application"),
                _rows("Candidates", "person_search", "hiring", "candidate"),
                _rows("Requisitions", "work", "hiring", "requisition"),
                _rows("Interviews", "event", "interviews", "interview"),
                _rows("Scorecards", "grading", "interviews", "scorecard"),
                _rows("Who read scorecards", "visibility", "interviews", "scorecardread"),
                _rows("Results", "fact_check", "hiring", "roundresult"),
                _rows("Decisions", "gavel", "hiring", "decision"),
                _rows("History", "history", "hiring", "applicationevent"),
            ],
        },
        {
            "title": "Pay",
            "items": [
                _rows("Offers", "request_quote", "hiring", "offer"),
                _rows("Expectations", "campaign", "hiring", "expectation"),
                _rows("Approval steps", "approval", "hiring", "approvalstep"),
                _rows("Letters", "draft", "hiring", "lettertemplate"),
                _rows("Who read offers", "visibility", "hiring", "offerread"),
            ],
        },
        {
            "title": "Clock",
            "items": [
                _rows("Deadlines", "timer", "hiring", "deadline"),
                _rows("Reminders", "notifications", "hiring", "reminder"),
                _rows("Messages", "outgoing_mail", "hiring", "message"),
                _rows("Clock events", "schedule", "hiring", "clockevent"),
                _rows("SLA policy", "rule", "hiring", "slapolicy"),
                _rows("Engine", "settings", "hiring", "enginestate"),
                _rows("Engine's figures", "query_stats", "hiring", "enginecount"),
                _rows("Calendars", "calendar_month", "hiring", "workcalendar"),
            ],
        },
        {
            "title": "Question bank",
            "collapsible": True,
            "items": [
                _rows("Questions", "quiz", "interviews", "question"),
                _rows("Kits", "format_list_numbered", "interviews", "interviewkit"),
                _rows("Rounds", "looks_4", "interviews", "roundguide"),
                _rows("Competencies", "star", "interviews", "competency"),
                _rows("Flags", "flag", "interviews", "flagdefinition"),
                _rows("Domains", "category", "interviews", "domain"),
                _rows("Skills", "build", "interviews", "skill"),
            ],
        },
        {
            "title": "Market",
            "collapsible": True,
            "items": [
                {
                    **_outside("Bands, quotes, guides", "candlestick_chart", "market"),
                    "permission": lambda request: request.user.has_perm("benchmarks.view_salaryband"),
                },
                _rows("Salary bands", "payments", "benchmarks", "salaryband"),
                _rows("Premiums", "trending_up", "benchmarks", "premium"),
                _rows("Company guides", "apartment", "benchmarks", "companyguide"),
                _rows("Surveys", "poll", "benchmarks", "survey"),
                _rows("Survey figures", "table_rows", "benchmarks", "surveyrow"),
                _rows("Market policy", "tune", "benchmarks", "marketpolicy"),
                _rows("Exchange rates", "currency_exchange", "benchmarks", "exchangerate"),
                _rows("Levels", "stairs", "benchmarks", "level"),
                _rows("Regions", "public", "benchmarks", "region"),
                _rows("Market facts", "bar_chart", "hiring", "marketfact"),
                _rows("Technology landscape", "map", "hiring", "landscapecategory"),
                _rows("Sourcing channels", "travel_explore", "hiring", "sourcingchannel"),
                _rows("Role scopes", "fence", "hiring", "rolescope"),
                _rows("Checklist", "checklist", "hiring", "checklistpoint"),
            ],
        },
        {
            "title": "ATS",
            "collapsible": True,
            "items": [
                _rows("Ordered assessments", "assignment", "interviews", "assessmentorder"),
                _rows("What can be ordered", "inventory_2", "interviews", "assessmentpackage"),
                _rows("Reports to the ATS", "outbox", "interviews", "assessmentreport"),
                {
                    **_rows("Events from the ATS", "move_to_inbox", "interviews", "inboundevent"),
                    "badge": ats_events,
                    "badge_variant": "warning",
                },
                _rows("Jobs and stages", "account_tree", "interviews", "atsmapping"),
                _rows("Connections", "cable", "interviews", "atsconnection"),
            ],
        },
        {
            "title": "People",
            "collapsible": True,
            "items": [
                _rows("Users", "group", "hiring", "user"),
                _rows("Groups", "shield_person", "auth", "group"),
                _rows("API tokens", "key", "hiring", "apitoken"),
                _rows("Webhooks", "webhook", "hiring", "webhookendpoint"),
            ],
        },
    ]


# The neutral colours and the accent of tokens.css, in the steps that the admin's own stylesheet knows.
COLORS = {
    "base": {
        "50": "#f6f7f9",
        "100": "#f1f3f6",
        "200": "#e1e5ea",
        "300": "#c6cdd6",
        "400": "#929daa",
        "500": "#626c79",
        "600": "#545e6c",
        "700": "#39424e",
        "800": "#272e37",
        "900": "#161a20",
        "950": "#0e1115",
    },
    "primary": {
        "50": "#f3f6fd",
        "100": "#e9effb",
        "200": "#d3dff6",
        "300": "#b9caf0",
        "400": "#93b4ff",
        "500": "#7d9ff2",
        "600": "#2853b8",
        "700": "#1d3f90",
        "800": "#193676",
        "900": "#1a2540",
        "950": "#111a30",
    },
    "font": {
        "subtle-light": "#545e6c",
        "subtle-dark": "#a4aebb",
        "default-light": "#39424e",
        "default-dark": "#c6cdd6",
        "important-light": "#1a202a",
        "important-dark": "#e7eaef",
    },
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Twelve",
    "SITE_HEADER": "Twelve",
    "SITE_SUBHEADER": "Four rounds in twelve days",
    "SITE_SYMBOL": "timer",
    "SITE_URL": "/",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _served("twelve/favicon.svg")}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "ENVIRONMENT": "config.unfold.environment",
    "DASHBOARD_CALLBACK": "hiring.admin.dashboard.today",
    "STYLES": [_served("twelve/tokens.css"), _served("twelve/site.css"), _served("twelve/admin.css")],
    "COLORS": COLORS,
    "BORDER_RADIUS": "6px",
    "ACCOUNT": {
        "navigation": [
            {"title": "Settings", "link": reverse_lazy("settings")},
            {"title": "Change password", "link": reverse_lazy("admin:password_change")},
        ]
    },
    "SIDEBAR": {"show_search": True, "navigation": sidebar},
}
