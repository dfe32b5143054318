"""Which adapter stands for a channel: read from the settings, and nowhere else."""

from collections.abc import Callable

from django.conf import settings

from linli.notices.adapters import Adapter, Channel
from linli.notices.adapters.folder import Folder
from linli.notices.adapters.http import Sms, Webhook
from linli.notices.adapters.smtp import Smtp


def set_up() -> dict[Channel, Callable[[], Adapter]]:
    """How to make the adapter of each open channel."""
    found: dict[Channel, Callable[[], Adapter]] = {}
    if settings.LINLI_SMTP_URL:
        found[Channel.EMAIL] = lambda: Smtp(settings.LINLI_SMTP_URL, sender=settings.LINLI_MAIL_FROM)
    if settings.LINLI_SMS_URL:
        found[Channel.SMS] = lambda: Sms(settings.LINLI_SMS_URL, key=settings.LINLI_SMS_KEY)
    if settings.LINLI_WEBHOOK_URL:
        found[Channel.WEBHOOK] = lambda: Webhook(settings.LINLI_WEBHOOK_URL, key=settings.LINLI_WEBHOOK_KEY)
    return found or {channel: lambda: Folder(settings.LINLI_MESSAGES) for channel in Channel}
