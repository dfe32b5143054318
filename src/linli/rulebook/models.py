"""The tables of drafts. Nothing in them is changed or deleted, as triggers of the database enforce."""

from django.db import models


class Draft(models.Model):
    """Work on the rules, begun on the edition that was in force. Its files are those of its last change."""

    command_id = models.UUIDField(unique=True)
    title = models.CharField(max_length=80)
    edition = models.PositiveIntegerField()
    base = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.title} ({self.pk})"


class Change(models.Model):
    """One step in a draft: an edit, the undoing of one (`undoes`), or the move to another edition in force (`edition`
    and `base`). `digest` names the draft's files after it; `differences` is what it came to, for readers."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    command_id = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    edit = models.JSONField(default=dict)
    part = models.CharField(max_length=80, default="")
    key = models.JSONField(default=list)
    differences = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    undoes = models.PositiveIntegerField(null=True)
    edition = models.PositiveIntegerField(null=True)
    base = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="rulebook_change_once")]


class Ending(models.Model):
    """How a draft ended: published as an edition, or dropped (no edition)."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, primary_key=True, related_name="ending")
    command_id = models.UUIDField(unique=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    why = models.TextField(default="")
    edition = models.PositiveIntegerField(null=True)
