"""From raw nodes to the one long form that everything after loading knows, guided by the shape of the language.

Short forms become long, a meaningful `none` becomes `NONE`, notes (`x-...`) are dropped, and what `environments:` of
an entry says is taken out as patches. Whatever has no place in the language is told (`load.answers`) and left out, so
that everything else is still looked at. Nodes are never changed in place: what needs no change is handed on as it is,
which is the usual case and costs one look at each value. That look reads the scalars, too, so that types are checked
(`load.typed`) only where one could not be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeGuard

from msgspec import Struct, field

from monitorgen.diagnostics import Findings, Origin, Path, Refused
from monitorgen.load import answers
from monitorgen.load.leaves import FILES
from monitorgen.raw import NONE, Quoted, Raw
from monitorgen.spec.base import written_shape
from monitorgen.spec.channel import SecretRef
from monitorgen.spec.scalars import DOCUMENT, DURATION, ENVIRONMENT, PROMQL, RUNBOOK, TEMPLATE, Scalar
from monitorgen.spec.shape import Choice, ListOf, MapOf, ModelOf, Shape
from monitorgen.spec.system import Secret
from monitorgen.spec.written import Patch
from monitorgen.units import UnitError

if TYPE_CHECKING:
    from collections.abc import Callable

Mention: TypeAlias = tuple[str, Origin]
"""The name of an environment, and where it was named (`only:`)."""

# Plain words that people write for what is not to be; the language knows `none` alone.
_REMOVALS = frozenset({"null", "Null", "NULL", "~", "false", "False", "no", "off", "None", "nil", "disabled"})
_MEANINGLESS = frozenset({"none", "null", "Null", "NULL", "~"})

# `${` is a group of a regular expression or part of a script there, and nothing that anybody hopes to see expanded.
_DOLLARS_IN = frozenset({PROMQL, TEMPLATE, DOCUMENT, RUNBOOK})
_DOLLARS_UNDER = frozenset({"regex", "replacement", "first_steps"})

# Where a scalar can only be the secret itself: where a secret is meant, and where one is declared.
_SECRETS = (SecretRef, Secret)

_PINNED = frozenset({"image", "version"})


class Expanded(NamedTuple):
    """The long form of an entry, None if nothing is left of it, and its patches.

    `readable` says that every scalar of them is what its field wants, every key a name of its kind; `names_files` that
    one of them may be the name of a file (`load.leaves.FILES`).
    """

    node: Raw | None
    patches: tuple[Patch, ...]
    readable: bool
    names_files: bool


def expand(raw: Raw, shape: Shape, origin: Origin, findings: Findings) -> tuple[Raw, tuple[Patch, ...]]:
    """The long form of the entry that was written at `origin`, and the patches of its `environments:` at any depth.

    With findings the node lacks what they speak of; where nothing is left it is an empty map.
    """
    made = attempt(raw, shape, origin, findings)
    return ({} if made.node is None else made.node), made.patches


def attempt(
    raw: Raw,
    shape: Shape,
    origin: Origin,
    findings: Findings,
    *,
    environment: str | None = None,
    droppable: bool = True,
    mentions: list[Mention] | None = None,
) -> Expanded:
    """Like `expand`, with None for a node of which nothing is left.

    `environment` says that `raw` is itself a patch, which holds no others. An entry that is `droppable` may be `none`.
    Names of environments in `only:` are added to `mentions`.
    """
    walk = _Walk(origin, findings, environment, mentions if mentions is not None else [])
    named = droppable and isinstance(shape, ModelOf) and shape.is_entry
    node = walk.kept(walk.entry if named else walk.value, raw, shape, ())
    return Expanded(node, tuple(walk.patches), walk.readable, walk.names_files)


def check_name(key: str, kind: Scalar, origin: Origin, findings: Findings) -> bool:
    """Whether a key of a collection is a name of its kind; told if it isn't."""
    try:
        kind.read(key)
    except UnitError as error:
        findings.add(answers.bad_name(str(error), error.hint, origin))
        return False
    return True


