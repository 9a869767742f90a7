"""The door for what an ATS sends of itself."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from hiring.api.problems import CONTENT_TYPE, Problem
from interviews.ats.calls import LARGEST
from interviews.ats.inbound import receiving
from interviews.views import bodies


@never_cache
@csrf_exempt
def webhook(request: HttpRequest, vendor: str, slug: str) -> HttpResponse:
    """One delivery: kept and answered in one short transaction, applied by the next look."""
    if request.method != "POST":
        answer = _problem(receiving.Answer(405, "method_not_allowed", "Events are posted."))
        answer["Allow"] = "POST"
        return answer
    try:
        raw, too_large = bodies.read(request, most=LARGEST)
    except UnreadablePostError:
        return bodies.broken_off()
    headers = {name.lower(): value for name, value in request.headers.items()}
    answered = receiving.receive(vendor=vendor, slug=slug, headers=headers, raw=raw, too_large=too_large)
    if answered.status != receiving.TAKEN:
        return _problem(answered)
    return JsonResponse({"status": answered.code})


def _problem(answer: receiving.Answer) -> HttpResponse:
    problem = Problem(answer.status, answer.code, answer.said)
    return JsonResponse(problem, status=answer.status, content_type=CONTENT_TYPE)


urlpatterns = [path("ats/<slug:vendor>/<slug:slug>/webhook", webhook, name="ats_webhook")]
