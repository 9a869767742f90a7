"""Every periodic task with its interval.

Only intervals, no wall-clock times: a task asks the database what is due, so a late or a doubled run does no harm.
`expires` drops the runs that piled up while no worker was there.
"""

from typing import Any

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-reminders": {
        "task": "hiring.tasks.sweep_reminders",
        "schedule": 15.0,
        "options": {"expires": 30},
    },
    "report-to-ats": {
        "task": "interviews.tasks.report_to_ats",
        "schedule": 15.0,
        "options": {"expires": 30},
    },
    "process-inbound": {
        "task": "interviews.tasks.process_inbound",
        "schedule": 15.0,
        "options": {"expires": 30},
    },
}
