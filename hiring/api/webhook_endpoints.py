"""Webhook endpoints through the API: which addresses are told what."""

import json
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from hiring import endpoints
from hiring.api import etags, problems
from hiring.api.base import Readable
from hiring.api.etags import IF_MATCH
from hiring.api.fields import Instant, OneOf, Strict, Text
from hiring.api.idempotency import ShownOnce
from hiring.api.webhook_deliveries import SCOPES, DeliverySerializer
from hiring.models import WebhookEndpoint
from hiring.outbox import announcing

SHOW_A_SECRET = ("create", "rotate")


class WebhookEndpointSerializer(serializers.ModelSerializer[WebhookEndpoint]):
    """An address that is told what happens. Its secret is told when it is made, and never again."""

    description = Text(read_only=True)
    events = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Types of events. Empty: all, also those to come."
    )
    disabled_at = Instant(read_only=True, allow_null=True)
    disabled_reason = Text(read_only=True)
    previous_secret_until = Instant(
        read_only=True, allow_null=True, help_text="Until when messages are signed with the secret before as well."
    )
    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True)

    class Meta:
        model = WebhookEndpoint
        fields = read_only_fields = (
            "id",
            "url",
            "description",
            "events",
            "is_active",
            "disabled_at",
            "disabled_reason",
            "previous_secret_until",
            "created_at",
            "updated_at",
        )


class EndpointWithSecretSerializer(serializers.Serializer[Any]):
    """An endpoint and its secret, which is shown this once."""

    endpoint = WebhookEndpointSerializer(read_only=True)
    secret = serializers.CharField(read_only=True, help_text="whsec_…, after Standard Webhooks.")


class EndpointInput(Strict):
    url = serializers.CharField(max_length=500, help_text="https, on the public internet, port 443 or 8443.")
    description = Text(max_length=200)
    events = serializers.ListField(
        child=OneOf(list(announcing.EVENTS)),
        required=False,
        help_text="Types of events. None: all, also those to come. A ping goes to every endpoint, and is not chosen.",
    )


class DisableInput(Strict):
    reason = serializers.CharField(max_length=300)


class WebhookEndpointFilter(django_filters.FilterSet):
    is_active = django_filters.BooleanFilter()

    class Meta:
        model = WebhookEndpoint
        fields = ()


class WebhookEndpointViewSet(mixins.ListModelMixin, Readable):
    """Addresses that are told what happens here, each message signed."""

    queryset = WebhookEndpoint.objects.order_by("-created_at", "-pk")
    serializer_class = WebhookEndpointSerializer
    filterset_class = WebhookEndpointFilter
    is_whole = True
    required_scopes = SCOPES

    @extend_schema(request=EndpointInput, responses={201: EndpointWithSecretSerializer})
    def create(self, request: Request) -> Response:
        """Register an endpoint. The answer shows its secret, this once."""
        made, secret = endpoints.register(**self.given(EndpointInput), by=self.user, now=self.now)
        return self._with_secret(made, secret, status.HTTP_201_CREATED)

    @extend_schema(request=EndpointInput, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the address, the description, or what it is told. Fields that are not sent stay as they are."""
        endpoint, given = self.get_object(), self.given(EndpointInput, partial=True)
        believed = etags.believed(request, endpoint)
        with etags.kept():
            endpoints.change(endpoint, **given, by=self.user, now=self.now, believed=believed)
        return self.tagged(endpoint)

    @extend_schema(request=DisableInput, responses=WebhookEndpointSerializer)
    @action(detail=True, methods=["post"])
    def disable(self, request: Request, pk: str) -> Response:
        """Tell it nothing any more. What waits for it is dropped."""
        endpoint, reason = self.get_object(), self.given(DisableInput)["reason"]
        return self.tagged(endpoints.disable(endpoint, reason=reason, by=self.user, now=self.now))

    @extend_schema(request=None, responses=WebhookEndpointSerializer)
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, pk: str) -> Response:
        """Tell it again what happens from now on."""
        return self.tagged(endpoints.enable(self.get_object(), by=self.user, now=self.now))

    @extend_schema(request=None, responses=EndpointWithSecretSerializer)
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, pk: str) -> Response:
        """Make a new secret, shown this once. For a day messages are signed with the one before as well.

        Within that day another one is refused with `rotation_open` (409): the receiver may still go by the first.
        """
        endpoint, secret = endpoints.rotate(self.get_object(), by=self.user, now=self.now)
        return self._with_secret(endpoint, secret)

    @extend_schema(request=None, responses={202: DeliverySerializer})
    @action(detail=True, methods=["post"])
    def ping(self, request: Request, pk: str) -> Response:
        """Put a test message on its way. Its address among the deliveries says how it ended, within a minute."""
        endpoint = self.get_object()
        shown = DeliverySerializer(endpoints.ping(endpoint, by=self.user, now=self.now)).data
        return Response(shown, status.HTTP_202_ACCEPTED, headers={"ETag": etags.tag(endpoint)})

    def _with_secret(self, endpoint: WebhookEndpoint, secret: str, code: int = status.HTTP_200_OK) -> Response:
        """Shown to whoever asked. For a repeat, by its Idempotency-Key, only the digest is kept."""
        shown = self.shown(endpoint)
        kept = {"endpoint": shown, "secret": endpoints.digest_of(secret)}
        answer = ShownOnce({"endpoint": shown, "secret": secret}, kept=kept, status=code)
        answer.headers["ETag"] = etags.tag(endpoint)
        return answer

    def replayed(self, request: Request, response: HttpResponseBase) -> None:
        """Put the secret back in that was left out of what is kept; it is read from the endpoint."""
        if self.action not in SHOW_A_SECRET or not 200 <= response.status_code < 300:
            return
        kept = json.loads(response.content)  # type: ignore[attr-defined]
        try:
            endpoint = get_object_or_404(WebhookEndpoint, pk=kept["endpoint"]["id"])
            kept["secret"] = endpoints.secret_with(endpoint, digest=kept["secret"])
        except (Http404, ValidationError) as refusal:
            problem = problems.as_http(refusal)
            response.status_code, response.headers["Content-Type"] = (
                problem.status_code,
                problem.headers["Content-Type"],
            )
            response.content = problem.content  # type: ignore[attr-defined]
        else:
            response.content = JSONRenderer().render(kept)  # type: ignore[attr-defined]


ROUTES = [("webhook-endpoints", WebhookEndpointViewSet)]
