"""The addresses that letters name, where the pages themselves are not under test."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def application(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(str(pk))


urlpatterns = [path("applications/<int:pk>/", application, name="application")]
