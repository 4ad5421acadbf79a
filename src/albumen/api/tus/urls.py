"""Addresses of uploads, below /api/v1."""

from django.urls import path

from albumen.api.tus import views

urlpatterns = [
    path("uploads", views.uploads, name="tus-uploads"),
    path("uploads/<uuid:identifier>", views.upload, name="tus-upload"),
]
