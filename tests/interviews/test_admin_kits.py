"""Kits in the admin: questions change places without meeting."""

import pytest
from django.test import Client
from django.urls import reverse

from hiring.stages import Round
from interviews import kits
from tests import factories

pytestmark = pytest.mark.django_db


def test_two_questions_swap_their_places(client: Client) -> None:
    kit = kits.kit_for(factories.requisition(), Round.SCREENING)
    places = list(kit.places.order_by("position"))
    client.force_login(factories.user("nora", "Hiring manager", is_staff=True))
    wanted = {0: 2, 1: 1}
    form = {
        "places-TOTAL_FORMS": str(len(places)),
        "places-INITIAL_FORMS": str(len(places)),
        **{
            f"places-{number}-{name}": str(value)
            for number, place in enumerate(places)
            for name, value in {
                "id": place.pk,
                "kit": kit.pk,
                "question": place.question_id,
                "position": wanted.get(number, place.position),
            }.items()
        },
    }
    response = client.post(reverse("admin:interviews_interviewkit_change", args=[kit.pk]), form)
    assert response.status_code == 302
    now = list(kit.places.order_by("position").values_list("question_id", flat=True))
    assert now[:2] == [places[1].question_id, places[0].question_id]
    assert now[2:] == [place.question_id for place in places[2:]]
