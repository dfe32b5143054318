"""The second factor of a sign-in: codes that a device shows by time (TOTP, RFC 6238), and recovery codes."""

import hmac
import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime

import pyotp
from django.db import transaction

from linli.kernel.ids import ALPHABET
from linli.kernel.results import Allowed, Refused, Result
from linli.people import attempts, rules, sealing
from linli.people.models import RecoveryCode, SecondFactor, Staff

_ISSUER = "Linli"
_SECRET_BYTES = 20  # as long as SHA-1's output: RFC 4226, requirement R6


@dataclass(frozen=True, slots=True)
class Device:
    """What a device needs to know: the secret in base 32, and the same as an address for its camera."""

    secret: str
    address: str


def begin_factor(*, staff_id: int) -> Result[Device]:
    """Begin to set up a device; called again before it counts, the same secret is shown again.

    Refused: account_unknown, factor_on.
    """
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if staff is None:
        return Refused("account_unknown", {"staff_id": staff_id})
    fresh = b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    factor, _ = SecondFactor.objects.get_or_create(staff_id=staff_id, defaults={"sealed": _seal(staff_id, fresh)})
    if factor.since is not None:
        return Refused("factor_on")
    secret = _unseal(factor)
    return Allowed(Device(secret, pyotp.TOTP(secret).provisioning_uri(name=staff.sign_in, issuer_name=_ISSUER)))


def confirm_factor(*, staff_id: int, code: str, now: datetime) -> Result[tuple[str, ...]]:
    """A first code shows that the device works: from now on it is asked for. The recovery codes, told this once.

    Refused: factor_off where none is being set up, factor_on, code_wrong, code_shut.
    """
    factor = SecondFactor.objects.filter(pk=staff_id).first()
    if factor is None or factor.since is not None:
        return Refused("factor_on" if factor else "factor_off")
    if isinstance(judged := check_code(staff_id=staff_id, code=code, now=now), Refused):
        return judged
    with transaction.atomic():
        SecondFactor.objects.filter(pk=staff_id).update(since=now)
        return Allowed(_new_codes(staff_id))


def renew_codes(*, staff_id: int, code: str, now: datetime) -> Result[tuple[str, ...]]:
    """New recovery codes in place of the old ones. Refused: factor_off, code_wrong, code_used, code_shut."""
    if isinstance(judged := _check_own(staff_id, code, now), Refused):
        return judged
    with transaction.atomic():
        return Allowed(_new_codes(staff_id))


def end_factor(*, staff_id: int, code: str, now: datetime) -> Result[int]:
    """Do without a second factor from now on. Refused: factor_off, code_wrong, code_used, code_shut."""
    if isinstance(judged := _check_own(staff_id, code, now), Refused):
        return judged
    return drop_factor(staff_id=staff_id)


def drop_factor(*, staff_id: int) -> Result[int]:
    """Take the second factor away without a code: for whoever runs the installation. Refused: factor_off."""
    with transaction.atomic():
        RecoveryCode.objects.filter(staff_id=staff_id).delete()
        dropped, _ = SecondFactor.objects.filter(pk=staff_id).delete()
    return Allowed(staff_id) if dropped else Refused("factor_off")


def check_code(*, staff_id: int, code: str, now: datetime) -> Result[int]:
    """Take a code of the device, or a recovery code; each of them once. Wrong ones are counted like wrong passwords.

    Refused: factor_off, code_wrong, code_used, code_shut with `wait` in seconds.
    """
    factor = SecondFactor.objects.filter(pk=staff_id).first()
    if factor is None:
        return Refused("factor_off")
    # No sign-in name can be spelled like this, so nobody shuts the one by trying the other.
    counted = f"\0code {staff_id}"
    if wait := attempts.count(counted, now):
        return Refused("code_shut", {"wait": wait})
    plain = rules.plain_code(code)
    taken: Result[int]
    if not plain.isascii():
        taken = Refused("code_wrong")  # what compares in constant time takes no other letters
    elif len(plain) == rules.RECOVERY_LETTERS and factor.since is not None:
        used, _ = RecoveryCode.objects.filter(staff_id=staff_id, digest=_digest(staff_id, plain)).delete()
        taken = Allowed(staff_id) if used else Refused("code_wrong")
    else:
        taken = _take_step(factor, plain, now)
    if isinstance(taken, Allowed):
        attempts.forget(counted)
    return taken


def _check_own(staff_id: int, code: str, now: datetime) -> Result[int]:
    if not SecondFactor.objects.filter(pk=staff_id).exclude(since=None).exists():
        return Refused("factor_off")
    return check_code(staff_id=staff_id, code=code, now=now)


def _take_step(factor: SecondFactor, plain: str, now: datetime) -> Result[int]:
    """Take the code of a step later than the last; of two that send the same code at once, one gets in."""
    device = pyotp.TOTP(_unseal(factor), interval=rules.CODE_STEP)
    step = next(
        (step for step in rules.steps_around(now) if hmac.compare_digest(device.generate_otp(step), plain[:12])), None
    )
    if step is None:
        return Refused("code_wrong")
    newer = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step)
    return Allowed(factor.pk) if newer else Refused("code_used")


def _new_codes(staff_id: int) -> tuple[str, ...]:
    RecoveryCode.objects.filter(staff_id=staff_id).delete()
    codes = [
        "".join(secrets.choice(ALPHABET) for _ in range(rules.RECOVERY_LETTERS)) for _ in range(rules.RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create([RecoveryCode(staff_id=staff_id, digest=_digest(staff_id, one)) for one in codes])
    return tuple(f"{one[:4]}-{one[4:8]}-{one[8:]}" for one in codes)


def _digest(staff_id: int, plain: str) -> bytes:
    return sealing.digest(f"{staff_id} {plain}", purpose="recovery")


def _seal(staff_id: int, secret: str) -> bytes:
    return sealing.seal(secret, purpose="secret", bound_to=str(staff_id))


def _unseal(factor: SecondFactor) -> str:
    return sealing.unseal(bytes(factor.sealed), purpose="secret", bound_to=str(factor.pk))
