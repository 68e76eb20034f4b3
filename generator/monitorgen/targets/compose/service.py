"""A workload in compose's own form. Every `$` is doubled, for compose would put a variable there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit.merge import merged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json
    from monitorgen.plan.workloads import Mount, Port, Probe, SecretSource, Security, Workload

_LOG: dict[str, Json] = {"driver": "json-file", "options": {"max-size": "10m", "max-file": "3"}}
"""A log is turned over, or it fills the disk that the database needs."""
_UNITS = (("g", 1024**3), ("m", 1024**2), ("k", 1024))


def service(workload: Workload, secrets: Mapping[str, SecretSource]) -> Json:
    """The entry of a workload in `services`, with its owner's own words merged into it."""
    made: dict[str, Json] = {"image": str(workload.image)}
    if workload.profile is not None:
        made["profiles"] = [workload.profile]
    made |= _command(workload)
    made |= _who(workload.security)
    if workload.env:
        made["environment"] = {
            name: value if isinstance(value, str) else "" for name, value in sorted(workload.env.items())
        }
    made |= _surroundings(workload)
    if workload.needs:
        made["depends_on"] = {need.workload: {"condition": f"service_{need.condition}"} for need in workload.needs}
    if workload.probe is not None:
        made["healthcheck"] = _healthcheck(workload.probe)
    made["restart"] = "unless-stopped"
    if workload.stops_within is not None:
        made["stop_grace_period"] = str(workload.stops_within)
    made |= _security(workload.security)
    if workload.limits.memory is not None:
        made["mem_limit"] = size(workload.limits.memory)
    if workload.limits.cpus is not None:
        made["cpus"] = workload.limits.cpus
    if workload.limits.pids is not None:
        made["pids_limit"] = workload.limits.pids
    made["logging"] = _LOG
    return merged(_with_variables(_doubled(made), workload, secrets), workload.raw)


def _command(workload: Workload) -> dict[str, Json]:
    """What is started, and where. A secret that has to be in a variable is read by a shell that becomes the program."""
    made: dict[str, Json] = {}
    if workload.read_into and workload.program is not None:
        reading = [f'{name}="$(cat {use.file})" && export {name}' for name, use in sorted(workload.read_into.items())]
        script = " && ".join([*reading, f'exec {workload.program} "$@"'])
        made["entrypoint"] = ["/bin/sh", "-c", script, workload.program]
    if workload.args:
        made["command"] = list(workload.args)
    if workload.folder is not None:
        made["working_dir"] = workload.folder
    return made


def _who(security: Security) -> dict[str, Json]:
    """The user that it runs as, where it is not the image's own, and more groups of the host."""
    made: dict[str, Json] = {}
    if security.user is not None:
        made["user"] = security.user
    if security.groups:
        made["group_add"] = [str(group) for group in security.groups]
    return made


def _surroundings(workload: Workload) -> dict[str, Json]:
    """What it is connected to: ports, files, secrets, networks."""
    made: dict[str, Json] = {}
    ports = [_port(port) for port in workload.ports if port.host_port is not None]
    if ports and not workload.host_network:
        made["ports"] = ports
    if workload.mounts:
        made["volumes"] = [_mount(mount) for mount in workload.mounts]
    if workload.devices:
        made["devices"] = list(workload.devices)
    if workload.secrets:
        made["secrets"] = [{"source": use.name, "target": use.file} for use in workload.secrets]
    if workload.host_network:
        made["network_mode"] = "host"
    else:
        made["networks"] = list(workload.networks)
    if workload.security.pid_host:
        made["pid"] = "host"
    if workload.host_names:
        host = "127.0.0.1" if workload.host_network else "host-gateway"
        made["extra_hosts"] = [f"{name}={host}" for name in workload.host_names]
    return made


def _port(port: Port) -> Json:
    ip = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip
    protocol = "" if port.protocol == "tcp" else f"/{port.protocol}"
    return f"{ip}:{port.host_port}:{port.container}{protocol}"


def _mount(mount: Mount) -> Json:
    if mount.kind == "volume":
        return f"{mount.source}:{mount.target}{':ro' if mount.read_only else ''}"
    source = f"./{mount.source}" if mount.kind == "generated" else mount.source
    made: dict[str, Json] = {"type": "bind", "source": source, "target": mount.target}
    if mount.read_only:
        made["read_only"] = True
    # A folder that is not there is a mistake, not one to be made, by root, and empty.
    bind: dict[str, Json] = {"create_host_path": False}
    return made | {"bind": bind | ({"propagation": mount.propagation} if mount.propagation else {})}


def _healthcheck(probe: Probe) -> Json:
    return {
        "test": ["CMD", *probe.command],
        "interval": str(probe.interval),
        "timeout": str(probe.timeout),
        "retries": probe.retries,
        "start_period": str(probe.start),
    }


def _security(security: Security) -> dict[str, Json]:
    if security.privileged:
        return {"privileged": True}
    made: dict[str, Json] = {}
    if security.read_only:
        made["read_only"] = True
    if security.tmpfs:
        made["tmpfs"] = list(security.tmpfs)
    if security.drop_capabilities:
        made["cap_drop"] = ["ALL"]
    if security.add_capabilities:
        made["cap_add"] = list(security.add_capabilities)
    if security.no_new_privileges:
        made["security_opt"] = ["no-new-privileges:true"]
    return made


def size(size: int) -> str:
    """Bytes in the largest unit that says them exactly; compose's units are powers of 2."""
    return next((f"{size // unit}{letter}" for letter, unit in _UNITS if size % unit == 0), f"{size}b")


def _doubled(value: Json) -> Json:
    if isinstance(value, str):
        return value.replace("$", "$$")
    if isinstance(value, dict):
        return {key: _doubled(each) for key, each in value.items()}
    return [_doubled(each) for each in value] if isinstance(value, list) else value


def _with_variables(made: Json, workload: Workload, secrets: Mapping[str, SecretSource]) -> Json:
    """The service with the secrets that a program can only read from its environment, as variables of compose."""
    variables: dict[str, Json] = {
        name: f"${{{secrets[value.name].env}:?{value.name}}}"
        for name, value in workload.env.items()
        if not isinstance(value, str) and value.name in secrets
    }
    return merged(made, {"environment": variables}) if variables else made
