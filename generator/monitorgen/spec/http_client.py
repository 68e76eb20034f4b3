"""How Alertmanager's HTTP client reaches a place: `http_config` of an integration."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from monitorgen.spec.base import Form, Node
from monitorgen.spec.needs import Demanding
from monitorgen.spec.scalars import BOOLEAN, LINE, TEXT, URL
from monitorgen.spec.secret_ref import SecretRef


class AuthorizationHeader(Demanding):
    """The `Authorization` header: a type and credentials."""

    NEEDS = (frozenset({"credentials"}),)

    type: Annotated[str | None, LINE] = Field(None, description="`Bearer` by default.")
    credentials: SecretRef | None = Field(None, description="The token.")


class BasicAuth(Demanding):
    """A user with a password."""

    NEEDS = (
        frozenset({"username"}),
        frozenset({"password"}),
    )

    username: Annotated[str | None, LINE] = Field(None, description="The user.")
    password: SecretRef | None = Field(None, description="The password.")


class TlsConfig(Node):
    """Certificates of a connection; `ca`, `cert` and `key` are secrets, so that they are mounted like them."""

    HINTS: ClassVar[Mapping[str, str]] = {
        "ca_file": "write `ca: {secret: name}`",
        "cert_file": "write `cert: {secret: name}`",
        "key_file": "write `key: {secret: name}`",
    }

    ca: SecretRef | None = Field(None, description="The authority that signed the server's certificate.")
    cert: SecretRef | None = Field(None, description="The client's certificate.")
    key: SecretRef | None = Field(None, description="The key of the client's certificate.")
    server_name: Annotated[str | None, LINE] = Field(None, description="The name on the server's certificate.")
    insecure_skip_verify: Annotated[bool | None, BOOLEAN] = Field(None, description="Don't look at the certificate.")
    min_version: Annotated[str | None, LINE] = Field(None, description="`TLS12` by default.")
    max_version: Annotated[str | None, LINE] = Field(None, description="`TLS13` by default.")


class OAuth2(Demanding):
    """Client credentials of OAuth 2.0."""

    NEEDS = (
        frozenset({"client_id"}),
        frozenset({"client_secret"}),
        frozenset({"token_url"}),
    )

    client_id: Annotated[str | None, LINE] = Field(None, description="The client.")
    client_secret: SecretRef | None = Field(None, description="Its secret.")
    token_url: Annotated[str | None, URL] = Field(None, description="Where a token is asked for.")
    scopes: list[Annotated[str, LINE]] | None = Field(None, description="Scopes of the token.")
    endpoint_params: dict[Annotated[str, LINE], Annotated[str, TEXT]] | None = Field(
        None, description="Parameters that are added to the token URL."
    )
    tls_config: TlsConfig | None = Field(None, description="Certificates of the connection to the token URL.")


class HttpConfig(Node):
    """The HTTP client of one integration."""

    FORMS = (Form(frozenset({"authorization", "basic_auth", "oauth2"})),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "bearer_token": "write `authorization: {credentials: {secret: name}}`",
        "bearer_token_file": "write `authorization: {credentials: {secret: name}}`",
    }

    authorization: AuthorizationHeader | None = Field(None, description="The `Authorization` header.")
    basic_auth: BasicAuth | None = Field(None, description="A user with a password.")
    oauth2: OAuth2 | None = Field(None, description="Client credentials of OAuth 2.0.")
    proxy_url: Annotated[str | None, URL] = Field(None, description="Requests go through this proxy.")
    no_proxy: Annotated[str | None, LINE] = Field(None, description="Hosts that are reached without the proxy.")
    follow_redirects: Annotated[bool | None, BOOLEAN] = Field(None, description="True by default.")
    enable_http2: Annotated[bool | None, BOOLEAN] = Field(None, description="True by default.")
    tls_config: TlsConfig | None = Field(None, description="Certificates of the connection.")
