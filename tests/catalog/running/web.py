"""nginx with a page and with its status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.catalog.running.process import SERVERS, installed
from tests.support.servers import fetched

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from tests.catalog.running.process import Running

_PAGE = "Notes"
_CONFIG = """\
daemon off;
master_process off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{ return 200 "{page}"; }}
    location /stub_status {{ stub_status; }}
  }}
}}
"""


def nginx(running: Running, port: int) -> Callable[[], subprocess.Popen[bytes]]:
    """What starts nginx, as often as it is wanted, and waits until it answers; its status is at `/stub_status`."""
    server = installed(SERVERS / "usr" / "sbin" / "nginx")
    folder = running.folder / "nginx"
    folder.mkdir()
    config = folder / "nginx.conf"
    config.write_text(_CONFIG.format(folder=folder, port=port, page=_PAGE), encoding="utf-8")

    def start() -> subprocess.Popen[bytes]:
        process = running.start("nginx", server, "-p", folder, "-c", config, "-e", "stderr")
        running.until("nginx", lambda: fetched(f"http://127.0.0.1:{port}/") == _PAGE.encode())
        return process

    return start
