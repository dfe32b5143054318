"""The tables of packs as they were loaded: contents, bundles of them, and which bundle came into force when."""

from django.db import models


class Content(models.Model):
    """The bytes of a file, known by their SHA-256. Never changed or deleted, as a trigger enforces; so for all here."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()


class Kept(models.Model):
    """A bundle: the folders of a pack, the own one first, as `[[name, {path: digest of the content}], …]`."""

    digest = models.CharField(max_length=64, primary_key=True)
    folders = models.JSONField()


class Loading(models.Model):
    """From `at` on, the rules of a bundle are in force, as `edition`. The latest row of an edition counts for it."""

    bundle = models.ForeignKey(Kept, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField(db_index=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    why = models.TextField(default="")

    def __str__(self) -> str:
        return f"edition {self.edition} from {self.at:%Y-%m-%d %H:%M}"
