"""How a rehearsal looks: both runs as strips of days, one for each application, with the twelfth day marked."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from hiring import sla
from interviews.rehearsal.report import COLUMNS, HEADINGS, is_within, summarise
from interviews.rehearsal.run import Course

ROW, LEFT, WIDTH = 9, 44, 520
SHADES = ("#9db8d9", "#7fa3cf", "#5f8cc3", "#4176b4", "#2a5f9e", "#184a84")


def svg(with_them: Sequence[Course], without: Sequence[Course], *, days: int) -> str:
    """The chart as an SVG document with a title and a description."""
    height = ROW * max(len(with_them), len(without)) + 92
    panels = [
        _panel("with reminders", with_them, days=days, left=LEFT),
        _panel("without reminders", without, days=days, left=LEFT + WIDTH + 60),
    ]
    context = {
        "panels": panels,
        "height": height,
        "bottom": height - 44,
        "width": 2 * WIDTH + LEFT + 96,
        "legend": [
            {"name": name, "fill": fill, "x": LEFT + 80 * number, "text_x": LEFT + 80 * number + 14}
            for number, (name, fill) in enumerate(zip(HEADINGS, SHADES, strict=True))
        ],
    }
    return render_to_string("interviews/rehearsal.svg", context)


def _panel(title: str, courses: Sequence[Course], *, days: int, left: int) -> dict[str, object]:
    scale = WIDTH / days
    return {
        "title": f"{title}: {summarise(courses).share_within:.0%} within 12 days",
        "left": left,
        "limit_x": round(left + sla.PROMISE_DAYS * scale, 1),
        "ticks": [{"day": day, "x": round(left + day * scale, 1)} for day in range(0, days + 1, 2)],
        "rows": [
            {
                "label": course.application,
                "y": 44 + ROW * number,
                "text_y": 44 + ROW * number + 6,
                "text_x": left - 8,
                "bars": _bars(course, scale, left),
                "late": not is_within(course),
                "mark_x": left + WIDTH + 6,
            }
            for number, course in enumerate(courses)
        ],
    }


def _bars(course: Course, scale: float, left: int) -> list[dict[str, object]]:
    bars: list[dict[str, object]] = []
    begun = 0.0
    for name, heading, fill in zip(COLUMNS, HEADINGS, SHADES, strict=True):
        if name in course.days:
            ended = course.days[name]
            x, width = round(left + begun * scale, 1), round(max(ended - begun, 0.05) * scale, 1)
            bars.append({"x": x, "width": width, "fill": fill, "title": f"{heading}: day {ended:.1f}"})
            begun = ended
    return bars
