"""`raw:` of a channel: integrations that the language has no fields for, checked against what Alertmanager reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec import Struct
from pydantic import ValidationError

from monitorgen import units
from monitorgen.diagnostics import Diagnostic, Origin, Refused
from monitorgen.link.notification.settings import as_setting, check_text, go_duration, require, secret_use, settings_of
from monitorgen.link.notification.suggest import near
from monitorgen.link.undeclared import undeclared
from monitorgen.raw import Quoted, resolve
from monitorgen.spec.http_client import HttpConfig
from monitorgen.spec.integrations import INTEGRATIONS
from monitorgen.spec.raw_integrations import ENDED, RAW_INTEGRATIONS, FieldKind, RawIntegration
from monitorgen.spec.secret_ref import SecretRef

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from monitorgen.link.notification.policy import Where
    from monitorgen.plan.values import Setting
    from monitorgen.raw import Raw


class RawSettings(Struct, frozen=True):
    """One integration of a `raw:` map; `send_resolved` is None where the channel's holds."""

    kind: str
    settings: Mapping[str, Setting]
    send_resolved: bool | None
    origin: Origin


def raw_integrations(raw: object, secrets: Collection[str], where: Where) -> Iterator[RawSettings]:
    """The integrations of a `raw:` map, in the order of receivers. `secrets` are the declared names.

    `where` leads into the map. Raises `Refused` for what Alertmanager doesn't know, and for a secret that is written
    out.
    """
    if not isinstance(raw, dict):
        raise Refused(Diagnostic("MG433", "`raw` is a map of integrations", where(), hint="raw: {pushover: {...}}"))
    for kind in raw:
        if kind not in RAW_INTEGRATIONS:
            raise Refused(_unknown(kind, where))
    for kind in (kind for kind in RAW_INTEGRATIONS if kind in raw):
        value = raw[kind]
        for index, node in enumerate(value if isinstance(value, list) else [value]):
            path = (kind, index) if isinstance(value, list) else (kind,)
            yield _one(kind, node, secrets, lambda *more, path=path: where(*path, *more))


def _unknown(kind: str, where: Where) -> Diagnostic:
    if kind in ENDED:
        return Diagnostic("MG433", f"{kind} has ended", where(kind), hint=ENDED[kind], part="key")
    if kind in INTEGRATIONS:
        hint = f"write `{kind}:` in the channel itself"
        return Diagnostic("MG433", f"{kind} is no raw integration", where(kind), hint=hint, part="key")
    hint = near(kind, RAW_INTEGRATIONS)
    return Diagnostic("MG433", f"Alertmanager has no integration {kind!r}", where(kind), hint=hint, part="key")


def _one(kind: str, node: object, secrets: Collection[str], where: Where) -> RawSettings:
    if not isinstance(node, dict):
        message = f"{kind} is a map of fields, or a list of them"
        raise Refused(Diagnostic("MG433", message, where(), hint=f"{kind}: {{...}}"))
    table = RAW_INTEGRATIONS[kind]
    settings: dict[str, Setting] = {}
    resolved: bool | None = None
    for field, value in node.items():
        if field == "send_resolved":
            resolved = _boolean(value, where, field)
        elif field == "http_config":
            settings[field] = _http_config(value, lambda *more: where("http_config", *more))
        else:
            settings[field] = _field(kind, table, field, value, secrets, where)
    require(set(settings), table.needs, where)
    return RawSettings(kind, settings, resolved, where())


def _field(
    kind: str, table: RawIntegration, field: str, value: object, secrets: Collection[str], where: Where
) -> Setting:
    if field.removesuffix("_file") in table.secrets and field.endswith("_file"):
        name = field.removesuffix("_file")
        hint = f"write `{name}: {{secret: name}}`"
        raise Refused(Diagnostic("MG434", f"{field} is written by monitorgen", where(field), hint=hint, part="key"))
    if field not in table.fields:
        message = f"{kind} has no field {field!r}"
        raise Refused(Diagnostic("MG433", message, where(field), hint=near(field, table.fields), part="key"))
    if field in table.secrets:
        return _secret(field, value, secrets, where)
    if isinstance(value, dict) and set(value) == {"secret"}:
        hint = "Alertmanager reads this field from no file; leave it out if there is another way to authenticate"
        raise Refused(Diagnostic("MG434", f"{field} of {kind} can't be a secret", where(field), hint=hint))
    return _plain(table.fields[field], field, value, where)


def _secret(field: str, value: object, secrets: Collection[str], where: Where) -> Setting:
    if not isinstance(value, dict) or set(value) != {"secret"} or not isinstance(value["secret"], str):
        hint = f"write `{field}: {{secret: name}}` and declare the name in `secrets`"
        raise Refused(Diagnostic("MG434", f"{field} is a secret", where(field), hint=hint, redact=True))
    name = str(value["secret"])
    if name not in secrets:
        raise Refused(undeclared(name, secrets, where(field)))
    return secret_use(SecretRef(secret=name), where, field)


def _plain(kind: FieldKind, field: str, value: object, where: Where) -> Setting:
    fits = {"map": isinstance(value, dict), "list": isinstance(value, list), "any": True}
    if not fits.get(kind, isinstance(value, str)):
        raise Refused(Diagnostic("MG433", f"{field} is a {kind}", where(field)))
    if kind == "boolean":
        return _boolean(value, where, field)
    if kind in {"map", "list", "any"}:
        return _checked(as_setting(resolve(cast("Raw", value))), where, field)
    text = str(value)
    if kind == "text":
        check_text(text, where, field, url=field.endswith("url"))
        return text
    if kind == "integer" and text.isascii() and text.isdigit() and not isinstance(value, Quoted):
        return int(text)
    try:
        if kind == "duration":
            return go_duration(units.duration(text))
    except units.UnitError as error:
        raise Refused(Diagnostic("MG433", str(error), where(field), hint=error.hint)) from None
    raise Refused(Diagnostic("MG433", f"{field} is a whole number", where(field)))


def _boolean(value: object, where: Where, field: str) -> bool:
    if isinstance(value, str) and not isinstance(value, Quoted) and value in {"true", "false"}:
        return value == "true"
    raise Refused(Diagnostic("MG433", f"{field} is true or false", where(field)))


def _checked(value: Setting, where: Where, *path: str | int) -> Setting:
    """The same value, once all texts in it have been looked at."""
    if isinstance(value, str):
        check_text(value, where, *path)
    elif isinstance(value, dict):
        for key, item in value.items():
            _checked(item, where, *path, key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _checked(item, where, *path, index)
    return value


def _http_config(value: object, where: Where) -> Setting:
    try:
        return settings_of(HttpConfig.model_validate(value), where)
    except ValidationError as error:
        first = error.errors()[0]
        hint = str((first.get("ctx") or {}).get("hint", ""))
        raise Refused(Diagnostic("MG433", first["msg"], where(*first["loc"]), hint=hint)) from None
