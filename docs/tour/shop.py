"""A shop for the tour: answers a made-up customer ten times a second, and fails every other time once it is broken.

`python3 shop.py [PORT]` serves metrics at /metrics; POST /break and POST /mend do what they say.
"""

from __future__ import annotations

import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BOUNDS = ("0.1", "0.5", "+Inf")
counted = {"200": 0, "500": 0}
broken = threading.Event()


def trade() -> None:
    """Serve the customer, for ever."""
    while True:
        failed = broken.is_set() and sum(counted.values()) % 2
        counted["500" if failed else "200"] += 1
        time.sleep(0.1)


def metrics() -> str:
    """What Prometheus reads."""
    lines = ["# TYPE http_requests_total counter"]
    lines += [f'http_requests_total{{status="{status}"}} {count}' for status, count in counted.items()]
    lines += ["# TYPE http_request_duration_seconds histogram"]
    count = sum(counted.values())
    lines += [f'http_request_duration_seconds_bucket{{le="{bound}"}} {count}' for bound in BOUNDS]
    lines += [f"http_request_duration_seconds_sum {count / 20}", f"http_request_duration_seconds_count {count}"]
    return "\n".join(lines) + "\n"


class Shop(BaseHTTPRequestHandler):
    """The shop's door."""

    def do_GET(self) -> None:
        """Tell the metrics, whatever is asked for."""
        self.answer(metrics())

    def do_POST(self) -> None:
        """Break or mend it."""
        if self.path == "/break":
            broken.set()
        else:
            broken.clear()
        self.answer("broken\n" if broken.is_set() else "well\n")

    def answer(self, text: str) -> None:
        """Say something."""
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    threading.Thread(target=trade, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", port), Shop).serve_forever()
