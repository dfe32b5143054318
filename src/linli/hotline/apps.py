"""The room's entry for Django."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "linli.hotline"
    label = "hotline"
