"""Who is told, in the tour: prints the summary of every alert that Alertmanager sends it. `python3 pager.py [PORT]`."""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Pager(BaseHTTPRequestHandler):
    """A receiver of webhooks."""

    def do_POST(self) -> None:
        """Print one line for each alert, and the labels that tell it apart."""
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        for alert in told["alerts"]:
            labels = alert["labels"]
            sys.stdout.write(f"{alert['status'].upper()} {labels['severity']}: {alert['annotations']['summary']}\n")
        sys.stdout.flush()
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing but what was sent."""


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 5001), Pager).serve_forever()
