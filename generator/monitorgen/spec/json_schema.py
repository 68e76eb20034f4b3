"""The JSON Schema of a spec file, for editors: completion, descriptions and most errors while one types.

It is printed from the shape of the language and says what JSON Schema can say: keys, forms, words and patterns.
References, units and what an entry needs once it is resolved are monitorgen's own to judge, so a file that fits the
schema may still have findings; one without findings always fits. Draft 7 is what editors know best.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from monitorgen.spec.scalars import ENVIRONMENT, Scalar
from monitorgen.spec.shape import Choice, Free, ListOf, MapOf, ModelOf, Shape, model_of
from monitorgen.spec.system import Environment, System

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.spec.base import Form

Schema: TypeAlias = "dict[str, Json | bool]"

_NONE: Schema = {"const": "none", "description": "Deliberately nothing."}
_TEXTS = ["string", "number", "boolean"]
"""What an editor may make of a text that is written without quotes, such as `1.10`."""


def json_schema() -> Schema:
    """The schema of one file of a system."""
    made = _Definitions()
    root = made.properties_of(model_of(System))
    root["environments"] = {
        "description": "The environments, each with what differs in it; at least one.",
        "type": "object",
        "propertyNames": _name_of(ENVIRONMENT),
        "additionalProperties": made.reference(model_of(Environment)),
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "monitorgen v1",
        "description": "One file of a system's spec; a system is spread over any number of them.",
        "type": "object",
        "required": ["monitorgen"],
        "properties": dict(sorted(root.items())),
        "patternProperties": {"^x-": True},
        "additionalProperties": False,
        "definitions": dict(sorted(made.definitions.items())),
    }


def schema_text() -> str:
    """The schema as the file that editors read, which is published with the documentation."""
    return json.dumps(json_schema(), indent=2) + "\n"


class _Definitions(Struct):
    """The schemas of maps with known keys, each once, by the name of its model."""

    definitions: dict[str, Schema] = field(default_factory=dict)

    def reference(self, model_shape: ModelOf) -> Schema:
        name = model_shape.model.__name__
        if name not in self.definitions:
            self.definitions[name] = {}  # models may hold themselves
            self.definitions[name] = self._model(model_shape)
        return {"$ref": f"#/definitions/{name}"}

    def properties_of(self, model_shape: ModelOf) -> Schema:
        properties: Schema = {}
        for name, shape in model_shape.fields.items():
            if name not in model_shape.model.NOT_YET:
                properties[name] = _described(self.of(shape), model_shape.help[name])
        return properties

    def of(self, shape: Shape) -> Schema:
        if isinstance(shape, Scalar):
            return _scalar(shape)
        if isinstance(shape, ModelOf):
            return self._with_short_form(shape)
        if isinstance(shape, MapOf):
            return self._map(shape)
        if isinstance(shape, ListOf):
            return {"type": "array", "items": self.of(shape.item)}
        if isinstance(shape, Choice):
            return {"anyOf": [self.of(form) for form in shape.forms.values()]}
        return {} if isinstance(shape, Free) else dict(_NONE)

    def _model(self, model_shape: ModelOf) -> Schema:
        properties = self.properties_of(model_shape)
        if model_shape.is_entry:
            patch = self._with_short_form(model_shape)
            forms = patch.get("anyOf")
            properties["environments"] = {
                "description": "What differs in an environment; changes or removes what exists, never creates.",
                "type": "object",
                "propertyNames": _name_of(ENVIRONMENT),
                "additionalProperties": {"anyOf": [*(forms if isinstance(forms, list) else [patch]), dict(_NONE)]},
            }
        made: Schema = {
            "type": "object",
            "properties": properties,
            "patternProperties": {"^x-": True},
            "additionalProperties": False,
        }
        if forms := [form for each in model_shape.model.FORMS if (form := _at_most_one(each, properties))]:
            made["allOf"] = forms
        return made

    def _with_short_form(self, model_shape: ModelOf) -> Schema:
        long = self.reference(model_shape)
        if model_shape.model.SHORT:
            short = [key for key in (model_shape.model.SHORT, model_shape.model.SHORT_PATH) if key]
            return {"anyOf": [*(self.of(model_shape.fields[key]) for key in short), long]}
        if model_shape.model.SCALAR_IS_KEY:
            return {
                "anyOf": [
                    {"enum": [name for name in model_shape.fields if name not in model_shape.model.NOT_YET]},
                    long,
                ]
            }
        return long

    def _map(self, shape: MapOf) -> Schema:
        item = self.of(shape.item)
        return {
            "type": "object",
            "propertyNames": _name_of(shape.key),
            "additionalProperties": {"anyOf": [item, dict(_NONE)]} if shape.named else item,
        }


def _at_most_one(form: Form, properties: Schema) -> Schema:
    """Keys of which no two may stand in one map."""
    keys = sorted(key for key in form.keys if key in properties)
    if len(keys) < 2:
        return {}
    each: list[Schema] = [{"required": [key]} for key in keys]
    return {"oneOf": [{"not": {"anyOf": list(each)}}, *each]}


def _scalar(kind: Scalar) -> Schema:
    made: Schema = {"description": f"{kind.name[:1].upper()}{kind.name[1:]}, such as `{kind.example}`."}
    if kind.words:
        return {"enum": list(kind.words)}
    if kind.json != "string":
        made["type"] = kind.json
        return made
    if kind.pattern is None:
        made["type"] = list(_TEXTS)
        return made
    # A name may be all digits, which an editor takes for a number; a duration may not.
    made["type"] = list(_TEXTS) if re.match(kind.pattern, "1") else "string"
    made["pattern"] = kind.pattern
    return made


def _name_of(kind: Scalar) -> Schema:
    return {"pattern": kind.pattern} if kind.pattern else {}


def _described(schema: Schema, text: str) -> Schema:
    """A field's schema with what the field is for. Beside a `$ref` draft 7 would not look at it."""
    if "$ref" in schema:
        return {"allOf": [schema], "description": text}
    example = schema.get("description")
    return {**schema, "description": f"{text}\n\n{example}" if isinstance(example, str) else text}
