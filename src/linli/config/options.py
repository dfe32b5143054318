"""What whoever runs Linli may set: one row per setting. docs/settings.md is generated from this table."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

TRUE = ("1", "true", "yes", "on")


class SetUpFault(ValueError):
    """Something outside the program keeps it from working; the text says what, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Option:
    """A setting, read from the environment variable `variable`; `default` is what an unset or empty one means."""

    variable: str
    default: str
    meaning: str


OPTIONS: tuple[Option, ...] = (
    Option("LINLI_HOME", "var", "Folder for everything written at run time; relative to the project's root."),
    Option("LINLI_HOST", "127.0.0.1", "Address that the server listens on."),
    Option("LINLI_PORT", "8311", "Port that the server listens on."),
    Option("LINLI_HOSTS", "localhost 127.0.0.1 [::1]", "Host names that are answered, separated by spaces."),
    Option(
        "LINLI_ORIGIN",
        "",
        "The address that people use, such as `https://linli.example.org`. Its host is answered; `https` turns on"
        " secure cookies, HSTS and the redirect from http.",
    ),
    Option(
        "LINLI_DATABASE_URL",
        "",
        "`postgresql://user:password@host:port/name` of a PostgreSQL ≥ 15. Empty: the embedded server under"
        " `LINLI_HOME/pg`. A pooler in between must know prepared statements (PgBouncer ≥ 1.21).",
    ),
    Option("LINLI_WORKERS", "0", "Server processes; 0: one for each processor."),
    Option(
        "LINLI_THREADS",
        "4",
        "Requests that one server process answers at the same time; each holds a database connection.",
    ),
    Option("LINLI_TIME_ZONE", "Asia/Shanghai", "Time zone where no city is loaded; pages of a city show its own."),
    Option("LINLI_LANGUAGE", "zh-hans", "Language of a reader who states none: `zh-hans`, `zh-hant` or `en`."),
    Option("LINLI_DEBUG", "0", "1 shows the trace of a fault in the page. For developing only."),
    Option(
        "LINLI_LOG_LEVEL", "WARNING", "Least weight of a message that is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`."
    ),
    Option(
        "LINLI_OPEN311_OPEN",
        "0",
        "1 lets programs report through Open311 without a key (`linli token`). Reading never needs one.",
    ),
    Option("LINLI_OPEN311_RATE", "30", "Posts per minute through Open311 of one key, or of one address without a key."),
    Option("LINLI_OPEN311_JURISDICTION", "", "The city's `jurisdiction_id` in Open311. Empty: the name of its pack."),
    Option("LINLI_OPEN311_CONTACT", "", "Whom to ask about Open311 and for a key, as the discovery document says it."),
    Option(
        "LINLI_FIGURES_LEAST",
        "5",
        "Counts below this aren't published; at least 3. Takes effect with the next month that is published"
        " ([open data](opendata.md)).",
    ),
    Option("LINLI_OPENDATA_LICENCE", "CC-BY-4.0", "Licence of the city's open data, as an SPDX identifier."),
    Option("LINLI_API_RATE", "600", "Calls of the JSON API per minute of one token, or of one address without one."),
    Option(
        "LINLI_SMTP_URL",
        "",
        "Where e-mail goes: `smtps://user:password@host:465`, or `smtp://user:password@host:587` (STARTTLS; with"
        " `?tls=off` in the clear, for a relay on the same machine). Empty, as all addresses of messages: see"
        " [messages](messages.md).",
    ),
    Option("LINLI_MAIL_FROM", "", "Sender of e-mail, such as `no-reply@linli.example.org`. Needed for mail."),
    Option("LINLI_SMS_URL", "", "Where text messages go: an address that takes a POST of JSON."),
    Option("LINLI_SMS_KEY", "", "Key that is sent to `LINLI_SMS_URL` as a bearer token."),
    Option("LINLI_WEBHOOK_URL", "", "Where messages to units go as well: an address that takes a POST of JSON."),
    Option("LINLI_WEBHOOK_KEY", "", "Key that signs what is sent to `LINLI_WEBHOOK_URL`. Needed for it."),
    Option(
        "LINLI_WEBHOOKS_PRIVATE",
        "0",
        "1 lets [webhooks](webhooks.md) go to private addresses, and to this machine without TLS. Only where receivers"
        " stand in the city's own network: whoever may subscribe can then make the server call any machine there.",
    ),
    Option("LINLI_KEY", "", "Key that signs cookies and forms. Empty: made at first start in `LINLI_HOME/keys`."),
    Option("LINLI_TRACKING_KEY", "", "Key from which tracking codes are derived. Empty: as above."),
    Option(
        "LINLI_VAULT_KEY",
        "",
        "Master key of the [vault](vault.md): 32 bytes in base64; after it, parted by spaces, those that it replaces."
        " Empty: made at first use in `LINLI_HOME/keys/vault`.",
    ),
    Option(
        "LINLI_VAULT_KMS",
        "",
        "Key management service that wraps the master key in `LINLI_HOME/keys/vault`: `https://…`, or `exec:PROGRAM`.",
    ),
    Option("LINLI_VAULT_KMS_KEY", "", "Key that is sent to `LINLI_VAULT_KMS` as a bearer token."),
    Option("LINLI_ACCESS_MANY", "20", "So many cases' contacts opened by one account within the window are unusual."),
    Option("LINLI_ACCESS_WINDOW", "60", "The window for `LINLI_ACCESS_MANY`, in minutes."),
    Option(
        "LINLI_ACCESS_ANY_HOUR",
        "0",
        "1: opening a contact out of the city's hours isn't unusual, for a desk that is staffed day and night.",
    ),
    Option("LINLI_FACTOR_KEY", "", "Key that encrypts the secrets of second factors and webhooks. Empty: as above."),
    Option(
        "LINLI_OIDC_ISSUERS",
        "",
        "Issuers of [single sign-on](sign-in.md) by OpenID Connect, separated by spaces: `https://id.example.org`."
        " Empty: none. `http://` is for one on this machine alone.",
    ),
    Option("LINLI_OIDC_CLIENTS", "", "The `client_id` at each of these issuers, in their order."),
    Option("LINLI_OIDC_SECRETS", "", "The client secret at each of them; `-` where there is none."),
    Option("LINLI_OIDC_NAMES", "", "What each of them is called on the sign-in page, separated by `;`."),
    Option(
        "LINLI_LEDGER_KEY",
        "",
        "Secret of the key that signs the [ledger](ledger.md); while two overlap, both, parted by a space, the new one"
        " first. Empty: as above, and `./linli ledger rotate` makes new ones.",
    ),
    Option("LINLI_LEDGER_SALT", "", "Secret that the salts of the ledger's leaves come from. Empty: as above."),
    Option(
        "LINLI_LEDGER_NAME",
        "",
        "What the ledger is called in what it signs, without spaces or `+`. Kept from its first signature on. Empty:"
        " the host of `LINLI_ORIGIN` and `/ledger`, else a name after its first key.",
    ),
    Option(
        "LINLI_LEDGER_WITNESSES",
        "",
        "Where signed heads are pushed every hour, parted by spaces: `git:/folder`, `mailto:name@example.org`, or"
        " `https://other.example.org/ledger/` of another Linli.",
    ),
    Option(
        "LINLI_LEDGER_WATCHES",
        "",
        "Keys (`NAME+ID+BASE64`, as its page of keys prints them) of other ledgers whose heads this Linli cosigns.",
    ),
)

