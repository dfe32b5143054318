"""What was imported, simulated and exported, run by run, and the figures. The cases lie in a room of their own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ImportRun(models.Model):
    """One run of an import, kept up with each batch in the batch's own transaction. `staff_id` is None where somebody
    at the machine did it.

    `read` rows are `imported` by this run, `already` there from an earlier one, or `rejected`; `line` is the last one
    that was read. A run without `finished_at` was ended before its time, or is still going on.
    """

    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, default="cases", db_default="cases")
    file = models.CharField(max_length=255)
    by = models.CharField(max_length=80, default="", db_default="")
    staff_id = models.BigIntegerField(null=True)
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
    """How far the figures have come with the events: one row. The first three are `cases.watermark.Watermark`.

    `whole` says whether all cases are counted; `shape` numbers the rules that they were counted by, and `zone` is the
    time zone of their days: others make everything be counted afresh. `folded_at` is the moment up to which all that
    was recorded is counted.
    """

    event = models.BigIntegerField(default=0)
    bound = models.BigIntegerField(default=0)
    writers = ArrayField(models.TextField(), default=list)
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


class ImportFile(models.Model):
    """A table that somebody has uploaded, from the upload until its rows are written or it is thrown away.

    `mapping` is TOML, empty until it is chosen. `phase` says what it waits for, or what is done with it. Who works on
    it has it until `claimed_until`, and keeps up `position` of `size` and the sums. `failure` is a code, where the
    table as a whole can't be brought in.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=12)
    bytes = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    staff_id = models.BigIntegerField()
    uploaded_at = models.DateTimeField()
    mapping = models.TextField(default="")
    phase = models.CharField(max_length=10, default="mapping")
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    position = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    read = models.BigIntegerField(default=0)
    imported = models.BigIntegerField(default=0)
    already = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    faults = models.BigIntegerField(default=0)
    failure = models.CharField(max_length=30, default="")
    failure_facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name} ({self.phase})"


class ImportFault(models.Model):
    """One thing that is wrong with a row of an uploaded table. It goes when the table goes."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="found")
    seq = models.IntegerField()
    sheet = models.CharField(max_length=100)
    line = models.BigIntegerField()
    column = models.CharField(max_length=255)
    value = models.CharField(max_length=255)
    code = models.CharField(max_length=30)
    facts = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "seq"], name="insight_fault_in_order")]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.line} {self.column}: {self.code}"


class StoredMapping(models.Model):
    """How a table is to be read, kept under a name for the next one like it: TOML, as in packs/mappings."""

    name = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=12)
    text = models.TextField()
    staff_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
