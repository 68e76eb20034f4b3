"""What runs, as `monitorgen list` shows it: images, ports of the host, where secrets come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.cli.lists import Row
    from monitorgen.plan.workloads import Containers
    from monitorgen.questions.views import View


def containers(view: View) -> Containers | None:
    """The containers of an environment; None where nothing is run."""
    return view.passage.contain()


def images(view: View) -> Iterator[Row]:
    """Each image with the containers that run it."""
    stack = containers(view)
    users: dict[tuple[str, str, str | None], list[str]] = {}
    for each in stack.workloads if stack is not None else ():
        users.setdefault((each.image.repository, each.image.tag, each.image.digest), []).append(each.name)
    for (repository, tag, digest), names in sorted(users.items(), key=lambda item: item[0][:2]):
        yield {"image": f"{repository}:{tag}", "digest": digest, "containers": list(names)}


def ports(view: View) -> Iterator[Row]:
    """Each port of the host, and who takes it."""
    stack = containers(view)
    claims = stack.claims() if stack is not None else ()
    for claim in sorted(claims, key=lambda each: (each.port, each.protocol, each.ip, each.by)):
        yield {"port": claim.port, "protocol": claim.protocol, "address": claim.ip, "taken_by": claim.by}


def sources(view: View) -> dict[str, tuple[str, str | None, list[str]]]:
    """Where the engine finds each secret that a container reads, what it is, and which containers those are."""
    stack = containers(view)
    found: dict[str, tuple[str, str | None, list[str]]] = {}
    if stack is None:
        return found
    for secret in stack.secrets:
        names = [each.name for each in stack.workloads if any(use.name == secret.name for use in each.uses())]
        place = f"variable {secret.env}" if secret.env is not None else f"file {secret.file}"
        found[secret.name] = place, secret.description, names
    return found
