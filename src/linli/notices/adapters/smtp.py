"""E-mail by SMTP. One conversation carries all letters of a run; a server that hangs up is called again."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import parse_qsl, unquote, urlsplit

from linli.notices.adapters import PATIENCE, Down, Failed, Message, Outcome, Sent, without

_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Relay:
    """A mail server. `tls` is `now` (from the first byte), `start` (STARTTLS, or nothing) or `off`."""

    host: str
    port: int
    user: str
    password: str
    tls: str


def relay(url: str) -> Relay:
    """The server that a URL names. Raises ValueError that says what a URL has to be; it doesn't repeat the URL, which
    holds a password."""
    split = urlsplit(url)
    off = dict(parse_qsl(split.query)).get("tls") == "off"
    if split.scheme not in _PORTS or not split.hostname or (split.scheme == "smtps" and off):
        raise ValueError("LINLI_SMTP_URL: give smtps://user:password@host:465 or smtp://user:password@host:587")
    tls = "now" if split.scheme == "smtps" else "off" if off else "start"
    port = split.port or _PORTS[split.scheme]
    return Relay(split.hostname, port, unquote(split.username or ""), unquote(split.password or ""), tls)


class Smtp:
    def __init__(
        self,
        url: str,
        *,
        sender: str,
        patience: float = PATIENCE,
        trust: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    ) -> None:
        self.relay, self.sender, self.patience, self.trust = relay(url), sender, patience, trust
        self._line: smtplib.SMTP | None = None

    def send(self, message: Message) -> Outcome:
        try:
            mail = self._mail(message)
        except (ValueError, MessageError, IndexError):
            return Failed("the address can't be used for e-mail", retry=False)
        try:
            line = self._line = self._line or self._call()
        except (OSError, smtplib.SMTPException) as fault:
            return Down(without(message.to, f"{self.relay.host}:{self.relay.port}: {fault}"))
        try:
            line.send_message(mail, from_addr=self.sender, to_addrs=[message.to])
        except smtplib.SMTPRecipientsRefused as fault:
            return self._refused(message, *next(iter(fault.recipients.values())))
        except smtplib.SMTPNotSupportedError as fault:
            return Failed(without(message.to, str(fault)), retry=False)
        except smtplib.SMTPServerDisconnected as fault:
            self.close()
            return Failed(without(message.to, str(fault)), retry=True)
        except smtplib.SMTPResponseException as fault:
            return self._refused(message, fault.smtp_code, fault.smtp_error)
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            return Failed(without(message.to, str(fault) or type(fault).__name__), retry=True)
        return Sent()

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError, smtplib.SMTPException):
                line.quit()
            line.close()

    def _call(self) -> smtplib.SMTP:
        to, trust = self.relay, self.trust
        if to.tls == "now":
            line: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=self.patience, context=trust())
        else:
            line = smtplib.SMTP(to.host, to.port, timeout=self.patience)
        try:
            if to.tls == "start":
                line.starttls(context=trust())
            if to.user:
                line.login(to.user, to.password)
        except BaseException:
            line.close()
            raise
        return line

    def _refused(self, message: Message, code: int, said: bytes | str) -> Outcome:
        """4xx is for now, 5xx is for good (RFC 5321 §4.2.1); 421 closes the conversation."""
        if code == 421:
            self.close()
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        return Failed(without(message.to, f"{code} {text}"), retry=code < 500)

    def _mail(self, message: Message) -> EmailMessage:
        """The message by RFC 5322. Its Message-ID is the letter's, and no automaton shall answer it (RFC 3834)."""
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self.sender
        mail["To"] = Address(addr_spec=message.to)
        mail["Subject"] = message.subject
        mail["Date"] = message.made_at
        mail["Message-ID"] = f"<{message.id}@{self.sender.rpartition('@')[2].strip('>')}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.body)
        mail["Content-Language"] = message.language
        return mail
