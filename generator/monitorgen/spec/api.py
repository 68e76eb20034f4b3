"""APIs: an entry's OpenAPI document or its endpoints in short, and the head of what is made of all of them."""

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, Tag

from monitorgen.raw import Nothing
from monitorgen.spec.base import BY_SHAPE, Entry, Json, Node
from monitorgen.spec.scalars import BOOLEAN, LINE, TEXT, Scalar
from monitorgen.units import UnitError

_METHODS = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE")
_PATH = r"/[^\s?#*]*"
_NAME = r"[A-Za-z0-9._-]+"
_SERVER = r"(https?://[^\s?#/]+|/)[^\s?#]*"


def _endpoint(text: str) -> str:
    method, separator, path = text.partition(" ")
    if not separator:
        raise UnitError(f"{text!r} is not an endpoint", "write a method and a path: GET /users/{id}")
    if method not in _METHODS:
        near = method.upper()
        hint = f"write {near}" if near in _METHODS else f"one of {', '.join(_METHODS)}"
        raise UnitError(f"{method} is no method of HTTP", hint)
    if variable := re.search(r"/[:<]([A-Za-z_]\w*)", path):
        raise UnitError(f"{path!r} is not a path", f"a variable stands in braces: {{{variable[1]}}}")
    if not re.fullmatch(_PATH, path):
        raise UnitError(f"{path!r} is not a path", "it begins with /; what comes after ? stands in `query`")
    return str(text)


def _pattern(text: str) -> str:
    if re.fullmatch(r"/|/\*|(/[^\s?#*{}:/][^\s?#*{}/]*)+(/\*?)?", text):
        return str(text)
    hint = "write a path, or /* at its end for all that is below: /api/users/*"
    raise UnitError(f"{text!r} is not a route", hint)


def _component(text: str) -> str:
    if re.fullmatch(_NAME, text):
        return str(text)
    raise UnitError(f"{text!r} is no name in an OpenAPI document", "use letters, digits, `.`, `-` and `_`")


def _prefix(text: str) -> str:
    if re.fullmatch(r"(/[^\s?#*{}/]+)+", text):
        return str(text)
    raise UnitError(f"{text!r} is not a prefix", "write it with / before it and none after it: /api/users")


def _shown(text: str) -> str:
    if re.fullmatch(r"(https?://[^\s/?#]+|/)[^\s#]*", text):
        return str(text)
    raise UnitError(f"{text!r} is neither a URL nor a path of one", "write https://host/openapi.json or /openapi.json")


def _server(text: str) -> str:
    if "${" in text:
        raise UnitError("environment variables are not expanded", "use a placeholder such as {environment}")
    if re.fullmatch(_SERVER, text):
        return str(text)
    raise UnitError(f"{text!r} is not the URL of a server", "write https://host/path, or a path of the same host")


ENDPOINT = Scalar("an endpoint", _endpoint, "GET /users/{id}", rf"^({'|'.join(_METHODS)}) {_PATH}$")
ROUTE = Scalar("a route", _pattern, "/api/users/*", r"^/")
COMPONENT = Scalar("a name in an OpenAPI document", _component, "User", f"^{_NAME}$")
PREFIX = Scalar("a prefix", _prefix, "/api/users", r"^/.*[^/]$")
SHOWN = Scalar("a URL or a path", _shown, "/openapi.json", r"^(https?://|/)")
SERVER = Scalar("the URL of a server", _server, "https://api.example.org/v1", rf"^{_SERVER}$")
API_FILE = Scalar("a path", LINE.read, "openapi/users.yaml")
"""The OpenAPI document of an entry: loading makes the path relative to the system's folder."""

Auth = Annotated[Annotated[str, COMPONENT, Tag("text")] | Annotated[Nothing, Tag("none")], BY_SHAPE]


