"""The tables of messages: what there is to tell, the letters in which it goes out, and every try to send one.

No address of a reporter, and nobody's words: both are looked up at the moment of sending, where they can be erased.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

_CODE = "C"


class Notice(models.Model):
    """One thing to tell one recipient: of event `seq` of a case, as it stood after the act's last event, `last_seq`; or
    of event `seq` of a supervision order, which then stands in the case's place.

    `recipient_id` is a unit's path, the number of a staff account, or the case whose reporter is meant. `letter_id` is
    empty while the notice waits for others to the same recipient.
    """

    case_id = models.UUIDField(null=True)
    order_id = models.UUIDField(null=True)
    seq = models.IntegerField()
    last_seq = models.IntegerField()
    template = models.CharField(max_length=40)
    recipient = models.CharField(max_length=10, db_collation=_CODE)
    recipient_id = models.CharField(max_length=200, db_collation=_CODE)
    channel = models.CharField(max_length=10, db_collation=_CODE)
    letter_id = models.UUIDField(null=True, db_index=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "case_id", "seq", "template", "recipient", "recipient_id", "channel", name="notice_once"
            ),
            models.UniqueConstraint(
                "order_id",
                "seq",
                "template",
                "recipient",
                "recipient_id",
                "channel",
                name="notice_of_order_once",
                condition=Q(order_id__isnull=False),
            ),
            models.CheckConstraint(condition=Q(case_id=None) ^ Q(order_id=None), name="notice_of_one_thing"),
        ]
        indexes = [
            models.Index("recipient", "recipient_id", "channel", name="notice_held", condition=Q(letter_id=None)),
        ]


class Letter(models.Model):
    """What goes out to one recipient by one channel; its id is the message's id wherever it arrives.

    `next_at` is when it is tried next, or until when whoever is trying it has it to themselves. `claim` counts how
    often it was taken, so that somebody who took it too long ago can't say what became of it.
    """

    id = models.UUIDField(primary_key=True)
    recipient = models.CharField(max_length=10, db_collation=_CODE)
    recipient_id = models.CharField(max_length=200, db_collation=_CODE)
    channel = models.CharField(max_length=10, db_collation=_CODE)
    state = models.CharField(max_length=10, db_collation=_CODE)
    next_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    claim = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["waiting", "sent", "failed"]), name="letter_state"),
            models.CheckConstraint(condition=Q(state="waiting") ^ Q(next_at=None), name="letter_waits_or_ended"),
        ]
        indexes = [
            models.Index("next_at", name="letter_waiting", condition=Q(state="waiting")),
            models.Index("ended_at", name="letter_failed", condition=Q(state="failed")),
        ]


class Attempt(models.Model):
    """One try to send a letter: when, how it ended (`sent`, `later`, `failed`), and why it failed."""

    letter_id = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10)
    why = models.CharField(max_length=300)


class Address(models.Model):
    """Where a member of staff wants messages; who has no row here wants none."""

    staff_id = models.BigIntegerField(primary_key=True)
    email = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)


class Hook(models.Model):
    """A program's subscription to events of cases: to which, by whose posts, and how its deliveries fare.

    `sealed` is the secret of its signatures, encrypted. `failing_since` is when it began to take nothing, `held_until`
    how long it is left alone after nobody answered, `failures` how often that was in a row. `why` says what keeps it
    from getting anything.
    """

    command_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    sealed = models.BinaryField()
    staff_id = models.BigIntegerField()
    kinds = ArrayField(models.CharField(max_length=40), default=list)
    class_key = models.CharField(max_length=40, db_collation=_CODE)
    area_path = models.CharField(max_length=200, db_collation=_CODE)
    unit_path = models.CharField(max_length=200, db_collation=_CODE)
    state = models.CharField(max_length=10, db_collation=_CODE)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    reached_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    failures = models.SmallIntegerField(default=0)
    why = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["active", "resting", "ended"]), name="hook_state"),
        ]


class Delivery(models.Model):
    """One event of a case on its way to one subscription, as a CloudEvent; `claim` and `next_at` as of a letter.

    Of one case they go out one after the other, in the order of `seq`.
    """

    id = models.UUIDField(primary_key=True)
    hook = models.ForeignKey(Hook, models.CASCADE, db_index=False)
    case_id = models.UUIDField()
    seq = models.IntegerField()
    event = models.JSONField()
    state = models.CharField(max_length=10, db_collation=_CODE)
    next_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    claim = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint("hook", "case_id", "seq", name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "failed", "dropped"]), name="delivery_state"
            ),
            models.CheckConstraint(condition=Q(state="waiting") ^ Q(next_at=None), name="delivery_waits_or_ended"),
        ]
        indexes = [
            models.Index("hook", "next_at", name="delivery_waiting", condition=Q(state="waiting")),
            models.Index("hook", "made_at", name="delivery_of_hook"),
            models.Index("ended_at", name="delivery_ended", condition=~Q(state="waiting")),
        ]
