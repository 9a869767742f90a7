"""Deliveries through the API: what became of each message to a webhook endpoint."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.base import Address
from hiring.api.fields import Instant, InstantFilter, OneOf, Text
from hiring.models import Message, WebhookEndpoint
from hiring.outbox import retrying

SCOPES = {"read": "webhooks:read", "write": "webhooks:write"}


class DeliverySerializer(serializers.ModelSerializer[Message]):
    """One message to one endpoint: what it says, how often it was tried, what became of it."""

    endpoint = serializers.IntegerField(source="endpoint_id", read_only=True)
    webhook_id = serializers.CharField(
        source="idem_key", read_only=True, help_text="The header webhook-id, the same in every attempt."
    )
    type = serializers.CharField(source="letter", read_only=True)
    state = OneOf(Message.State.choices, read_only=True)
    attempts = serializers.IntegerField(source="attempt", read_only=True)
    last_error = Text(read_only=True)
    payload = serializers.JSONField(read_only=True, help_text="The body, as it was when the event happened.")
    created_at = Instant(read_only=True)
    next_attempt_at = serializers.SerializerMethodField()
    delivered_at = Instant(source="accepted_at", read_only=True, allow_null=True)

    class Meta:
        model = Message
        fields = read_only_fields = (
            "id",
            "endpoint",
            "webhook_id",
            "type",
            "state",
            "attempts",
            "last_error",
            "payload",
            "created_at",
            "next_attempt_at",
            "delivered_at",
        )

    @extend_schema_field(Instant(allow_null=True))
    def get_next_attempt_at(self, message: Message) -> str | None:
        if message.state != Message.State.READY or message.endpoint is None:
            return None
        return Instant().to_representation(max(message.next_at, message.endpoint.rests_until or message.next_at))


class DeliveryFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=Message.State.choices)
    type = django_filters.CharFilter(field_name="letter", help_text="A type of event, such as sla.breached.")
    created_since = InstantFilter(field_name="created_at", lookup_expr="gte", help_text="Written at or after this.")

    class Meta:
        model = Message
        fields = ()


@extend_schema(parameters=[OpenApiParameter("endpoint", int, OpenApiParameter.PATH, description="Id of an endpoint.")])
class DeliveryViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Address):
    """The messages to one endpoint, the newest first."""

    queryset = Message.objects.select_related("endpoint").order_by("-created_at", "-pk")
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter
    required_scopes = SCOPES
    required_permissions = {"read": "hiring.view_webhookendpoint"}

    def get_queryset(self) -> QuerySet[Message]:
        return (
            super().get_queryset().filter(endpoint__in=WebhookEndpoint.objects.filter(pk=self.kwargs.get("endpoint")))
        )

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        get_object_or_404(WebhookEndpoint, pk=self.kwargs["endpoint"])
        return super().list(request, *args, **kwargs)

    @extend_schema(request=None, responses={202: DeliverySerializer})
    @action(detail=True, methods=["post"])
    def replay(self, request: Request, endpoint: str, pk: str) -> Response:
        """Send a message once more: the same body under the same webhook-id."""
        message = retrying.replay(self.get_object(), by=self.user, now=self.now)
        return Response(DeliverySerializer(message).data, status.HTTP_202_ACCEPTED)


ROUTES = [(r"webhook-endpoints/(?P<endpoint>[0-9]+)/deliveries", DeliveryViewSet)]
