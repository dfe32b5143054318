"""Tables of staff accounts and posts, of sign-in attempts, of tokens and their use, and of the vault."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from linli.kernel.rights import UNIT_ROLES
from linli.people.rules import POSTS, Purpose


class Staff(AbstractBaseUser):
    """A person who works with Linli. Rights come from posts alone; Django's permissions and groups aren't used.

    With `password_given` the password is one that an administrator gave out and knows: it is only good for choosing
    an own one.
    """

    sign_in = models.CharField(max_length=40, unique=True)
    display_name = models.CharField(max_length=80)
    language = models.CharField(max_length=16, default="zh-hans")
    is_active = models.BooleanField(default=True)
    enrolled_at = models.DateTimeField()
    sessions_ended = models.IntegerField(default=0)
    password_given = models.BooleanField(default=False)

    objects = BaseUserManager["Staff"]()

    USERNAME_FIELD = "sign_in"
    REQUIRED_FIELDS = ["display_name", "enrolled_at"]

    def __str__(self) -> str:
        return self.sign_in

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What every session of the account carries: a new password, or signing out everywhere, ends them all."""
        value = f"{self.password} {self.sessions_ended}"
        return salted_hmac("linli.people.session", value, secret=secret, algorithm="sha256").hexdigest()


class Post(models.Model):
    """One grant: a role in an area subtree and, for posts of a handling unit, in a unit subtree, for a time."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20)
    area_path = models.CharField(max_length=200, blank=True, default="")
    unit_path = models.CharField(max_length=200, blank=True, default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=[str(role) for role in POSTS]), name="people_post_role"),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(map(str, UNIT_ROLES)), unit_path=""), name="people_post_unit"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="people_post_period"),
            models.UniqueConstraint(
                fields=["staff", "role", "area_path", "unit_path"], condition=Q(until=None), name="people_post_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.area_path or '*'} {self.unit_path or '*'}"


class SignInAttempts(models.Model):
    """Wrong passwords in a row for one sign-in name, whether or not an account has that name.

    Known by a digest: people type passwords into the wrong field.
    """

    name_digest = models.BinaryField(primary_key=True, max_length=32)
    attempts = models.IntegerField()
    shut_until = models.DateTimeField()
    latest = models.DateTimeField(db_index=True)


class CaseKey(models.Model):
    """The key that opens the contact of one case, wrapped under the master key `master` (its mark).

    A table apart from what it opens: destroying the row destroys the contact, and backups leave it out.
    """

    case_id = models.UUIDField(primary_key=True)
    key_id = models.UUIDField()
    master = models.BinaryField(max_length=8)
    wrapped = models.BinaryField(max_length=60)


class Contact(models.Model):
    """How to reach the reporter of one case, sealed under the key `key_id` of that case alone.

    What lies open says nothing of a person: by which ways they can be reached, and since when the unit in charge may
    open it as well, if the reporter chose so. Found by the case alone.
    """

    case_id = models.UUIDField(primary_key=True)
    key_id = models.UUIDField()
    sealed = models.BinaryField()
    by_email = models.BooleanField()
    by_phone = models.BooleanField()
    shared_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField()


class ContactAccess(models.Model):
    """One opening of a reporter's contact details, by staff, or by the system to send a letter; or one that was refused
    because no post covers the case. Append-only: a trigger refuses UPDATE and DELETE.

    `role` and `unit_path` are of the post by which it was opened, `area_path` is that of the case. `unusual` says what
    an auditor should look at (`vault.rules.Unusual`).
    """

    case_id = models.UUIDField(db_index=True)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    role = models.CharField(max_length=20, blank=True, default="")
    area_path = models.CharField(max_length=200, blank=True, default="")
    unit_path = models.CharField(max_length=200, blank=True, default="")
    purpose = models.CharField(max_length=20)
    at = models.DateTimeField()
    refused = models.BooleanField(default=False)
    unusual = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=[str(purpose) for purpose in Purpose]), name="people_contactaccess_purpose"
            ),
            models.CheckConstraint(
                condition=Q(staff=None) ^ ~Q(purpose=str(Purpose.SEND_MESSAGE)), name="people_contactaccess_who"
            ),
        ]
        indexes = [models.Index("at", name="people_contactaccess_at", condition=Q(staff__isnull=False))]


class UnusualAccess(models.Model):
    """An unusual opening of which no auditor has been told yet; the line is taken off by whoever tells."""

    access = models.OneToOneField(ContactAccess, on_delete=models.PROTECT, primary_key=True, related_name="+")


class Token(models.Model):
    """What another program shows to be let in. Only the digest is kept; a revoked or expired one stays on record.

    With `staff` it stands for that account: the program may what its posts allow, for as long as the account is open.
    """

    name = models.CharField(max_length=80)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=20))
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)


class Spent(models.Model):
    """How often something was done in the window that began at `since`, by whoever the digest stands for."""

    purse = models.BinaryField(primary_key=True, max_length=32)
    since = models.DateTimeField(db_index=True)
    used = models.IntegerField()


class SecondFactor(models.Model):
    """The secret that an account shares with a device. It counts from `since`; until then it is being set up.

    `sealed` is encrypted with a key that isn't in the database; `last_step` is the time step of the last code that was
    taken: that one and those before it open nothing.
    """

    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, primary_key=True, related_name="+")
    sealed = models.BinaryField(max_length=120)
    since = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code for the day on which the device is lost. Deleted when it is used."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "digest"], name="people_recoverycode_once")]


class Passkey(models.Model):
    """A key of an authenticator (WebAuthn): its public half, and how often the authenticator says that it signed.

    Many authenticators don't count and always say 0.
    """

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    credential = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField(max_length=2000)
    signed = models.BigIntegerField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class ProviderLink(models.Model):
    """Whom a single sign-on provider means by `subject`. Its issuer is kept, not its place in the settings."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="people_providerlink_once")]


class SignedIn(models.Model):
    """An open session: whose it is and on what kind of device. Where somebody is isn't kept."""

    key = models.CharField(max_length=40, primary_key=True)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=60)
    at = models.DateTimeField()


class Absence(models.Model):
    """From `since` until `until`, `deputy` holds the posts of `staff`, who is left out where work is shared out."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="stands_in")
    since = models.DateTimeField()
    until = models.DateTimeField()
    named_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="people_absence_period"),
            models.CheckConstraint(condition=~Q(staff=F("deputy")), name="people_absence_other"),
        ]


class Administered(models.Model):
    """Something that an administrator did: when, who, what (a word of the room it belongs to), and its facts.
    Append-only: a trigger refuses UPDATE and DELETE."""

    at = models.DateTimeField(db_index=True)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    what = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
