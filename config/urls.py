"""Every address of the site, by its owner."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path, re_path

from config.api import Nowhere
from config.health import healthz, healthz_sla
from config.metrics import metrics
from interviews.views.login import LoginView, admin_login

urlpatterns = [
    path("admin/login/", admin_login),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api")),
    re_path(r"^api/", Nowhere.as_view()),
    path("accounts/login/", LoginView.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("healthz", healthz, name="healthz"),
    path("healthz/sla", healthz_sla, name="healthz_sla"),
    path("metrics", metrics, name="metrics"),
    path("", include("benchmarks.urls")),
    path("", include("interviews.urls")),
    re_path(r"^ats/", Nowhere.as_view()),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
