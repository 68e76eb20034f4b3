"""An exporter that is run for an entry, as a container: the type's facts filled with what the entry says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.catalog import exporters as pins
from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.link.containers.filling import Filling
from monitorgen.link.containers.images import is_of, locked, of_pin, probe_of, read_image
from monitorgen.link.containers.ports import published_port
from monitorgen.link.containers.secrets import mounted
from monitorgen.link.containers.site import HOST, compose_words, network_of
from monitorgen.link.jobs import DOCKER_HOST, exporter_name, exporter_of
from monitorgen.plan.workloads import Limits, Mount, Port, Security, Workload
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.catalog import Pin
    from monitorgen.document import Json
    from monitorgen.link.containers.site import Site
    from monitorgen.link.entries import Entry
    from monitorgen.link.jobs import Ground
    from monitorgen.plan.values import SecretUse
    from monitorgen.plan.workloads import Image
    from monitorgen.raw import Raw
    from monitorgen.spec.service import Exporter, PasswordBy

_MEMORY = 64 * 1024 * 1024
_STARTS = Duration(30_000)
_PARTS = ("image", "version", "network", "args", "env", "compose", "publish", "name")


def exporter_workload(entry: Entry, site: Site, ground: Ground) -> Workload | None:
    """The container of the exporter that is run for an entry, None if none is; raises `Refused` where it can't be."""
    exporter = exporter_of(entry)
    if exporter is None or exporter.port is None:
        return None
    name = exporter_name(entry, exporter)
    filling = Filling.of(entry, ground)
    filling.check_required(exporter)
    image, pin = _image(entry, exporter, site)
    use, by = _password(entry, exporter, site)
    files = (use,) if use is not None and by is not None and by.env is None else ()
    networks = _networks(entry, exporter, filling, site)
    on_host = HOST in networks
    return Workload(
        name=name,
        unit=entry.name,
        image=image,
        origin=entry.where("exporter") if entry.says("exporter") else entry.origin,
        args=(*filling.list_of(exporter.args or (), "args"), *_listening(entry, exporter, pin)),
        program=by.program if by is not None and by.read_into is not None else None,
        read_into={by.read_into: use} if use is not None and by is not None and by.read_into is not None else {},
        env={**filling.map_of(exporter.env or {}, "env"), **_variables(use, by)},
        ports=(_port(entry, exporter),),
        mounts=_mounts(name, exporter, pin),
        secrets=files,
        devices=tuple(exporter.devices or ()),
        networks=() if on_host else networks,
        host_network=on_host,
        host_names=(DOCKER_HOST,) if filling.host == DOCKER_HOST else (),
        calls=filling.calls(),
        probe=probe_of(
            tuple(exporter.health or ()) or (pin.health if pin else ()), exporter.port, pin.starts if pin else _STARTS
        ),
        limits=Limits(memory=exporter.memory or (pin.memory if pin else _MEMORY)),
        security=_security(exporter, pin, read_only=site.may_be_read_only(files)),
        raw=_raw(entry),
        places={part: entry.where("exporter", part) for part in _PARTS if entry.says("exporter", part)},
    )


def _image(entry: Entry, exporter: Exporter, site: Site) -> tuple[Image, Pin | None]:
    """The image of an exporter, and what is known of it: of the type closest to the entry that has one in the table."""
    pin = next((pins()[name] for name in reversed(entry.row.names) if name in pins()), None)
    if exporter.image is not None:
        image = read_image(exporter.image, entry.where("exporter", "image"))
        return locked(image, site.locks), pin if is_of(image, pin) else None
    if pin is None:
        hint = "write `exporter: {image: repository:tag, port: ...}`, or the address of one that is there already"
        message = f"nothing says what the exporter of {entry.name} is"
        raise Refused(Diagnostic("MG618", message, entry.where("exporter"), hint=hint))
    return locked(of_pin(pin, exporter.version), site.locks), pin