_DEFAULTS: Mapping[str, str] = {option.variable: option.default for option in OPTIONS}


def text(variable: str) -> str:
    """The setting as it was given, or its default. Unknown names are a fault of the program (KeyError)."""
    default = _DEFAULTS[variable]
    return os.environ.get(variable, "").strip() or default


def number(variable: str, *, least: int = 0) -> int:
    """The setting as a whole number ≥ `least`. Raises SetUpFault that names variable, value and remedy."""
    value = text(variable)
    if not value.isdecimal() or int(value) < least:
        whole = f"a whole number from {least} on" if least else "a whole number"
        raise SetUpFault(f"{variable} is {value!r}: give {whole}, or unset it for {_DEFAULTS[variable]}")
    return int(value)


def one_of(variable: str, known: Collection[str]) -> str:
    """The setting as one of the `known` words. Raises SetUpFault that names variable, value and remedy."""
    value = text(variable)
    if value not in known:
        raise SetUpFault(f"{variable} is {value!r}: give one of {', '.join(known)}")
    return value


def time_zone(variable: str) -> str:
    """The setting as the name of a time zone. Raises SetUpFault that names variable, value and remedy."""
    value = text(variable)
    try:
        return ZoneInfo(value).key
    except (LookupError, ValueError, OSError) as fault:
        raise SetUpFault(f"{variable} is {value!r}: name a time zone like {_DEFAULTS[variable]}") from fault


