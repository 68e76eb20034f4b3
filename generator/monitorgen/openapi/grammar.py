"""What stands where in an OpenAPI document: every kind of object, its fields, and what each of them holds.

One table for all versions; `SINCE` tells what came later than 3.0. A field that is not listed is an error unless it
begins with `x-`. Whatever walks a document walks along this table, so that a `$ref` in an example is data and one in
a schema is a reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping

V30, V31, V32 = 30, 31, 32


class Holds(Struct, frozen=True):
    """What a field holds: one object of a kind, a list (`many`) or a map (`named`) of them."""

    kind: str
    form: Literal["one", "many", "named"] = "one"


Held: TypeAlias = "Holds | Literal['plain', 'data']"
"""`plain` is text and the like; `data` is a value of the API itself, in which nothing means anything to us."""


class Kind(Struct, frozen=True):
    """A kind of object. `rest` holds what is not among the `fields`; `section` of the components may hold it."""

    name: str
    fields: Mapping[str, Held]
    rest: Holds | None = None
    section: str = ""
    inherits: frozenset[str] = field(default_factory=frozenset)
    """Fields that may stand beside a `$ref`, from 3.1 on, and replace what the target says."""


def _one(kind: str) -> Holds:
    return Holds(kind)


def _many(kind: str) -> Holds:
    return Holds(kind, "many")


def _named(kind: str) -> Holds:
    return Holds(kind, "named")


def _plain(words: str, **others: Held) -> dict[str, Held]:
    return {**dict.fromkeys(words.split(), "plain"), **others}


METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_SAID = frozenset(("summary", "description"))
_DESCRIBED = frozenset(("description",))

_CONTENT: dict[str, Held] = {
    "schema": _one("Schema"),
    "example": "data",
    "examples": _named("Example"),
    "content": _named("MediaType"),
}
_ENCODING: dict[str, Held] = {"prefixEncoding": _many("Encoding"), "itemEncoding": _one("Encoding")}

_SCHEMA: dict[str, Held] = {
    **dict.fromkeys(
        (
            "not", "if", "then", "else", "items", "contains", "propertyNames", "additionalProperties",
            "unevaluatedItems", "unevaluatedProperties", "contentSchema",
        ),
        _one("Schema"),
    ),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _many("Schema")),
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), _named("Schema")),
    **dict.fromkeys(("default", "example", "examples", "enum", "const"), "data"),
    "externalDocs": _one("ExternalDocs"),
    "discriminator": _one("Discriminator"),
    "xml": _one("Xml"),
}  # fmt: skip

_ALL = (
    Kind(
        "OpenApi",
        _plain(
            "openapi jsonSchemaDialect $self security",
            info=_one("Info"),
            servers=_many("Server"),
            paths=_one("Paths"),
            webhooks=_named("PathItem"),
            components=_one("Components"),
            tags=_many("Tag"),
            externalDocs=_one("ExternalDocs"),
        ),
    ),
    Kind(
        "Info",
        _plain("title summary description termsOfService version", contact=_one("Contact"), license=_one("License")),
    ),
    Kind("Contact", _plain("name url email")),
    Kind("License", _plain("name identifier url")),
    Kind("Server", _plain("url description name", variables=_named("ServerVariable"))),
    Kind("ServerVariable", _plain("enum default description")),
    Kind(
        "Components",
        {
            "schemas": _named("Schema"),
            "responses": _named("Response"),
            "parameters": _named("Parameter"),
            "examples": _named("Example"),
            "requestBodies": _named("RequestBody"),
            "headers": _named("Header"),
            "securitySchemes": _named("SecurityScheme"),
            "links": _named("Link"),
            "callbacks": _named("Callback"),
            "pathItems": _named("PathItem"),
            "mediaTypes": _named("MediaType"),
        },
    ),
    Kind("Paths", {}, rest=_one("PathItem")),
    Kind(
        "PathItem",
        {
            **_plain("$ref summary description", servers=_many("Server"), parameters=_many("Parameter")),
            **dict.fromkeys(METHODS, _one("Operation")),
            "additionalOperations": _named("Operation"),
        },
        section="pathItems",
    ),
    Kind(
        "Operation",
        _plain(
            "tags summary description operationId deprecated security",
            externalDocs=_one("ExternalDocs"),
            parameters=_many("Parameter"),
            requestBody=_one("RequestBody"),
            responses=_one("Responses"),
            callbacks=_named("Callback"),
            servers=_many("Server"),
        ),
    ),
    Kind("ExternalDocs", _plain("description url")),
    Kind(
        "Parameter",
        _plain("name in description required deprecated allowEmptyValue style explode allowReserved", **_CONTENT),
        section="parameters",
        inherits=_DESCRIBED,
    ),
    Kind(
        "RequestBody",
        _plain("description required", content=_named("MediaType")),
        section="requestBodies",
        inherits=_DESCRIBED,
    ),
    Kind(
        "MediaType",
        {
            "schema": _one("Schema"),
            "itemSchema": _one("Schema"),
            "example": "data",
            "examples": _named("Example"),
            "encoding": _named("Encoding"),
            **_ENCODING,
        },
        section="mediaTypes",
    ),
    Kind(
        "Encoding",
        _plain(
            "contentType style explode allowReserved",
            headers=_named("Header"),
            encoding=_named("Encoding"),
            **_ENCODING,
        ),
    ),
    Kind("Responses", {}, rest=_one("Response")),
    Kind(
        "Response",
        _plain("summary description", headers=_named("Header"), content=_named("MediaType"), links=_named("Link")),
        section="responses",
        inherits=_SAID,
    ),
    Kind("Callback", {}, rest=_one("PathItem"), section="callbacks"),
    Kind(
        "Example",
        _plain("summary description externalValue serializedValue", value="data", dataValue="data"),
        section="examples",
        inherits=_SAID,
    ),
    Kind(
        "Link",
        _plain("operationRef operationId description", parameters="data", requestBody="data", server=_one("Server")),
        section="links",
        inherits=_DESCRIBED,
    ),
    Kind(
        "Header",
        _plain("description required deprecated allowEmptyValue style explode allowReserved", **_CONTENT),
        section="headers",
        inherits=_DESCRIBED,
    ),
    Kind("Tag", _plain("name summary description parent kind", externalDocs=_one("ExternalDocs"))),
    Kind("Schema", _SCHEMA, section="schemas"),
    Kind("Discriminator", _plain("propertyName mapping defaultMapping")),
    Kind("Xml", _plain("name namespace prefix attribute wrapped nodeType")),
    Kind(
        "SecurityScheme",
        _plain(
            "type description name in scheme bearerFormat openIdConnectUrl oauth2MetadataUrl deprecated",
            flows=_one("OAuthFlows"),
        ),
        section="securitySchemes",
        inherits=_DESCRIBED,
    ),
    Kind(
        "OAuthFlows",
        dict.fromkeys(
            ("implicit", "password", "clientCredentials", "authorizationCode", "deviceAuthorization"),
            _one("OAuthFlow"),
        ),
    ),
    Kind("OAuthFlow", _plain("authorizationUrl deviceAuthorizationUrl tokenUrl refreshUrl scopes")),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}

SINCE: Mapping[tuple[str, str], int] = {
    **{("OpenApi", name): V31 for name in ("webhooks", "jsonSchemaDialect")},
    ("Info", "summary"): V31,
    ("License", "identifier"): V31,
    ("Components", "pathItems"): V31,
    ("OpenApi", "$self"): V32,
    ("Server", "name"): V32,
    ("Components", "mediaTypes"): V32,
    ("PathItem", "query"): V32,
    ("PathItem", "additionalOperations"): V32,
    **{("MediaType", name): V32 for name in ("itemSchema", "prefixEncoding", "itemEncoding")},
    **{("Encoding", name): V32 for name in ("encoding", "prefixEncoding", "itemEncoding")},
    ("Response", "summary"): V32,
    **{("Example", name): V32 for name in ("dataValue", "serializedValue")},
    **{("Tag", name): V32 for name in ("summary", "parent", "kind")},
    ("Discriminator", "defaultMapping"): V32,
    ("Xml", "nodeType"): V32,
    **{("SecurityScheme", name): V32 for name in ("oauth2MetadataUrl", "deprecated")},
    ("OAuthFlows", "deviceAuthorization"): V32,
    ("OAuthFlow", "deviceAuthorizationUrl"): V32,
}
"""The version that brought a field; the others were in 3.0."""

_WORDS_30 = """
    title multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems
    uniqueItems maxProperties minProperties required enum type allOf oneOf anyOf not items properties
    additionalProperties description format default nullable discriminator readOnly writeOnly xml externalDocs example
    deprecated
"""
SCHEMA_30 = frozenset(_WORDS_30.split())
"""The keywords of a schema in 3.0; from 3.1 on a schema is JSON Schema 2020-12 and may have any."""

PLACES = frozenset(("$id", "$schema", "$anchor", "$dynamicAnchor", "$defs", "definitions"))
"""Keywords that state nothing about a value: they only name places for references, which are followed instead."""


def component_kind(path: tuple[str | int, ...]) -> str | None:
    """The kind of the component at a path of a document; None if no component stands there."""
    held = KINDS["Components"].fields.get(str(path[1])) if len(path) == 3 and path[0] == "components" else None
    return held.kind if isinstance(held, Holds) else None


def field_of(kind: Kind, key: str, version: int) -> Held | None:
    """What a field holds in a version of the format, `data` for extensions' own keys, None for one that is unknown."""
    found = kind.fields.get(key)
    if kind.name == "Schema":
        if version == V30 and key not in SCHEMA_30 and not key.startswith("x-"):
            return None
        return found or "data"
    if found is not None:
        return found if SINCE.get((kind.name, key), V30) <= version else None
    return kind.rest
