"""The addresses of the REST API."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from benchmarks import api as benchmarks
from hiring.api import candidates, offers, records, requisitions, users, webhook_deliveries, webhook_endpoints
from hiring.api import reference as hiring_reference
from interviews.api import applications, interviews, raised_flags, scorecards
from interviews.api import reference as interviews_reference


class Nowhere(APIView):
    """Answers every address that nothing else answers with a problem. With a key the call counts as any other."""

    permission_classes = (AllowAny,)
    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise NotFound


router = SimpleRouter()
router.trailing_slash = "/?"  # a POST cannot be redirected to the address with the slash
OWNERS = (
    requisitions,
    candidates,
    applications,
    records,
    offers,
    interviews,
    scorecards,
    raised_flags,
    users,
    webhook_endpoints,
    webhook_deliveries,
    hiring_reference,
    interviews_reference,
    benchmarks,
)
for owner in OWNERS:
    for prefix, viewset in owner.ROUTES:
        router.register(prefix, viewset, basename=prefix)

urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="openapi"), name="api-docs"),
    path("", include(router.urls)),
    re_path("", Nowhere.as_view(), name="nowhere"),
]