class OpenApi(Node):
    """The OpenAPI document of an entry, a file beside the specs: 3.0, 3.1 or 3.2, YAML or JSON, in any number of files.

    Of its operations those go out that are not marked `x-internal`, and that a gateway, if there is one, sends on.
    """

    SHORT = "file"
    HINTS: ClassVar[Mapping[str, str]] = {
        "path": "write `file:`",
        "spec": "write `file:`",
        "base_path": "write `prefix:`",
        "basePath": "write `prefix:`",
        "version": "the document says its own",
    }

    file: Annotated[str | None, API_FILE] = Field(None, description="The document, relative to the file that says it.")
    url: Annotated[str | None, SHOWN] = Field(
        None, description="Where the running service serves it: shown to people, never fetched."
    )
    prefix: Annotated[str | None, PREFIX] = Field(None, description="What stands before its paths in the aggregate.")
    tags: list[Annotated[str, TEXT]] | None = Field(
        None, description="Only operations with one of these tags go out; all by default."
    )


class Endpoint(Entry):
    """An endpoint in short: what an OpenAPI operation is made of. A scalar is its summary.

    Types are `string integer number boolean object any`, a format of a string (`date-time date email uri uuid
    password`), a name of `api.schemas`, `a | b` for one of several words, `[type]` for a list and a map for an object,
    in which a name that ends in `?` may be left out.
    """

    SHORT = "summary"
    HINTS: ClassVar[Mapping[str, str]] = {
        "response": "write `returns:`",
        "responses": "write `returns:` with a map by status: `{200: User, 404: none}`",
        "returns_": "write `returns:`",
        "request": "write `body:`",
        "parameters": "variables of the path follow from it; the others stand in `query: {page?: integer}`",
        "params": "write `query:`",
        "security": "write `auth:` with the name of a scheme",
        "private": "write `internal: true`",
        "method": "the method stands before the path: `GET /users`",
    }

    summary: Annotated[str | None, LINE] = Field(None, description="What it does, in a few words.")
    auth: Auth | None = Field(
        None,
        description="The scheme that it asks for, `bearer`, `basic` or one of `api.security`; `none`: nobody asks.",
    )
    query: dict[Annotated[str, LINE], Annotated[object, Json]] | None = Field(
        None, description="Parameters behind the `?`: name and type; a name that ends in `?` may be left out."
    )
    body: Annotated[object | None, Json] = Field(None, description="The type of what is sent.")
    returns: Annotated[object | None, Json] = Field(
        None, description="The type of what comes back, or a map of types by status, `none` where nothing comes."
    )
    internal: Annotated[bool | None, BOOLEAN] = Field(
        None, description="Whether it is left out of the aggregate; else the routes of the gateway decide."
    )


class Api(Node):
    """What the aggregate of all APIs says of itself, and what endpoints may refer to."""

    HINTS: ClassVar[Mapping[str, str]] = {
        "info": "write `title:`, `version:` and `description:`",
        "url": "write `servers: {Production: https://api.example.org}`",
        "securitySchemes": "write `security: {name: {type: http, scheme: bearer}}`",
        "components": "write `schemas:` and `security:`",
        "paths": "write `endpoints:` of a service",
    }

    title: Annotated[str | None, LINE] = Field(None, description="Its title; the system's by default.")
    version: Annotated[str | None, LINE] = Field(None, description="The version of the API; `1.0.0` by default.")
    description: Annotated[str | None, TEXT] = Field(None, description="Markdown; the system's by default.")
    servers: dict[Annotated[str, TEXT], Annotated[str, SERVER]] | None = Field(
        None, description="Where it is served, title and URL, for operations whose own document does not say it."
    )
    security: dict[Annotated[str, COMPONENT], Annotated[object, Json]] | None = Field(
        None, description="Security schemes of OpenAPI by name, for `auth:` of endpoints."
    )
    auth: Auth | None = Field(None, description="What endpoints ask for that do not say it; `none` by default.")
    schemas: dict[Annotated[str, COMPONENT], Annotated[object, Json]] | None = Field(
        None, description="Types by name, for endpoints; written as those of an endpoint."
    )
