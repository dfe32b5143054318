"""The room's entry for Django."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "linli.supervision"
    label = "supervision"
