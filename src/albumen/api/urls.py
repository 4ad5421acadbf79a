from django.urls import include, path

from albumen.api.api import api

urlpatterns = [path("", include("albumen.api.tus.urls")), path("", api.urls)]
