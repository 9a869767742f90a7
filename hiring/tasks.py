"""What Celery runs. The timetable is `config/schedule.py`."""

from celery import shared_task

from hiring import sweep


@shared_task
def sweep_reminders() -> None:
    """Look for reminders that are due. Takes no arguments: everything is in rows."""
    sweep.sweep(by="celery")
