from django.apps import AppConfig


class PhotosConfig(AppConfig):
    name = "albumen.photos"
    label = "photos"
