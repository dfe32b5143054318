"""Counts by day. There is no row for a call, so that none can be found again."""

from django.db import models
from django.db.models import F, Q


class Tally(models.Model):
    """How often something came of a call on a day of the city. `reason` is the code of an exclusion, else empty.

    `timed` of the calls were measured, and took `seconds` together.
    """

    day = models.DateField()
    what = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True, default="")
    calls = models.IntegerField()
    timed = models.IntegerField()
    seconds = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "what", "reason"], name="hotline_tally_once"),
            models.CheckConstraint(condition=Q(timed__lte=F("calls")), name="hotline_tally_timed"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.reason} {self.calls}"
