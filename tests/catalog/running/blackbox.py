"""The blackbox exporter, and what it tells of things on loopback: HTTP with and without TLS, TCP, ICMP, DNS."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.catalog.running import outside
from tests.catalog.running.page import scraped
from tests.catalog.running.process import EXPORTERS, installed
from tests.support.servers import fetched, free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.catalog.running.process import Running

_MODULES = """\
modules:
  http_2xx: {prober: http, http: {preferred_ip_protocol: ip4, tls_config: {insecure_skip_verify: true}}}
  tcp_connect: {prober: tcp}
  icmp: {prober: icmp, icmp: {preferred_ip_protocol: ip4}}
  dns: {prober: dns, dns: {query_name: example.org, query_type: A, preferred_ip_protocol: ip4}}
"""
"""Named as a build names them; certificates of tests are nobody's."""


def things(running: Running) -> tuple[int, int, int]:
    """A page over HTTP, one over TLS and a name server: their ports."""
    installed(EXPORTERS / "prometheus-blackbox-exporter")
    ports = free_port(), free_port(), free_port()
    certificate = outside.certificate(running.folder / "localhost.pem")
    running.start("outside", sys.executable, outside.__file__, *map(str, ports), str(certificate))
    running.until("a page", lambda: fetched(f"http://127.0.0.1:{ports[0]}/") == outside.PAGE)
    return ports


def exporter(running: Running, config: Path, listen: int) -> str:
    """An exporter of these modules at a port of loopback; where it answers."""
    program = installed(EXPORTERS / "prometheus-blackbox-exporter")
    running.start("blackbox", program, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{listen}")
    base = f"http://127.0.0.1:{listen}"
    running.until("the blackbox exporter", lambda: b"Healthy" in fetched(f"{base}/-/healthy"))
    return base


def blackbox(running: Running) -> dict[str, str]:
    """The exporter's own page."""
    config = running.folder / "blackbox.yml"
    config.write_text(_MODULES)
    return {"": f"{exporter(running, config, free_port())}/metrics"}


def probed(running: Running) -> dict[str, str]:
    """A page for each kind of probe."""
    http, https, dns = things(running)
    config = running.folder / "blackbox.yml"
    config.write_text(_MODULES)
    base = exporter(running, config, free_port())
    targets = {
        "": ("http_2xx", f"http://127.0.0.1:{http}/"),
        "https": ("http_2xx", f"https://127.0.0.1:{https}/"),
        "tcp": ("tcp_connect", f"127.0.0.1:{http}"),
        "icmp": ("icmp", "127.0.0.1"),
        "dns": ("dns", f"127.0.0.1:{dns}"),
    }
    pages = {name: f"{base}/probe?module={module}&target={target}" for name, (module, target) in targets.items()}
    running.until("the certificate", lambda: "probe_ssl_earliest_cert_expiry" in scraped(pages["https"]))
    running.until("an answer of the name server", lambda: b"probe_success 1" in fetched(pages["dns"]))
    return pages
