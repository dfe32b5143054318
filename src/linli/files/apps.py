"""The room's entry for Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "linli.files"
    label = "files"
