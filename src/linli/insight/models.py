"""What was imported, simulated and exported, run by run. The cases themselves lie in their own room."""

from django.db import models


class ImportRun(models.Model):
    """One run of an import, kept up with each batch in the batch's own transaction.

    `read` rows are `imported` by this run, `already` there from an earlier one, or `rejected`; `line` is the last one
    that was read. A run without `finished_at` was ended before its time, or is still going on.
    """

    source = models.CharField(max_length=40)
    file = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    line = models.BigIntegerField(default=1)
    read = models.BigIntegerField(default=0)
    imported = models.BigIntegerField(default=0)
    already = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.source} from {self.file}"


class SimulationRun(models.Model):
    """One simulated history. The seed and `until`, the moment up to which it reaches, decide everything in it.

    `bulk` is how many cases were asked for where histories were multiplied for measuring; else 0.
    """

    seed = models.BigIntegerField()
    bulk = models.BigIntegerField(default=0)
    days = models.IntegerField()
    per_day = models.IntegerField()
    edition = models.IntegerField()
    until = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seed", "bulk"], name="insight_one_run_of_a_seed")]

    def __str__(self) -> str:
        return f"{self.days} days of seed {self.seed}"


class Export(models.Model):
    """Who took cases away as a file: written before the first byte leaves and never removed.

    The database lets one change happen: that `row_count` and `whole` are told at the end. `posts` are the ones that
    whoever took it held then.
    """

    at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=80)
    posts = models.JSONField()
    form = models.CharField(max_length=10)
    filters = models.JSONField()
    row_count = models.BigIntegerField(null=True)
    whole = models.BooleanField(default=False)
