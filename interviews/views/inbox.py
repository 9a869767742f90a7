"""Pages: one's own inbox, what is read in it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from hiring import clock
from hiring import inbox as rules
from interviews.views.signed_in import SignedInRequest, takes_forms_of

PAGE = 25


@require_safe
@login_required
def inbox(request: SignedInRequest) -> HttpResponse:
    """What was sent to the reader here, newest first, as it reads now."""
    now = clock.database_now()
    page = Paginator(rules.items_of(request.user), PAGE).get_page(request.GET.get("page"))
    entries = rules.entries(page, reader=request.user, now=now)
    context = {"page": page, "entries": entries, "now": now, "nav": "inbox"}
    return render(request, "interviews/inbox.html", context)


@takes_forms_of("inbox", has_pk=False)
@login_required
def inbox_read(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark one item as read."""
    rules.mark_read(get_object_or_404(rules.items_of(request.user), pk=pk), by=request.user)
    return _back(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def inbox_read_all(request: SignedInRequest) -> HttpResponse:
    """Mark everything as read. Who comes back to this address sees the inbox."""
    if request.method == "POST":
        number = rules.mark_read(by=request.user)
        messages.success(request, f"{number} marked as read." if number else "There was nothing unread.")
    return redirect("inbox")


def _back(request: SignedInRequest) -> HttpResponse:
    """The page of the inbox on which the reader was."""
    number = request.POST.get("page", "")
    answer = redirect("inbox")
    if number.isascii() and number.isdecimal():
        answer["Location"] += f"?page={number}"
    return answer


urlpatterns = [
    path("inbox/", inbox, name="inbox"),
    path("inbox/read/", inbox_read_all, name="inbox_read_all"),
    path("inbox/<int:pk>/read/", inbox_read, name="inbox_read"),
]
