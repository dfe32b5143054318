"""The rows of supervision orders. Events are the truth; an order's row is a cache of what they fold to, for lists."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

_CODE = "C"  # codes and paths are compared byte by byte


class Order(models.Model):
    """An order as it stands after `version` events. Either side is an account by a post: role, area and unit."""

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(
        unique=True, db_default=models.Func(models.Value("supervision_number"), function="nextval")
    )
    version = models.IntegerField()
    state = models.CharField(max_length=16, db_collation=_CODE)
    issuer_id = models.BigIntegerField()
    issuer_role = models.CharField(max_length=20)
    issuer_area = models.CharField(max_length=200, db_collation=_CODE)
    issuer_unit = models.CharField(max_length=200, db_collation=_CODE)
    answerer_id = models.BigIntegerField()
    answerer_role = models.CharField(max_length=20)
    answerer_area = models.CharField(max_length=200, db_collation=_CODE)
    answerer_unit = models.CharField(max_length=200, db_collation=_CODE)
    due_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    judged_by = ArrayField(models.BigIntegerField())
    answered_by = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [
            models.Index("due_at", "id", name="order_open", condition=Q(ended_at__isnull=True)),
            models.Index("ended_at", "id", name="order_ended", condition=Q(ended_at__isnull=False)),
        ]


class OrderCase(models.Model):
    """A case that an order names, with its place and units as they were when the order was issued."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="cases", db_index=False)
    case_id = models.UUIDField(db_index=True)
    number = models.BigIntegerField()
    area_path = models.CharField(max_length=200, db_collation=_CODE)
    unit_path = models.CharField(max_length=200, db_collation=_CODE)
    assisting = ArrayField(models.CharField(max_length=200), default=list)

    class Meta:
        constraints = [models.UniqueConstraint("order", "case_id", name="order_case_once")]


class Event(models.Model):
    """One thing that happened to an order, never changed and never removed: the database refuses both."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, models.PROTECT, db_index=False)
    seq = models.IntegerField()
    command_id = models.UUIDField(unique=True)
    move = models.CharField(max_length=16, db_collation=_CODE)
    at = models.DateTimeField()
    before = models.CharField(max_length=16, db_collation=_CODE)
    after = models.CharField(max_length=16, db_collation=_CODE)
    actor_id = models.BigIntegerField()
    role = models.CharField(max_length=20)
    actor_area = models.CharField(max_length=200)
    actor_unit = models.CharField(max_length=200)
    given = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint("order", "seq", name="event_of_order")]


class Words(models.Model):
    """The words of one event, kept apart so that they can be erased while the event stays."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True)
    body = models.TextField()


class Untold(models.Model):
    """An event that nobody has sent a message about yet; written with the event, removed once that is done."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True)
