"""Templates of notifications, as Alertmanager runs them: the same grammar as those of alerts, about other things.

A template that fails when a notification is made keeps that notification from being sent at all.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitorgen.patterns import Pattern
from monitorgen.promql.errors import PromqlError
from monitorgen.promql.quoting import unquote
from monitorgen.promql.template_lexer import pieces
from monitorgen.promql.template_reader import GO, Found, Reader

if TYPE_CHECKING:
    from monitorgen.promql.template_lexer import Item

_FUNCTIONS = frozenset(
    {
        *GO,
        *("println", "slice", "urlquery", "true", "false"),
        *("toUpper", "toLower", "title", "trimSpace", "join", "match", "safeHtml", "safeUrl", "urlUnescape"),
        *("reReplaceAll", "stringSlice", "date", "tz", "since", "humanizeDuration", "toJson", "list", "append", "dict"),
        "now",
    }
)
"""What templates of Alertmanager 0.33 can call."""

_ROOT = (
    *("Receiver", "Status", "Alerts", "GroupLabels", "CommonLabels", "CommonAnnotations", "ExternalURL"),
    "NotificationReason",
)
_ALERTS = frozenset({"Firing", "Resolved"})
_GIVEN = Pattern(r"__\w+|[a-z0-9]+\.default\.\w+(\.\w+)*|monitorgen(\.\w+)+")
"""Templates that are there: those of Alertmanager, and those that monitorgen writes beside its configuration."""


def fault_of_notification(text: str) -> PromqlError | None:
    """What keeps a text from being filled in when a notification is made, or None."""
    if "{{" not in text:
        return None
    try:
        _Notification().template(pieces(text))
    except PromqlError as error:
        return error
    return None


class _Notification(Reader):
    """The dot is all that a notification is about, and there are no variables but one's own."""

    def __init__(self) -> None:
        super().__init__(Found())
        self.variables = ["$"]

    def _check_text(self, part: object) -> None:
        """Any text may stand between actions."""

    def _named(self, word: str, start: int) -> None:
        name = self._peek()
        if word == "template" and name.kind == "string" and not _GIVEN.fullmatch(unquote(name.text)):
            message = f"there is no template {name.text}"
            hint = "write the text itself, or name one of Alertmanager's: slack.default.title"
            raise PromqlError(message, hint, start)
        super()._named(word, start)

    def _refer_root(self, path: list[str], item: Item) -> None:
        name, rest = path[0], path[1:]
        if name not in _ROOT:
            near = next((each for each in _ROOT if each.lower() == name.lower()), None)
            raise PromqlError(f"a notification has no `.{name}`", _instead(near, name), item.start)
        if name == "Alerts" and rest and rest[0] not in _ALERTS:
            hint = "write .Alerts.Firing, or {{ range .Alerts }}{{ .Labels.x }}{{ end }}"
            raise PromqlError(f"`.Alerts` is a list and has no `.{rest[0]}`", hint, item.start)

    def _check_name(self, item: Item, *, first: bool) -> None:
        if item.text in _FUNCTIONS or (item.text == "nil" and not first):
            return
        known = sorted(_FUNCTIONS)
        near = next((each for each in known if each.lower() == item.text.lower()), None)
        near = near or next(iter(get_close_matches(item.text, known, 1)), None)
        hint = f"did you mean {near}?" if near else "Alertmanager has other functions than Prometheus"
        raise PromqlError(f"there is no function `{item.text}`", hint, item.start)

    def _check_variable(self, item: Item) -> None:
        if item.text not in self.variables:
            raise PromqlError(f"there is no variable `{item.text}`", _instead(None, item.text[1:]), item.start)


def _instead(near: str | None, name: str) -> str:
    if near is not None:
        return f"write .{near}"
    if (of_alerts := name.capitalize()) in {"Labels", "Annotations"}:
        return f"write .Common{of_alerts}, or {{{{ range .Alerts }}}}{{{{ .{of_alerts}.x }}}}{{{{ end }}}}"
    return f"there are {', '.join(f'.{each}' for each in _ROOT[:-1])}"
