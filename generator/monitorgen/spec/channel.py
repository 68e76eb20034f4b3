"""Channels: places that notifications go to, by Alertmanager's integrations and field names."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monitorgen.spec.base import Entry, Json, Node
from monitorgen.spec.scalars import BOOLEAN, NAME


class SecretRef(Node):
    """A secret by the name under which `secrets` declares it."""

    secret: Annotated[str | None, NAME] = Field(None, description="A name of `secrets`.")


class Channel(Entry):
    """One or several integrations under one name."""

    includes: list[Annotated[str, NAME]] | None = Field(None, description="Channels that are told as well.")
    send_resolved: Annotated[bool | None, BOOLEAN] = Field(None, description="Tell when it is over; true by default.")
    email: Annotated[object | None, Json] = None
