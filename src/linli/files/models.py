"""The table of photos. The pictures themselves lie in files under random names."""

from django.db import models


class Photo(models.Model):
    """A photo of the case `subject`.

    While a report is still being written, `subject` is the report's command and `draft` is true.
    """

    id = models.UUIDField(primary_key=True)
    subject = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10)
    draft = models.BooleanField(default=False)
    name = models.CharField(max_length=32, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created = models.DateTimeField()
    covered = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["created"], condition=models.Q(draft=True), name="files_drafts")]

    def __str__(self) -> str:
        return str(self.id)
