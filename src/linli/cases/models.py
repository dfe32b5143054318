"""The rows of the loop. Events are the truth; a case's row is a cache of what they fold to, for lists."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Collate, NullIf

_CODE = "C"  # codes and paths are compared byte by byte, so that a prefix is a range in a B-tree
_OPEN = Q(closed_at__isnull=True)
_CLOSED = Q(state="closed")
# Lists of open cases ask by state. Said by state here too, PostgreSQL can tell how many of them are in each.
_LISTED = ~_CLOSED
# Whose a case is, where it lies and what it is about: each code of its paths, its class and the kind of that. Beside
# the words in one index they leave nothing to fetch but cases that have both.
_ITS_CODES = Func(
    F("unit_path"),
    F("area_path"),
    F("cell"),
    F("class_key"),
    Func("class_key", Value("-"), Value(1), function="split_part"),
    arg_joiner=" || '/' || ",  # Django compares a migration's arguments in the order of their names
    template="string_to_array(%(expressions)s, '/')",
)


class Case(models.Model):
    """A case as it stands after `version` events. Paths are codes joined by `/`; `h3` is the cell of resolution 9.

    `rank_at` orders queues: the deadline, else the time to reply, else when it was reported. `wake_at` is when the
    system acts next: for somebody silent (`until_at`), because nobody acts (`climb_at`), or because a called unit
    doesn't respond; `stuck_at` is when it should have, where it can't. `called` are the units with an open call and
    those above them. `changed_at` is when what is public of the case last changed. `more` holds the facts that few
    cases have.
    """

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(unique=True, db_default=Func(Value("cases_number"), function="nextval"))
    flow = models.SmallIntegerField()
    edition = models.IntegerField()
    version = models.IntegerField()
    state = models.CharField(max_length=16, db_collation=_CODE)
    source = models.CharField(max_length=16, db_collation=_CODE)
    class_key = models.CharField(max_length=40, db_collation=_CODE)
    condition = models.TextField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    h3 = models.BigIntegerField(null=True)
    cell = models.CharField(max_length=20, db_collation=_CODE)
    area_path = models.CharField(max_length=200, db_collation=_CODE)
    address = models.CharField(max_length=200)
    component = models.CharField(max_length=20)
    unit_path = models.CharField(max_length=200, db_collation=_CODE)
    assisting = ArrayField(models.CharField(max_length=200), default=list)
    called = ArrayField(models.CharField(max_length=200), default=list, db_default=[])
    reported_by = models.BigIntegerField(null=True)
    handled_units = ArrayField(models.CharField(max_length=200), default=list)
    handled_by = ArrayField(models.BigIntegerField(), default=list)
    returned_units = ArrayField(models.CharField(max_length=200), default=list)
    returns = models.SmallIntegerField(default=0)
    ruled = models.BooleanField(default=False)
    reworks = models.SmallIntegerField(default=0)
    rounds = models.SmallIntegerField(default=0)
    objected = models.BooleanField(default=False)
    asked = models.SmallIntegerField(default=0, db_default=0)
    extensions = models.SmallIntegerField(default=0, db_default=0)
    suspended = models.BooleanField(default=False, db_default=False)
    reported_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    climb_at = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(null=True)
    stuck_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    rank_at = models.DateTimeField()
    outcome = models.CharField(max_length=16)
    why = models.CharField(max_length=40)
    checker = models.BigIntegerField(null=True)
    more = models.JSONField(default=dict, db_default={})
    terms = SearchVectorField()

    class Meta:
        indexes = [
            models.Index("rank_at", "id", name="case_open", condition=_LISTED),
            models.Index("state", "rank_at", "id", name="case_open_state", condition=_LISTED),
            models.Index("class_key", "rank_at", "id", name="case_open_class", condition=_LISTED),
            models.Index("unit_path", "rank_at", "id", name="case_open_unit", condition=_LISTED),
            models.Index("area_path", "rank_at", "id", name="case_open_area", condition=_LISTED),
            models.Index("rank_at", "id", name="case_running", condition=_LISTED & Q(due_at__isnull=False)),
            GinIndex("terms", name="case_open_terms", condition=_LISTED),
            models.Index("class_key", "id", name="case_class"),
            models.Index("unit_path", "id", name="case_unit"),
            models.Index("area_path", "id", name="case_area"),
            models.Index("id", name="case_newest_closed", condition=~_OPEN),
            models.Index("id", name="case_newest_open", condition=_OPEN),
            models.Index("changed_at", "id", name="case_changed"),
            GinIndex("assisting", name="case_assisting", condition=~Q(assisting=[])),
            GinIndex("called", name="case_called", condition=~Q(called=[])),
            models.Index("area_path", name="case_called_area", condition=~Q(called=[])),
            GinIndex("terms", _ITS_CODES, name="case_closed_terms", condition=_CLOSED),
            models.Index("h3", name="case_near", condition=_OPEN),
            models.Index("h3", "reported_at", name="case_near_then"),
            models.Index("checker", "rank_at", "id", name="case_drawn", condition=Q(checker__isnull=False)),
            models.Index(
                "rank_at",
                "id",
                name="case_undrawn",
                condition=Q(checker__isnull=True, state__in=["handled", "sampled", "contested"]),
            ),
            models.Index("rank_at", "id", name="case_asked", condition=Q(asked__gt=0)),
            models.Index("closed_at", name="case_closed", condition=~_OPEN),
            models.Index(
                Collate(Coalesce(NullIf(F("component"), Value("")), F("cell")), _CODE),
                "class_key",
                "closed_at",
                name="case_recurs",
                condition=~_OPEN & ~Q(cell=""),
            ),
            models.Index("wake_at", name="case_wake", condition=Q(wake_at__isnull=False)),
            models.Index("stuck_at", name="case_stuck", condition=Q(stuck_at__isnull=False)),
            GinIndex(
                fields=["more"],
                name="case_climbed",
                opclasses=["jsonb_path_ops"],
                condition=_LISTED & Q(more__has_key="climbed"),
            ),
        ]


class Event(models.Model):
    """One thing that happened to a case, never changed and never removed: the database refuses both.

    `at` is when it happened, `recorded_at` when it was written. An act and what follows from it by itself share a
    `command_id` and are counted by `step`. `origin` tells live events from imported and simulated ones.
    """

    id = models.BigAutoField(primary_key=True)
    # A case and its events are written by one statement, so the database needn't look the case up again for each.
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, db_constraint=False)
    seq = models.IntegerField()
    command_id = models.UUIDField()
    step = models.SmallIntegerField()
    move = models.CharField(max_length=16, db_collation=_CODE)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    before = models.CharField(max_length=16, db_collation=_CODE)
    after = models.CharField(max_length=16, db_collation=_CODE)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=20)
    actor_unit = models.CharField(max_length=200)
    edition = models.IntegerField()
    origin = models.CharField(max_length=10)
    given = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint("case", "seq", name="event_of_case"),
            models.UniqueConstraint("command_id", "step", name="event_of_command"),
        ]
        # Which cases were ever given to a unit, as lead or for a part, and who whistled: few events say so.
        indexes = [
            models.Index(
                KT("given__unit_path"),
                "at",
                name="event_given",
                condition=Q(move__in=("dispatch", "rule", "entrust")),
            ),
            GinIndex(
                OpClass(F("given"), "jsonb_path_ops"),
                name="event_called",
                condition=Q(move="call_in") | Q(given__has_key="assisting"),
            ),
            models.Index("at", name="event_whistle", condition=Q(move="whistle")),
            models.Index("at", name="event_erased", condition=Q(move="erase")),
        ]


class Link(models.Model):
    """That two cases belong together: `case` is the one that was begun or joined later. `kind` says how."""

    pk = models.CompositePrimaryKey("case_id", "kind", "other_id")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, db_constraint=False, related_name="+")
    kind = models.CharField(max_length=10, db_collation=_CODE)
    other = models.ForeignKey(Case, models.PROTECT, db_index=False, db_constraint=False, related_name="+")

    class Meta:
        indexes = [models.Index("other_id", "kind", name="link_other")]


class Words(models.Model):
    """Somebody's own words of one event, kept apart so that they can be erased while the event stays.

    The ledger commits to them under `salt`, which the database draws: with the row it is gone, and with it every way
    to find out from the ledger what was said.
    """

    pk = models.CompositePrimaryKey("case_id", "seq")
    case_id = models.UUIDField()
    seq = models.IntegerField()
    body = models.TextField()
    salt = models.UUIDField(db_default=RandomUUID())


class Settled(models.Model):
    """How far events are recorded in the ledger: one row. Every event up to `mark` is; the rest is a `Watermark`."""

    id = models.SmallIntegerField(primary_key=True)
    mark = models.BigIntegerField()
    bound = models.BigIntegerField()
    writers = ArrayField(models.TextField())


class Key(models.Model):
    """What opens a case without an account: the digest of a tracking code, of the reporter or of a follower."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    case = models.ForeignKey(Case, models.PROTECT, db_constraint=False)
    holder = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
