"""What was imported, simulated and exported, run by run, and the figures. The cases lie in a room of their own."""

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


class Member(models.Model):
    """A value that cases are counted by, as a small number: a class, an area's path, a unit's path, a source or an
    outcome. `kind` says which."""

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="insight_one_member")]


class _Counted(models.Model):
    """What cases are counted by, as numbers of members."""

    klass = models.IntegerField()
    area = models.IntegerField()
    unit = models.IntegerField()
    source = models.IntegerField()
    outcome = models.IntegerField()

    class Meta:
        abstract = True


class Life(_Counted):
    """A case as it counts after `version` events (`rules.figures.life`). Days are the city's."""

    case_id = models.UUIDField(primary_key=True)
    version = models.IntegerField()
    cell = models.CharField(max_length=20, db_collation="C")
    state = models.CharField(max_length=16, db_collation="C")
    reported_on = models.DateField()
    closed_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    owed = models.BooleanField()
    in_time = models.BooleanField()
    reworked = models.BooleanField()
    pace = models.SmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index("reported_on", name="life_reported"),
            models.Index("closed_on", name="life_closed", condition=models.Q(closed_on__isnull=False)),
            models.Index("area", "reported_on", name="life_area"),
            models.Index("area", name="life_open", condition=models.Q(closed_on__isnull=True)),
        ]


class ReportedCount(_Counted):
    """Counts of the cases reported in a month, by everything they are counted by but the cell."""

    month = models.DateField()
    cases = models.IntegerField()
    owed = models.IntegerField()
    in_time = models.IntegerField()
    owed_closed = models.IntegerField()
    closed_in_time = models.IntegerField()
    reworked = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "klass", "area", "unit", "source", "outcome"], name="insight_one_reported_count"
            )
        ]
        indexes = [models.Index("area", "month", name="reported_count_area")]


class ClosedCount(_Counted):
    """Counts of the cases closed in a month, by the same and by the step of their handling time; -1 where nothing was
    handed in."""

    month = models.DateField()
    pace = models.SmallIntegerField()
    cases = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "klass", "area", "unit", "source", "outcome", "pace"], name="insight_one_closed_count"
            )
        ]
        indexes = [models.Index("area", "month", name="closed_count_area")]


class Folding(models.Model):
    """How far the figures have come with the events: one row. The first four are `cases.changes.Mark`.

    `whole` says whether all cases are counted; `shape` numbers the rules that they were counted by, and `zone` is the
    time zone of their days: others make everything be counted afresh. `folded_at` is the moment up to which all that
    was recorded is counted.
    """

    event = models.BigIntegerField(default=0)
    ahead = models.BigIntegerField(default=0)
    horizon = models.BigIntegerField(default=0)
    noted_at = models.DateTimeField(null=True)
    whole = models.BooleanField(default=False)
    shape = models.IntegerField(default=0)
    zone = models.CharField(max_length=60, default="")
    folded_at = models.DateTimeField(null=True)


class SavedView(models.Model):
    """A question to the figures that somebody keeps under a name. `query` is that of the address bar."""

    staff_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff_id", "name"], name="insight_one_view_of_a_name")]
