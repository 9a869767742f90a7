"""Pages: the built-in mailbox, on development machines only."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hiring.models import MailboxMail

P = ParamSpec("P")
PAGE = 50


def _development_only(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.MAILBOX:
            raise Http404("The mailbox stands in for SMTP on development machines only.")
        return view(*args, **kwargs)

    return guarded


@require_safe
@_development_only
@login_required
def mailbox(request: HttpRequest) -> HttpResponse:
    """The letters, newest first, of one recipient where one is asked for."""
    recipient = request.GET.get("to", "").strip()
    mails = MailboxMail.objects.filter(recipients__icontains=recipient) if recipient else MailboxMail.objects.all()
    page = Paginator(mails, PAGE).get_page(request.GET.get("page"))
    return render(request, "interviews/mailbox.html", {"page": page, "recipient": recipient, "nav": "mailbox"})


@require_safe
@_development_only
@login_required
def mailbox_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: its text, and its HTML in a frame that may run nothing."""
    mail = get_object_or_404(MailboxMail, pk=pk)
    return render(request, "interviews/mailbox_mail.html", {"mail": mail, "nav": "mailbox"})
