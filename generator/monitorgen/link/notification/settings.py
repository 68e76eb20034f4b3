"""An integration's fields as plain settings: secrets by name, durations as Go writes them, nothing left unsaid.

Placeholders are still in the texts here; they are filled in for each class of alerts (`fillings`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.link.notification.suspects import suspicion
from monitorgen.patterns import Pattern
from monitorgen.plan.values import SecretUse, in_secrets_folder
from monitorgen.promql.notification_templates import fault_of_notification
from monitorgen.raw import resolve
from monitorgen.spec.base import Node
from monitorgen.spec.integrations import Email, Webhook
from monitorgen.spec.needs import Demanding
from monitorgen.spec.secret_ref import SecretRef
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json
    from monitorgen.link.notification.policy import Where
    from monitorgen.plan.values import Setting


_MAILBOX = Pattern(r"[^\s@<>]+@[^\s@<>]+|[^<>]*<[^\s@<>]+@[^\s@<>]+>")
"""`name@host`, or words and then `<name@host>`."""
_COMMA = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*\Z)')
"""A comma outside of quotes."""


def settings_of(model: Node, where: Where) -> dict[str, Setting]:
    """The fields that were said, by their written names. `where` leads into the node; raises `Refused`."""
    _demand(model, where)
    made: dict[str, Setting] = {}
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        written = info.alias or name
        if value is not None and written != "send_resolved":
            free = isinstance(model, Webhook) and name == "payload"
            made[written] = as_setting(resolve(value)) if free else _setting(value, written, where, written)
    if isinstance(model, Email):
        _one_header_each(model, where)
        for field, text in (("to", model.to), ("from", model.from_)):
            if text is not None:
                check_mailboxes(text, where, field)
    return made


def secret_use(ref: SecretRef, where: Where, *path: str | int) -> SecretUse:
    """The use of a secret; raises `Refused` if the reference names none."""
    if ref.secret is None:
        raise Refused(Diagnostic("MG431", "the secret has no name", where(*path), hint="write {secret: name}"))
    return in_secrets_folder(ref.secret)


def check_text(text: str, where: Where, *path: str | int, url: bool = False) -> None:
    """Raise `Refused` for a text that was copied from an example, that holds a secret, or that is no good template."""
    found = suspicion(text, url=url)
    if found is not None:
        raise Refused(Diagnostic("MG432", found.message, where(*path), hint=found.hint, redact=found.secret))
    fault = fault_of_notification(text)
    if fault is not None:
        message = f"no notification can be made of this: {fault}"
        raise Refused(Diagnostic("MG437", message, where(*path), hint=fault.hint))


def check_mailboxes(text: str, where: Where, *path: str | int) -> None:
    """Raise `Refused` for a list of mail addresses that can't be one; a template may become anything."""
    if "{{" in text:
        return
    wrong = next((each for each in _COMMA.split(text) if not _MAILBOX.fullmatch(each.strip())), None)
    if wrong is not None:
        hint = "write name@example.org, or several with commas between"
        raise Refused(Diagnostic("MG438", f"{wrong.strip()!r} is no mail address", where(*path), hint=hint))


def go_duration(duration: Duration) -> str:
    """A duration for fields that Go's own parser reads, which knows no days: `36h`, `1m30s`, `1500ms`."""
    rest, text = duration.ms, ""
    for unit, size in (("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)):
        count, rest = divmod(rest, size)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


def as_setting(value: Json) -> Setting:
    """Plain data as a setting. Alertmanager's free values know no numbers but whole ones, and no null."""
    if isinstance(value, dict):
        return {key: as_setting(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_setting(item) for item in value]
    return value if isinstance(value, (str, int)) else "" if value is None else str(value)


def _setting(value: object, field: str, where: Where, *path: str | int) -> Setting:
    """A value of `field`; `path` leads to it inside the node."""
    made: Setting
    match value:
        case SecretRef():
            made = secret_use(value, where, *path)
        case Duration():
            made = go_duration(value)
        case Node():
            made = settings_of(value, lambda *more: where(*path, *more))
        case list():
            made = [_setting(item, field, where, *path, index) for index, item in enumerate(value)]
        case dict():
            made = {str(key): _setting(item, field, where, *path, str(key)) for key, item in value.items()}
        case str():
            check_text(value, where, *path, url=field.endswith("url"))
            made = value
        case int():
            made = value
        case _:
            raise TypeError(f"no setting for {value!r}")
    return made


def _demand(model: Node, where: Where) -> None:
    if not isinstance(model, Demanding):
        return
    said = {info.alias or name for name, info in type(model).model_fields.items() if getattr(model, name) is not None}
    require(said, model.NEEDS, where)
    for either in model.EITHER:
        both = [name for name in _in_order(model) if name in either & said]
        if len(both) > 1:
            message = f"{' and '.join(both)} can't stand together"
            raise Refused(Diagnostic("MG430", message, where(both[1]), hint=f"drop {both[1]} or {both[0]}", part="key"))


def require(said: set[str], needs: tuple[frozenset[str], ...], where: Where) -> None:
    """Raise `Refused` if none of the fields of one of `needs` is said."""
    for need in needs:
        if need.isdisjoint(said):
            wanted = " or ".join(f"`{name}`" for name in sorted(need))
            place = where()
            # What stores and others need is not inherited; what a channel needs is gone with the form that it had.
            gone = (
                "; naming an integration replaces the inherited channel as a whole" if "channels" in place.path else ""
            )
            raise Refused(Diagnostic("MG430", f"{wanted} is missing", place, hint=f"say {wanted}{gone}", part="key"))


def _in_order(model: Node) -> list[str]:
    return [info.alias or name for name, info in type(model).model_fields.items()]


def _one_header_each(model: Email, where: Where) -> None:
    seen: Mapping[str, str] = {}
    for name in model.headers or {}:
        other = seen.get(name.lower())
        if other is not None:
            message = f"the headers {other!r} and {name!r} are the same one"
            raise Refused(Diagnostic("MG430", message, where("headers", name), hint="drop one of them", part="key"))
        seen = {**seen, name.lower(): name}
