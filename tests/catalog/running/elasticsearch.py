"""The Elasticsearch exporter on the answers of a made-up node: no distribution packages the server itself.

`python elasticsearch.py PORT` is that node; its answers have the fields that Elasticsearch's documentation shows.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.catalog.running.process import Running

Answer = dict[str, object]


def elasticsearch(running: Running) -> dict[str, str]:
    """An exporter of a cluster of one node whose replicas have no place."""
    from tests.catalog.running.page import scraped
    from tests.catalog.running.process import EXPORTERS, installed
    from tests.support.servers import fetched, free_port

    exporter = installed(EXPORTERS / "prometheus-elasticsearch-exporter")
    port, listen = free_port(), free_port()
    running.start("elasticsearch", sys.executable, __file__, str(port))
    node = f"http://127.0.0.1:{port}"
    running.until("the node", lambda: bool(fetched(f"{node}/")))
    running.start(
        "elasticsearch-exporter", exporter, f"--es.uri={node}", "--es.all", f"--web.listen-address=127.0.0.1:{listen}"
    )
    page = f"http://127.0.0.1:{listen}/metrics"
    wanted = {"elasticsearch_cluster_health_status", "elasticsearch_jvm_memory_used_bytes"}
    running.until("Elasticsearch's metrics", lambda: wanted <= scraped(page).keys())
    return {"": page}


def _counts(*names: str) -> Answer:
    return dict.fromkeys(names, 1)


def _indices() -> Answer:
    return {
        "docs": _counts("count", "deleted"),
        "store": _counts("size_in_bytes", "throttle_time_in_millis"),
        "indexing": {
            **_counts("index_total", "index_time_in_millis", "index_current", "delete_total", "delete_time_in_millis"),
            **_counts("throttle_time_in_millis"),
            "is_throttled": False,
        },
        "search": _counts("query_total", "query_time_in_millis", "fetch_total", "fetch_time_in_millis"),
        "get": _counts("total", "time_in_millis", "exists_total", "exists_time_in_millis", "missing_total"),
        "query_cache": _counts(
            "memory_size_in_bytes", "total_count", "hit_count", "miss_count", "cache_size", "cache_count", "evictions"
        ),
        "request_cache": _counts("memory_size_in_bytes", "evictions", "hit_count", "miss_count"),
        "fielddata": _counts("memory_size_in_bytes", "evictions"),
        "segments": _counts("count", "memory_in_bytes"),
        "translog": _counts("operations", "size_in_bytes"),
        "flush": _counts("total", "total_time_in_millis"),
        "refresh": _counts("total", "total_time_in_millis"),
        "warmer": _counts("total", "total_time_in_millis"),
        "merges": _counts("current", "total", "total_docs", "total_size_in_bytes", "total_time_in_millis"),
    }


def _jvm() -> Answer:
    pool = _counts("used_in_bytes", "max_in_bytes", "peak_used_in_bytes", "peak_max_in_bytes")
    memory = _counts("heap_used_in_bytes", "heap_committed_in_bytes", "heap_max_in_bytes", "heap_used_percent")
    return {
        "uptime_in_millis": 1,
        "mem": {
            **memory,
            **_counts("non_heap_used_in_bytes", "non_heap_committed_in_bytes"),
            "pools": dict.fromkeys(("young", "survivor", "old"), pool),
        },
        "threads": _counts("count", "peak_count"),
        "gc": {"collectors": dict.fromkeys(("young", "old"), _counts("collection_count", "collection_time_in_millis"))},
        "buffer_pools": {"direct": _counts("count", "used_in_bytes", "total_capacity_in_bytes")},
    }


def _node() -> Answer:
    space = _counts("total_in_bytes", "free_in_bytes", "available_in_bytes")
    moved = _counts("operations", "read_operations", "write_operations", "read_kilobytes", "write_kilobytes")
    pool = _counts("threads", "queue", "active", "rejected", "largest", "completed")
    memory = _counts("total_in_bytes", "free_in_bytes", "used_in_bytes", "free_percent", "used_percent")
    breaker = {**_counts("limit_size_in_bytes", "estimated_size_in_bytes", "tripped"), "overhead": 1.0}
    return {
        "name": "es-1",
        "transport_address": "127.0.0.1:9300",
        "host": "127.0.0.1",
        "ip": "127.0.0.1:9300",
        "roles": ["data", "ingest", "master"],
        "indices": _indices(),
        "os": {
            "cpu": {"percent": 1, "load_average": {"1m": 1.0, "5m": 1.0, "15m": 1.0}},
            "mem": memory,
            "swap": _counts("total_in_bytes", "free_in_bytes", "used_in_bytes"),
        },
        "process": {
            **_counts("open_file_descriptors", "max_file_descriptors"),
            "cpu": _counts("percent", "total_in_millis"),
            "mem": _counts("total_virtual_in_bytes"),
        },
        "jvm": _jvm(),
        "thread_pool": dict.fromkeys(("write", "search"), pool),
        "fs": {
            "total": space,
            "data": [{**space, "path": "/data", "mount": "/ (/dev/sda1)", "type": "ext4"}],
            "io_stats": {"devices": [{**moved, "device_name": "sda1"}], "total": moved},
        },
        "transport": _counts("server_open", "rx_count", "rx_size_in_bytes", "tx_count", "tx_size_in_bytes"),
        "http": _counts("current_open", "total_opened"),
        "breakers": dict.fromkeys(("parent", "request", "fielddata"), breaker),
    }


def _health() -> Answer:
    shards = _counts("active_primary_shards", "active_shards", "unassigned_shards")
    nodes = _counts("number_of_nodes", "number_of_data_nodes")
    moving = ("relocating_shards", "initializing_shards", "delayed_unassigned_shards")
    waiting = ("number_of_pending_tasks", "number_of_in_flight_fetch", "task_max_waiting_in_queue_millis")
    return {"cluster_name": "shop", "status": "yellow", **shards, **nodes, **dict.fromkeys((*moving, *waiting), 0)}


ANSWERS: dict[str, Answer] = {
    "/": {
        "name": "es-1",
        "cluster_name": "shop",
        "cluster_uuid": "1",
        "version": {
            "number": "9.0.0",
            "build_hash": "1",
            "build_date": "2025-01-01T00:00:00Z",
            "build_snapshot": False,
            "lucene_version": "10.1.0",
        },
    },
    "/_cluster/health": _health(),
    "/_nodes/stats": {"cluster_name": "shop", "nodes": {"1": _node()}},
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answer = ANSWERS.get(self.path.partition("?")[0])
        self.send_response(200 if answer is not None else 404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer or {}).encode())


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), _Handler).serve_forever()