def _password(entry: Entry, exporter: Exporter, site: Site) -> tuple[SecretUse | None, PasswordBy | None]:
    """The entry's password as the exporter reads it, and the way in which it is given to it."""
    said, by = entry.model.password, exporter.password
    if said is None or said.secret is None:
        return None, None
    if by is None or not (by.file or by.read_into or by.env) or (by.read_into and not by.program):
        hint = "say how: `exporter: {password: {file: THE_VARIABLE_THAT_NAMES_ITS_FILE}}`"
        message = f"nothing says how the exporter of {entry.name} is given the password"
        raise Refused(Diagnostic("MG618", message, entry.where("password"), hint=hint))
    source = site.sources.get(said.secret)
    if by.env is not None and source is not None and source.env is None:
        hint = f"write secrets: {{{said.secret}: {{env: ITS_VARIABLE}}}}"
        message = f"the exporter of {entry.name} takes the password from a variable only, and it lies in a file"
        raise Refused(Diagnostic("MG618", message, entry.where("password"), hint=hint))
    return mounted(said.secret), by


def _variables(use: SecretUse | None, by: PasswordBy | None) -> Mapping[str, str | SecretUse]:
    """The environment variables by which a password reaches an exporter, as far as no shell reads it."""
    if use is None or by is None:
        return {}
    if by.file is not None:
        return {by.file: use.file}
    return {by.env: use} if by.env is not None else {}


def _listening(entry: Entry, exporter: Exporter, pin: Pin | None) -> tuple[str, ...]:
    """The argument that has an exporter serve where its entry says; its type's port is where it serves by itself."""
    if pin is None or pin.listen is None or not entry.says("exporter", "port"):
        return ()
    flag = pin.listen.partition("=")[0]
    said = any(arg.partition("=")[0] == flag for arg in exporter.args or ())
    return () if said else (pin.listen.replace("{port}", str(exporter.port)),)


def _port(entry: Entry, exporter: Exporter) -> Port:
    assert exporter.port is not None
    if exporter.publish is None:
        return Port(exporter.port, origin=entry.where("exporter", "port") if entry.says("exporter") else entry.origin)
    return published_port(exporter.publish, exporter.port, entry.where("exporter", "publish"))


def _mounts(name: str, exporter: Exporter, pin: Pin | None) -> tuple[Mount, ...]:
    folders = tuple(
        Mount("host", folder.from_ or target, target, propagation=folder.propagation)
        for target, folder in (exporter.mounts or {}).items()
    )
    if pin is None or pin.data is None:
        return folders
    return (*folders, Mount("volume", f"{name}-data", pin.data, read_only=False))


def _networks(entry: Entry, exporter: Exporter, filling: Filling, site: Site) -> tuple[str, ...]:
    """Its own network, and that of the container which it asks; the host's own alone, as nothing goes beside it.

    Where the stack is on the host, an exporter that says nothing goes to the container that it asks.
    """
    home = exporter.network or site.home
    if exporter.network is not None:
        site.check(exporter.network, entry.where("exporter", "network"))
    theirs = network_of(entry, site) if filling.asks_container else None
    if theirs in (None, HOST):
        return (home,)
    if home == HOST:
        return (HOST,) if exporter.network is not None else (theirs,)
    return tuple(dict.fromkeys((home, theirs)))


def _security(exporter: Exporter, pin: Pin | None, *, read_only: bool) -> Security:
    said = exporter.read_only
    can = said if said is not None else pin is not None and pin.read_only
    everything = bool(exporter.privileged)
    return Security(
        user=exporter.user or (pin.user if pin else None),
        read_only=can and read_only,
        drop_capabilities=not everything,
        no_new_privileges=not everything,
        privileged=everything,
        pid_host=bool(exporter.host_pid),
        tmpfs=pin.scratch if pin is not None else (),
    )


def _raw(entry: Entry) -> Json:
    exporter: Raw | None = entry.node.get("exporter")
    said = exporter.get("compose") if isinstance(exporter, dict) else None
    return compose_words(said, entry.where("exporter", "compose"))