def switch(variable: str) -> bool:
    """Whether the setting is on."""
    return text(variable).lower() in TRUE


def address(variable: str, *, schemes: tuple[str, ...], needed: str = "") -> str:
    """The setting as a URL of one of `schemes`, or nothing. Raises SetUpFault where it isn't one, or where it is of no
    use because `needed` isn't set. The URL itself stays unsaid: it may hold a password."""
    value = text(variable)
    split = urlsplit(value)
    if value and (split.scheme not in schemes or not split.hostname):
        forms = " or ".join(f"{scheme}://host…" for scheme in schemes)
        raise SetUpFault(f"{variable} is no address: give {forms}, or unset it")
    if value and needed and not text(needed):
        raise SetUpFault(f"{variable} is set and {needed} is not: set both, or neither")
    return value


def service(variable: str) -> str:
    """The setting as the URL of a service, or as `exec:PROGRAM`; or nothing. Raises SetUpFault."""
    value = text(variable)
    if value.startswith("exec:") and value.removeprefix("exec:").strip():
        return value
    return address(variable, schemes=("https", "http"))


def sign_on_providers() -> tuple[tuple[str, str, str, str], ...]:
    """Issuer, client, secret and name of each provider of single sign-on. Raises SetUpFault; secrets stay unsaid."""
    issuers = text("LINLI_OIDC_ISSUERS").split()
    clients, secrets = text("LINLI_OIDC_CLIENTS").split(), text("LINLI_OIDC_SECRETS").split()
    names = [one.strip() for one in text("LINLI_OIDC_NAMES").split(";") if one.strip()]
    for variable, given in (
        ("LINLI_OIDC_CLIENTS", clients),
        ("LINLI_OIDC_SECRETS", secrets),
        ("LINLI_OIDC_NAMES", names),
    ):
        if len(given) != len(issuers):
            raise SetUpFault(
                f"{variable} has {len(given)} entries and LINLI_OIDC_ISSUERS has {len(issuers)}: give one for each"
            )
    for issuer in issuers:
        split = urlsplit(issuer)
        here = split.scheme == "http" and split.hostname in ("localhost", "127.0.0.1", "::1")
        if not split.hostname or not (split.scheme == "https" or here):
            raise SetUpFault(f"LINLI_OIDC_ISSUERS: {issuer} is no address of an issuer: give https://host…")
    if len(set(issuers)) != len(issuers):
        raise SetUpFault("LINLI_OIDC_ISSUERS names an issuer twice: give each once")
    known = ("" if given == "-" else given for given in secrets)
    return tuple(zip(issuers, clients, known, names, strict=True))


def table() -> str:
    """All settings as a Markdown table."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for option in OPTIONS:
        default = f"`{option.default}`" if option.default else ""
        rows.append(f"| `{option.variable}` | {default} | {option.meaning} |")
    return "\n".join(rows)
