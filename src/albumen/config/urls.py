"""Which address leads to which door."""

from django.contrib import admin
from django.urls import include, path

admin.autodiscover()

urlpatterns = [
    path("api/v1/", include("albumen.api.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("albumen.accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("albumen.web.urls")),
]

handler500 = "albumen.api.errors.failed"
