from django.urls import path

from albumen.api.api import api

urlpatterns = [path("", api.urls)]
