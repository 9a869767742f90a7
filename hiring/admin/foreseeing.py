"""The admin's list of applications, with the forecast of all rows of a page read at once."""

from django.http import HttpRequest
from unfold.views import ChangeList

from hiring import clock, forecasts


class ForeseeingChangeList(ChangeList):
    """Gives each row of the page its `forecast`, None where there is none."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        found = forecasts.of(self.result_list, now=clock.glance())
        for row in self.result_list:
            row.forecast = found.get(row.pk)
