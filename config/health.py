"""Whether this process can serve, and whether reminders go out: what load balancers and watchers of machines ask."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from hiring import clock, vitals


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})


def healthz_sla(request: HttpRequest) -> JsonResponse:
    """200 when reminders go out in time, else 503 with the reasons. Says nothing about people."""
    try:
        found = vitals.read(now=clock.database_now())
    except DatabaseError:
        return JsonResponse({"status": "no database", "reasons": ["no_database"]}, status=503)
    age = found.last_look_age
    answer = {
        "status": "late" if found.problems else "ok",
        "reasons": found.problems,
        "oldest_due_age_seconds": round(found.oldest_due_age, 1),
        "due_backlog": found.backlog,
        "last_sweep_age_seconds": None if age is None else round(age, 1),
        "last_sweep_by": found.engine.last_sweep_by if found.engine else "",
    }
    return JsonResponse(answer, status=503 if found.problems else 200)
