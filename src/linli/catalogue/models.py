"""The tables of the city's rules: what was loaded, and when each edition came into force."""

from django.db import models


class Edition(models.Model):
    """One edition of the rules. Never changed or deleted, which a trigger of the database enforces as well."""

    number = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    document = models.JSONField()
    basemap = models.BinaryField(null=True)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class Amendment(models.Model):
    """A duty that a ruling has changed. It stands, whichever pack is loaded, until it is withdrawn."""

    class_key = models.CharField(max_length=40)
    area = models.CharField(max_length=20)
    lead = models.CharField(max_length=80)
    case_number = models.BigIntegerField()
    by = models.BigIntegerField()
    why = models.TextField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, default="")

    def __str__(self) -> str:
        return f"{self.class_key} in {self.area}: {self.lead}, since {self.at:%Y-%m-%d}"


class Publication(models.Model):
    """From `at` on, `edition` is in force. The latest row counts; a city that goes back to an older edition adds a
    row.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="publications")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"edition {self.edition_id} from {self.at:%Y-%m-%d %H:%M}"
