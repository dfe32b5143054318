"""The tables of places. Rows are never deleted: what the city no longer has is retired, and old cases still find it."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Installation(models.Model):
    """One change of the places. The latest row is what counts; its number tells a process that its atlas is old."""

    edition = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"places of edition {self.edition}"


class Area(models.Model):
    """A district, a street, a community, or whatever lies between. `outline` is WKB in WGS 84."""

    code = models.CharField(max_length=20, primary_key=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    level = models.CharField(max_length=30)
    depth = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=200)
    names = models.JSONField()
    grade = models.CharField(max_length=20, default="", db_default="")
    outline = models.BinaryField()
    since_edition = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.path


class Cell(models.Model):
    """A unit grid cell. `outline` is WKB in WGS 84."""

    code = models.CharField(max_length=15, primary_key=True)
    community = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="cells")
    outline = models.BinaryField()
    since_edition = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code


class Component(models.Model):
    """A public facility. `h3` is its H3 cell, so that neighbours lie together in a B-tree.

    One that was `imported` stays when a pack is installed that hasn't it; a pack that has it takes it over.
    """

    code = models.CharField(max_length=17, primary_key=True)
    class_code = models.CharField(max_length=5)
    lat = models.FloatField()
    lon = models.FloatField()
    h3 = models.BigIntegerField()
    unit_path = models.CharField(max_length=200)
    since_edition = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True)
    imported = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["h3"], name="places_component_near", condition=models.Q(retired_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.code


class Address(models.Model):
    """An address. `code` is a digest of names and position: an address that changes is another one. `imported` is as
    of a component."""

    code = models.CharField(max_length=24, primary_key=True)
    names = models.JSONField()
    lat = models.FloatField()
    lon = models.FloatField()
    terms = SearchVectorField()
    since_edition = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True)
    imported = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [GinIndex(fields=["terms"], name="places_address_terms", condition=models.Q(retired_at__isnull=True))]

    def __str__(self) -> str:
        return self.code
