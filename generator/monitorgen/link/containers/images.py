"""Which image runs: what a spec says, else the one of the table, with its digest where a lock knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.plan.workloads import Image, Probe
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.catalog import Pin
    from monitorgen.diagnostics import Origin
    from monitorgen.plan.workloads import Lock

_EVERY = Duration(15_000)
_AT_MOST = Duration(5_000)


def read_image(text: str, origin: Origin) -> Image:
    """`repository:tag`, perhaps with a digest; raises `Refused` for one without a tag."""
    name, _, digest = text.partition("@")
    folder, slash, last = name.rpartition("/")
    base, _, tag = last.partition(":")
    if not tag or tag == "latest" or not base:
        hint = "write repository:tag; a digest alone does not tell people what runs"
        raise Refused(Diagnostic("MG620", f"{text!r} names no version", origin, hint=hint))
    return Image(f"{folder}{slash}{base}", tag, digest or None)


def locked(image: Image, locks: Mapping[str, Lock]) -> Image:
    """The image with the digest that the lock has for it."""
    if image.digest is not None or (lock := locks.get(str(image))) is None:
        return image
    return Image(image.repository, image.tag, lock.digest)


def of_pin(pin: Pin, version: str | None) -> Image:
    """The pinned image, at another version where one is said: written as its tags are, `3.13.2` as `v3.13.2`."""
    if version is None:
        return Image(pin.image, pin.version)
    prefix = "v" if pin.version.startswith("v") and version[:1].isdigit() else ""
    _, dash, suffix = pin.version.partition("-")
    return Image(pin.image, f"{prefix}{version}{f'-{suffix}' if dash and '-' not in version else ''}")


def is_of(image: Image, pin: Pin | None) -> bool:
    """Whether what is known of a pinned image holds: it is that one, perhaps from another registry."""
    return pin is not None and image.repository.rpartition("/")[2] == pin.image.rpartition("/")[2]


def probe_of(command: tuple[str, ...], port: int | None, starts: Duration) -> Probe | None:
    """How a container is asked whether it is well; None if its image holds nothing to ask with."""
    if not command:
        return None
    argv = tuple(word.replace("{port}", str(port)) for word in command)
    return Probe(argv, _EVERY, _AT_MOST, starts)
