"""The scalars of the language: how each is written, read and explained.

A `Scalar` is put into the annotation of a field. It reads source text (never a number that YAML made of it), and its
`pattern` and `example` also make the JSON Schema and the reference pages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from pydantic_core import PydanticCustomError, core_schema

from monitorgen import units
from monitorgen.patterns import Pattern
from monitorgen.raw import Quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler


class Scalar(Struct, frozen=True, eq=False):
    """One kind of scalar. `read` takes the source text and raises `UnitError` for what it can't take.

    `json` is the JSON type an editor should offer; `bare` kinds (numbers, booleans) refuse quoted text. `words` are all
    that it can be, if they are few. A kind equals itself alone: `typing` takes equal annotations for one, so that a
    field would get the kind of another that is written alike.
    """

    name: str
    read: Callable[[str], object]
    example: str
    pattern: str | None = None
    json: str = "string"
    bare: bool = False
    words: tuple[str, ...] = ()

    def takes(self, text: str) -> bool:
        """Whether it can read a scalar that was written."""
        if self.bare and isinstance(text, Quoted):
            return False
        try:
            self.read(text)
        except units.UnitError:
            return False
        return True

    def validate(self, value: object) -> object:
        """Read a raw value; used by pydantic."""
        if not isinstance(value, str):
            got = "a map" if isinstance(value, dict) else "a list" if isinstance(value, list) else repr(value)
            raise PydanticCustomError(
                "shape", "expected {name}, got {got}", {"name": self.name, "got": got, "hint": ""}
            )
        if self.bare and isinstance(value, Quoted):
            message = "expected {name}, got quoted text"
            raise PydanticCustomError("quoted", message, {"name": self.name, "hint": "remove the quotes"})
        try:
            return self.read(value)
        except units.UnitError as error:
            raise PydanticCustomError("value", "{message}", {"message": str(error), "hint": error.hint}) from None

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.validate)


def _matching(written: str, what: str, hint: str) -> Callable[[str], str]:
    pattern = Pattern(written)

    def read(text: str) -> str:
        if pattern.fullmatch(text):
            return str(text)
        raise units.UnitError(f"{text!r} is not {what}", hint)

    return read


def _text(text: str) -> str:
    return str(text)


def _line(text: str) -> str:
    if "\n" in text:
        raise units.UnitError("the text has several lines", "write it in one line")
    return str(text)


_WHOLE = Pattern(r"-?(0|[1-9]\d{0,17})")
_PORT = Pattern(r"[1-9]\d{0,4}")


def _integer(text: str) -> int:
    if _WHOLE.fullmatch(text):
        return int(text)
    raise units.UnitError(f"{text!r} is not a whole number", "write it in digits, without a sign or separators")


def _port(text: str) -> int:
    if _PORT.fullmatch(text) and int(text) <= 65535:
        return int(text)
    raise units.UnitError(f"{text!r} is not a port", "a port is a whole number from 1 to 65535")


def _boolean(text: str) -> bool:
    if text in {"true", "false"}:
        return text == "true"
    hint = "write true or false" if text.lower() in {"yes", "no", "on", "off", "y", "n", "true", "false"} else ""
    raise units.UnitError(f"{text!r} is not true or false", hint)


def _url(text: str) -> str:
    if "${" in text:
        raise units.UnitError("environment variables are not expanded", "use a placeholder such as {environment}")
    if re.fullmatch(r"https?://[^\s/?#]+[^\s]*", text) and _has_host(text):
        return str(text)
    raise units.UnitError(f"{text!r} is not a URL", "write it with its scheme: https://host/path")


def _has_host(url: str) -> bool:
    from urllib.parse import urlsplit

    try:
        return bool(urlsplit(url).hostname)
    except ValueError:  # brackets of an IPv6 address that nothing closes, or with no address in them
        return False


_SCHEMES = ("http", "https", "tcp", "tls", "icmp", "dns", "grpc", "grpcs")


def _probed(text: str) -> str:
    if "${" in text:
        raise units.UnitError("environment variables are not expanded", "use a placeholder such as {environment}")
    scheme, separator, rest = text.partition("://")
    schemes = ", ".join(f"{each}://" for each in _SCHEMES)
    if not separator:
        raise units.UnitError(
            f"{text!r} does not say how it is asked", f"begin with one of {schemes}, or with / for a path"
        )
    if scheme not in _SCHEMES:
        raise units.UnitError(f"{scheme}:// is nothing that can be probed", f"begin with one of {schemes}")
    if not re.fullmatch(r"[^\s/?#]+[^\s]*", rest):
        raise units.UnitError(f"{text!r} is not a URL", "write it with its host: https://host/path")
    return str(text)


def _url_path(text: str) -> str:
    if "${" in text:
        raise units.UnitError("environment variables are not expanded", "use a placeholder such as {environment}")
    if not re.fullmatch(r"/[^\s#]*", text):
        raise units.UnitError(f"{text!r} is not a path of a URL", "begin it with /")
    return str(text)


def _status(text: str) -> int:
    if re.fullmatch(r"[1-5]\d\d", text):
        return int(text)
    raise units.UnitError(f"{text!r} is not a status code", "write codes one by one, such as [200, 204]")


def _address(text: str) -> str:
    if "${" in text:
        raise units.UnitError("environment variables are not expanded", "write the address, or a placeholder")
    if "://" in text:
        raise units.UnitError(
            f"{text!r} is a URL, not an address", "write host:port; scheme and path stand in `scrape`"
        )
    match = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.{}-]+):([0-9]{1,5})", text)
    if match is None:
        raise units.UnitError(f"{text!r} is not an address", "write host:port, for example postgres:5432")
    _port(match[2])
    return str(text)


def _engine(text: str) -> str:
    if "${" in text:
        raise units.UnitError("environment variables are not expanded", "write the address of the engine")
    if re.fullmatch(r"unix:///[^\s?#]+", text):
        return str(text)
    match = re.fullmatch(r"(?:tcp|https?)://(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]+):([0-9]{1,5})", text)
    if match is None:
        hint = "write unix:///var/run/docker.sock or tcp://host:2375"
        raise units.UnitError(f"{text!r} is not the address of an engine", hint)
    _port(match[1])
    return str(text)


def _date(text: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise units.UnitError(f"{text!r} is not a date", "write it like 2027-01-31") from None


def _interval(text: str) -> units.Duration:
    duration = units.duration(text)
    if duration.ms == 0:
        raise units.UnitError("an interval of 0 is none", "write it like 30s, 5m or 1h30m")
    return duration


def _size(text: str) -> int:
    size = units.size(text)
    if size == 0:
        raise units.UnitError("a size of 0 is none", "write it like 10MB or 10GiB, or leave it out")
    return size


_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))))
"""Names that no file can have on Windows, and files are named after entries."""


def _name(text: str) -> str:
    if text in _DEVICES:
        raise units.UnitError(f"{text!r} is a device on Windows, where no file can be called so", "choose another name")
    if _NAMED.fullmatch(text):
        return str(text)
    if re.fullmatch(r"[a-z0-9_-]{64,}", text):
        raise units.UnitError(f"a name of {len(text)} characters is too long", "63 are allowed")
    hint = "use small letters, digits, - and _, and start and end with a letter or digit"
    raise units.UnitError(f"{text!r} is not a name", hint)


def _word(name: str, example: str, pattern: str, hint: str) -> Scalar:
    """A scalar that is one word of a pattern, which editors hold it to as well."""
    return Scalar(name, _matching(pattern, name, hint), example, f"^{pattern}$")


_NAME = r"[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?"
_NAMED = Pattern(_NAME)
_ENV = rf"{_NAME}(/{_NAME})?"

TEXT = Scalar("text", _text, "Public API of the shop")
LINE = Scalar("text in one line", _line, "Checkout")
INTEGER = Scalar("a whole number", _integer, "20", r"^-?\d+$", "integer", bare=True)
PORT = Scalar("a port", _port, "8080", None, "integer", bare=True)
BOOLEAN = Scalar("true or false", _boolean, "true", None, "boolean", bare=True)
DURATION = Scalar("a duration", units.duration, "5m", r"^(\d+(\.\d+)?(ms|[smhdw]))+$")
PERCENT = Scalar("a percentage", units.percent, "99.9%", r"^-?\d+(\.\d+)?%$")
INTERVAL = Scalar("a duration", _interval, "5m", DURATION.pattern)
SIZE = Scalar("a size", _size, "10GiB", r"^\d+(\.\d+)?([kKMGTPE]i?)?B$")
QUANTITY = Scalar("a quantity", units.quantity, "5%", None)
DATE = Scalar("a date", _date, "2027-01-31", r"^\d{4}-\d{2}-\d{2}$")
URL = Scalar("a URL", _url, "https://docs.example.org", r"^https?://")
ADDRESS = Scalar("an address", _address, "postgres:5432")
PROBED = Scalar(
    "a URL", _probed, "https://shop.example.org/health", r"^(https?|tcp|tls|icmp|dns|grpcs?)://[^\s/?#]+[^\s]*$"
)
ENGINE = Scalar("the address of an engine", _engine, "unix:///var/run/docker.sock", r"^(unix:///|(tcp|https?)://)")
URL_PATH = Scalar("a path of a URL", _url_path, "/health", r"^/[^\s#]*$")
STATUS = Scalar("a status code", _status, "204", r"^[1-5]\d\d$", "integer")
REGEX = Scalar("a regular expression", _text, "status.*ok")

NAME = Scalar(
    "a name",
    _name,
    "checkout",
    f"^{_NAME}$",
)
ENVIRONMENT = _word("an environment", "production", _ENV, "write its name, or environment/region")
ALERT_NAME = _word(
    "an alert name", "HighErrorRate", r"[A-Za-z_][A-Za-z0-9_]{0,127}", "use letters, digits and _: HighErrorRate"
)
METRIC_NAME = _word("a metric name", "http_requests_total", r"[a-zA-Z_:][a-zA-Z0-9_:]*", "use letters, digits, _ and :")
LABEL_NAME = _word(
    "a label name", "queue", r"(?!__)[a-zA-Z_][a-zA-Z0-9_]*", "use letters, digits and _, not starting with __"
)
SELECTOR = Scalar("a selector", _line, 'jobs_total{outcome="failed"}')
MATCHERS = Scalar("matchers", _line, 'mountpoint="/data"')
PROMQL = Scalar("PromQL", _text, "sum by (job) (rate(x_total[5m])) > 1")
TEMPLATE = Scalar("a Prometheus template", _text, "{{ $labels.queue }} has {{ $value }}")
PATH = Scalar("a path", _line, "runbooks/disk.md")
DOCUMENT = Scalar("a document", _text, "docs/checkout.md")
RUNBOOK = Scalar("a document", _text, "database-issues")
"""A document that may be called by its name alone: it lies in `runbooks/`, beside the file that names it."""
CONTENT = Scalar("a document", _text, "docs/checkout.md")
"""A document whose text is shown: loading puts the text of the file in its place."""
DASHBOARD_FILE = Scalar("a path", _text, "legacy/shop.json")
"""A dashboard that Grafana wrote: loading puts its JSON in the place of the path."""
UID = _word("a uid", "shop-overview", r"[a-zA-Z0-9_-]{1,40}", "use at most 40 letters, digits, - and _")
VARIABLE = _word(
    "a variable", "route", r"(?!__)[a-zA-Z_][a-zA-Z0-9_]{0,49}", "use letters, digits and _, not starting with __"
)
DIGEST = _word(
    "a digest",
    "sha256:2f3a4f1c9b8e7d6c5b4a39281706f5e4d3c2b1a0f9e8d7c6b5a4938271605f4e",
    r"sha256:[0-9a-f]{64}",
    "write sha256: and 64 hexadecimal digits, as `docker buildx imagetools inspect` shows it",
)
REFERENCE = Scalar("a reference", _line, "api.http")


def one_of(name: str, *words: str) -> Scalar:
    """A scalar that is one of a few words."""
    options = ", ".join(words)

    def read(text: str) -> str:
        if text in words:
            return str(text)
        from difflib import get_close_matches

        near = get_close_matches(text, words, 1)
        raise units.UnitError(f"{text!r} is not {name}", f"did you mean {near[0]}?" if near else f"one of: {options}")

    return Scalar(name, read, words[0], "^(" + "|".join(map(re.escape, words)) + ")$", words=words)
