"""A secret by name: the only form in which a spec speaks of one."""

from typing import Annotated

from pydantic import Field

from monitorgen.spec.base import Node
from monitorgen.spec.scalars import NAME


class SecretRef(Node):
    """A secret by the name under which `secrets` declares it."""

    secret: Annotated[str | None, NAME] = Field(None, description="A name of `secrets`.")
