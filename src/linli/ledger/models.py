"""The rows of the ledger. Leaves, tiles and heads are never changed and never removed: the database refuses both."""

from django.db import models


class State(models.Model):
    """Where the tree stands: one row. `edge` are the hashes that don't fill a tile yet.

    `salts` is a fingerprint of the secret that the salts come from: with another one nothing could be checked.
    """

    id = models.SmallIntegerField(primary_key=True)
    size = models.BigIntegerField()
    edge = models.BinaryField()
    salts = models.BinaryField()


class Leaf(models.Model):
    """One leaf. `entry` is the number of what it records, `subject` and `seq` say what that belongs to.

    `leaf` are the bytes that are hashed: commitments, which tell nothing by themselves.
    """

    position = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True)
    subject = models.UUIDField()
    seq = models.IntegerField()
    leaf = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        # Equal leaves would have equal hashes: whoever asks by hash is shown any of them.
        indexes = [models.Index("hash", name="leaf_hash")]


class Tile(models.Model):
    """Sixteen hashes beside each other, four levels of the tree above the tiles of the level below."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()


class Head(models.Model):
    """A signed head as it was given out."""

    size = models.BigIntegerField(db_index=True)
    root = models.BinaryField()
    signed_at = models.DateTimeField()
    note = models.TextField()


class Key(models.Model):
    """A key that has signed, or signs. `succession` is the statement by which the one before named it."""

    public = models.BinaryField(primary_key=True, max_length=32)
    name = models.CharField(max_length=200)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    succession = models.TextField()


class Cosignature(models.Model):
    """A witness outside has seen a head; `line` is its signature where it gave one."""

    witness = models.CharField(max_length=300)
    size = models.BigIntegerField()
    seen_at = models.DateTimeField()
    line = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["witness", "-size"], name="cosignature_of")]


class Watched(models.Model):
    """The newest head of another ledger that this one has seen as its witness."""

    name = models.CharField(primary_key=True, max_length=200)
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    seen_at = models.DateTimeField()
