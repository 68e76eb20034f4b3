"""The node exporter, nginx and Celery with their exporters."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.catalog.running import web
from tests.catalog.running.databases import redis_server
from tests.catalog.running.page import scraped
from tests.catalog.running.process import EXPORTERS, INSTALLED, environment, installed
from tests.support.servers import fetched, free_port

if TYPE_CHECKING:
    from tests.catalog.running.process import Running

_RAID = """\
Personalities : [raid1]
md0 : active raid1 sdb1[1](F) sda1[0]
      1048512 blocks super 1.2 [2/1] [U_]

unused devices: <none>
"""
_SHOP = """\
import time
from celery import Celery

app = Celery("shop", broker={broker!r})

@app.task
def pay():
    time.sleep(0.05)

@app.task
def refuse():
    raise ValueError("refused")
"""


def node(running: Running) -> dict[str, str]:
    """This machine, and a made-up one with a software RAID that lacks a disk."""
    exporter = installed(EXPORTERS / "prometheus-node-exporter")
    made_up = running.folder / "proc"
    made_up.mkdir()
    (made_up / "mdstat").write_text(_RAID)
    here, there = free_port(), free_port()
    running.start("node", exporter, f"--web.listen-address=127.0.0.1:{here}")
    only_raid = ("--collector.disable-defaults", "--collector.mdadm", f"--path.procfs={made_up}")
    running.start("raid", exporter, f"--web.listen-address=127.0.0.1:{there}", *only_raid)
    pages = {"": f"http://127.0.0.1:{here}/metrics", "a software RAID": f"http://127.0.0.1:{there}/metrics"}
    running.until("the node's metrics", lambda: "node_cpu_seconds_total" in scraped(pages[""]))
    running.until("the RAID's metrics", lambda: "node_md_disks" in scraped(pages["a software RAID"]))
    return pages


def nginx(running: Running) -> dict[str, str]:
    """nginx with its status page, and the exporter that reads it."""
    exporter = installed(EXPORTERS / "prometheus-nginx-exporter")
    port, listen = free_port(), free_port()
    web.nginx(running, port)()
    status = f"http://127.0.0.1:{port}/stub_status"
    running.start(
        "nginx-exporter", exporter, f"--web.listen-address=127.0.0.1:{listen}", f"--nginx.scrape-uri={status}"
    )
    page = f"http://127.0.0.1:{listen}/metrics"
    running.until("nginx's metrics", lambda: "nginx_connections_accepted" in scraped(page))
    return {"": page}


def celery(running: Running) -> dict[str, str]:
    """A worker that sends events, runs a task that succeeds and one that fails again and again, and flower."""
    python = installed(INSTALLED / "flower" / "bin" / "python")
    broker = f"redis://127.0.0.1:{redis_server(running, 'celery-broker')}/0"
    folder = running.folder / "celery"
    folder.mkdir()
    (folder / "shop.py").write_text(_SHOP.format(broker=broker))
    program = (python, "-m", "celery", "-A", "shop")
    running.start("worker", *program, "worker", "-E", "--pool=solo", "--hostname=w1@test", cwd=folder)
    listen = free_port()
    flower = ("--address=127.0.0.1", f"--port={listen}", "--purge_offline_workers=600")
    running.start("flower", *program, "flower", *flower, cwd=folder)
    page = f"http://127.0.0.1:{listen}/metrics"
    running.until("a worker", lambda: "flower_worker_online" in scraped(page), 120)
    send = "import shop; shop.pay.delay(); shop.refuse.delay()"
    subprocess.run([python, "-c", send], cwd=folder, check=True, timeout=60, env=environment())
    customers = "import shop, time\nwhile True: shop.pay.delay(); shop.refuse.delay(); time.sleep(20)"
    running.start("customers", python, "-c", customers, cwd=folder)
    running.until("a success", lambda: b"task-succeeded" in fetched(page))
    running.until("a failure", lambda: b"task-failed" in fetched(page))
    running.until("a heartbeat", lambda: "flower_worker_number_of_currently_executing_tasks" in scraped(page))
    return {"": page}
