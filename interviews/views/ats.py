"""Doors for an ATS that orders assessments, and the page that it shows to its users."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from hiring import clock
from hiring.api import problems
from interviews.ats import answering, result_links, result_page
from interviews.ats.calls import LARGEST
from interviews.models import AssessmentOrder
from interviews.views import bodies


@never_cache
@csrf_exempt
def assessments(request: HttpRequest, vendor: str, slug: str, place: str) -> HttpResponse:
    """Every call of every vendor: what is special about one is in its adapter."""
    try:
        body, too_large = bodies.read(request, most=LARGEST)
    except UnreadablePostError:
        return bodies.broken_off()
    reply = answering.answer(
        vendor=vendor,
        slug=slug,
        place=place,
        method=request.method or "",
        authorization=request.headers.get("Authorization", ""),
        query=request.GET.dict(),
        body=body,
        too_large=too_large,
    )
    if reply is None:
        return problems.as_http(Http404())
    response = JsonResponse(reply.body, status=reply.status, safe=False)
    if reply.status == 401:
        response["WWW-Authenticate"] = 'Basic realm="Twelve"'
    if reply.allow:
        response["Allow"] = reply.allow
    return response


@never_cache
@require_safe
def assessment_result(request: HttpRequest, public_id: UUID, signature: str) -> HttpResponse:
    """How an order stands, for whoever was given the address. Nobody logs in, no search engine keeps it."""
    if not result_links.is_genuine(public_id, signature):
        raise Http404("This address is not complete.")
    orders = AssessmentOrder.objects.select_related("package", "application__candidate")
    order = get_object_or_404(orders, public_id=public_id)
    context = {"page": result_page.of(order, now=clock.glance())}
    response = render(request, "interviews/assessment_result.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


urlpatterns = [
    path("ats/<slug:vendor>/<slug:slug>/<path:place>", assessments, name="assessments"),
    path("results/<uuid:public_id>/<str:signature>/", assessment_result, name="assessment_result"),
]
