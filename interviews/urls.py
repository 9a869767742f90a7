"""The addresses of the pages."""

from django.urls import URLPattern, path

from interviews.views import (
    applications,
    ats,
    ats_webhook,
    inbox,
    mailbox,
    my_interviews,
    offer,
    on_it,
    scorecard,
    settings,
)

urlpatterns: list[URLPattern] = [
    path("", my_interviews.home, name="home"),
    path("interviews/", my_interviews.my_interviews, name="my_interviews"),
    path("interviews/<int:pk>/finish/", scorecard.interview_finish, name="interview_finish"),
    path("interviews/<int:pk>/missed/", scorecard.interview_missed, name="interview_missed"),
    path("scorecards/<int:pk>/", scorecard.scorecard, name="scorecard"),
    path("scorecards/<int:pk>/save/", scorecard.scorecard_save, name="scorecard_save"),
    path("scorecards/<int:pk>/submit/", scorecard.scorecard_submit, name="scorecard_submit"),
    path("scorecards/<int:pk>/decline/", scorecard.scorecard_decline, name="scorecard_decline"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", mailbox.mailbox_mail, name="mailbox_mail"),
    *inbox.urlpatterns,
    *on_it.urlpatterns,
    path("settings/", settings.settings, name="settings"),
    *offer.urlpatterns,  # before the verbs of an application, whose addresses look the same
    *applications.urlpatterns,  # applications/<pk>/ and its verbs
    *ats_webhook.urlpatterns,
    *ats.urlpatterns,  # the last of ats/: it takes every other address there
]