class _Walk(Struct):
    """One entry on its way. Its methods return the long form and raise `Refused` for what has none."""

    origin: Origin
    findings: Findings
    environment: str | None
    mentions: list[Mention]
    patches: list[Patch] = field(default_factory=list)
    readable: bool = True
    names_files: bool = False

    def kept(self, look: Callable[[Raw, Shape, Path], Raw], raw: Raw, shape: Shape, path: Path) -> Raw | None:
        """The long form, or None for a value that is told and left out."""
        try:
            return look(raw, shape, path)
        except Refused as refused:
            self.findings.add(refused.diagnostic)
            return None

    def value(self, raw: Raw, shape: Shape, path: Path) -> Raw:
        """Any value, by its shape."""
        if isinstance(shape, Scalar):
            return self._scalar(raw, shape, path)
        if isinstance(shape, ModelOf):
            return self._model(raw, shape, path) if isinstance(raw, dict) else self._short(raw, shape, path)
        if isinstance(shape, Choice):
            return self._text_form(raw, shape, path) if isinstance(raw, str) else self._form(raw, shape, path)
        if isinstance(shape, MapOf):
            return self._map(raw, shape, path)
        return self._list(raw, shape, path) if isinstance(shape, ListOf) else raw

    def entry(self, raw: Raw, shape: Shape, path: Path) -> Raw:
        """A named thing, which may be `none`."""
        if raw is NONE or (raw == "none" and not isinstance(raw, Quoted)):
            return NONE
        if raw == [] or (isinstance(raw, str) and raw in _REMOVALS):
            raise Refused(answers.not_the_way_to_drop(raw, self._at(path)))
        return self.value(raw, shape, path)

    def _scalar(self, raw: Raw, shape: Scalar, path: Path) -> Raw:
        if not isinstance(raw, str):
            raise Refused(answers.wrong_shape(raw, shape, self._at(path)))
        if raw in _MEANINGLESS and not isinstance(raw, Quoted) and raw not in shape.words:
            raise Refused(answers.misplaced_word(raw, shape, self._at(path)))
        if "${" in raw and shape not in _DOLLARS_IN and _DOLLARS_UNDER.isdisjoint(path):
            raise Refused(answers.dollar(self._at(path)))
        if path and path[-1] in _PINNED and not _is_pinned(path[-1], raw):
            raise Refused(answers.moving(raw, self._at(path)))
        if shape is ENVIRONMENT:
            self.mentions.append((raw, self._at(path)))
        self._read(raw, shape)
        return raw

    def _read(self, raw: str, shape: Scalar) -> None:
        if self.readable and not shape.takes(raw):
            self.readable = False
        if shape in FILES:
            self.names_files = True

    def _model(self, raw: dict[str, Raw], model_shape: ModelOf, path: Path) -> Raw:
        fields = model_shape.fields
        changed: dict[str, Raw] | None = None
        for key, written in raw.items():
            shape = fields.get(key)
            if shape is None:
                self._unknown(key, written, model_shape, path)
                node = None
            elif isinstance(shape, Scalar) and _is_usual(written) and key not in _PINNED:
                self._read(written, shape)
                continue
            else:
                try:
                    node = self.value(written, shape, (*path, key))
                except Refused as refused:
                    self.findings.add(refused.diagnostic)
                    node = None
            if node is not written:
                changed = dict(raw) if changed is None else changed
                _put(changed, key, node)
        for form in model_shape.model.FORMS:
            if not form.keys.isdisjoint(raw):
                self._check_form([key for key in raw if key in form.keys], path)
        return raw if changed is None else changed

    def _unknown(self, key: str, written: Raw, model_shape: ModelOf, path: Path) -> None:
        if key == "environments" and model_shape.is_entry:
            self._hoist(written, model_shape, path)
        elif not key.startswith("x-"):
            self.findings.add(answers.unknown_key(key, model_shape, self._at((*path, key))))

    def _check_form(self, present: list[str], path: Path) -> None:
        for other in present[1:]:
            self.findings.add(answers.excluding(present[0], other, self._at((*path, other))))

    def _map(self, raw: Raw, shape: MapOf, path: Path) -> Raw:
        if not isinstance(raw, dict):
            raise self._misshapen(raw, shape, path)
        item = shape.item
        look = self.entry if shape.named else self.value
        if shape.key is DURATION and len(raw) > 1:
            self._check_same(raw, shape.key, path)
        changed: dict[str, Raw] | None = None
        for key, written in raw.items():
            self._read(key, shape.key)
            if isinstance(item, Scalar) and _is_usual(written):
                self._read(written, item)
                continue
            node = self.kept(look, written, item, (*path, key))
            if node is not written:
                changed = dict(raw) if changed is None else changed
                _put(changed, key, node)
        return raw if changed is None else changed

    def _check_same(self, raw: dict[str, Raw], kind: Scalar, path: Path) -> None:
        """Find keys that are written in two ways and mean one thing (`60m`, `1h`): one of them would be lost."""
        said: dict[object, str] = {}
        for key in raw:
            try:
                first = said.setdefault(kind.read(key), key)
            except UnitError:
                continue  # Told when the types are checked.
            if first != key:
                self.findings.add(answers.same_key(first, key, self._at((*path, first)), self._at((*path, key))))

    def _list(self, raw: Raw, shape: ListOf, path: Path) -> Raw:
        if not isinstance(raw, list):
            raise self._misshapen(raw, shape, path)
        kind = shape.item
        if isinstance(kind, Scalar) and kind is not ENVIRONMENT:
            texts = [item for item in raw if _is_usual(item)]
            if len(texts) == len(raw):
                for text in texts:
                    self._read(text, kind)
                return raw
        nodes = [self.kept(self.value, item, kind, (*path, index)) for index, item in enumerate(raw)]
        if all(node is item for node, item in zip(nodes, raw, strict=True)):
            return raw
        return [node for node in nodes if node is not None]

    def _form(self, raw: Raw, shape: Choice, path: Path) -> Raw:
        """A field with several forms, written as a map or a list."""
        forms = shape.forms
        form = forms.get(written_shape(raw))
        if isinstance(raw, list):
            if not raw and "none" in forms:
                raise Refused(answers.empty_list(self._at(path)))
            table = forms.get("map")
            if form is not None and isinstance(table, MapOf) and isinstance(table.item, ModelOf):
                return self._names(raw, table, path)
        if form is None:
            raise self._misshapen(raw, shape, path)
        return self.value(raw, form, path)

    def _text_form(self, raw: str, shape: Choice, path: Path) -> Raw:
        """A field with several forms, written as a scalar."""
        forms = shape.forms
        if "none" in forms and not isinstance(raw, Quoted):
            if raw == "none":
                return NONE
            if raw in _REMOVALS:
                raise Refused(answers.not_the_way_to_drop(raw, self._at(path)))
        form, long = forms.get("text"), forms.get("map")
        if form is not None:
            return self.value(raw, form, path)
        if isinstance(long, ModelOf) and (long.model.SHORT or long.model.SCALAR_IS_KEY):
            return self._short(raw, long, path)
        raise self._misshapen(raw, shape, path)

    def _names(self, raw: list[Raw], table: MapOf, path: Path) -> Raw:
        """A list of names in place of a map of them: `depends_on: [a]`."""
        named: dict[str, Raw] = {}
        for index, item in enumerate(raw):
            origin = self._at((*path, index))
            name = self.kept(self.value, item, table.key, (*path, index))
            if isinstance(name, str) and check_name(name, table.key, origin, self.findings):
                if name in named:
                    self.findings.add(answers.named_twice(name, origin))
                named[name] = {}
        return named

    def _short(self, raw: Raw, model_shape: ModelOf, path: Path) -> Raw:
        """A scalar in place of a map: `retention: 15d`, `deploy: compose`."""
        model = model_shape.model
        if model in _SECRETS and isinstance(raw, str):
            raise Refused(answers.secret_literal(self._at(path)))
        if isinstance(raw, str) and model.SHORT:
            key = model.SHORT_PATH if model.SHORT_PATH and raw.startswith("/") else model.SHORT
            return {key: self._scalar(raw, _scalar_of(model_shape, key), (*path, key))}
        if isinstance(raw, str) and model.SCALAR_IS_KEY and raw not in _MEANINGLESS:
            if raw in model_shape.fields:
                return {str(raw): {}}
            raise Refused(answers.unknown_key(raw, model_shape, self._at(path)))
        raise self._misshapen(raw, model_shape, path)

    def _hoist(self, raw: Raw, model_shape: ModelOf, path: Path) -> None:
        """Take out the patches of an `environments:` block of the entry at `path`."""
        where = (*path, "environments")
        if self.environment is not None:
            self.findings.add(answers.nested_environments(self.environment, self._at(where)))
            return
        if not isinstance(raw, dict):
            self.findings.add(answers.no_patches(raw, self._at(where)))
            return
        for name, written in raw.items():
            origin = Origin(self.origin.file, (*self.origin.path, *where, name), f"env:{name}")
            if check_name(name, ENVIRONMENT, origin, self.findings):
                made = attempt(written, model_shape, origin, self.findings, environment=name, mentions=self.mentions)
                self.readable = self.readable and made.readable
                self.names_files = self.names_files or made.names_files
                if made.node is not None:
                    self.patches.append(Patch(name, path, made.node, origin))

    def _misshapen(self, raw: Raw, shape: Shape, path: Path) -> Refused:
        """The refusal of a value that isn't written as its shape wants it."""
        if isinstance(raw, str) and raw in _MEANINGLESS and not isinstance(raw, Quoted):
            return Refused(answers.misplaced_word(raw, shape, self._at(path)))
        return Refused(answers.wrong_shape(raw, shape, self._at(path)))

    def _at(self, path: Path) -> Origin:
        return self.origin.at(*path)


def _is_usual(written: Raw) -> TypeGuard[str]:
    """Whether a value is a text without anything special in it: the usual case, told in a few looks."""
    return isinstance(written, str) and written not in _MEANINGLESS and "$" not in written


def _put(nodes: dict[str, Raw], key: str, node: Raw | None) -> None:
    if node is None:
        del nodes[key]
    else:
        nodes[key] = node


def _is_pinned(key: str | int, text: str) -> bool:
    """Whether an image has a digest or a tag that stays, and a version is one."""
    if key == "version":
        return text != "latest"
    return "@" in text or text.rpartition("/")[2].partition(":")[2] not in ("", "latest")


def _scalar_of(model_shape: ModelOf, key: str) -> Scalar:
    shape = model_shape.fields[key]
    if not isinstance(shape, Scalar):
        raise TypeError(f"{model_shape.model.__name__}.SHORT must name a scalar, not {key!r}")
    return shape
