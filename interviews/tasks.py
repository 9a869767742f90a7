"""What Celery runs. The timetable is `config/schedule.py`."""

from celery import shared_task

from interviews.ats import reporting
from interviews.ats.inbound import processing


@shared_task
def report_to_ats() -> None:
    """Tell each ATS what it is to be told. Takes no arguments: everything is in rows."""
    reporting.send_due()


@shared_task
def process_inbound() -> None:
    """Apply what ATSs have sent. Takes no arguments: everything is in rows."""
    processing.process_due()
