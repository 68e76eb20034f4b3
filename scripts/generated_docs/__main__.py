"""Write the generated pages of docs/; with `--check` only tell which of them are out of date."""

from __future__ import annotations

import argparse
import sys

from generated_docs.pages import ROOT, differing, pages, write


def main() -> int:
    """Exit with 0 if all is written or up to date, with 1 if `--check` found something."""
    parser = argparse.ArgumentParser(prog="generate-docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a page is out of date")
    if parser.parse_args().check:
        wrong = differing(ROOT, pages())
        for path in wrong:
            print(f"{path} is out of date: run scripts/generate-docs", file=sys.stderr)
        return 1 if wrong else 0
    write(ROOT, pages())
    return 0


sys.exit(main())
