"""`monitorgen schema`: the language as a JSON Schema, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from monitorgen.cli.console import Console
from monitorgen.cli.ways_out import FINE


@click.command(
    "schema",
    short_help="Print the JSON Schema of the language, for editors.",
    epilog="""\b
Examples:
  monitorgen schema --out .vscode/monitorgen.schema.json
\b
Then name it at the top of a spec file, or in your editor's settings:
  # yaml-language-server: $schema=../.vscode/monitorgen.schema.json""",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it to a file.")
def command(*, out: Path | None) -> int:
    """Print the JSON Schema of a spec file: keys, forms and words, as far as JSON Schema can say them."""
    from monitorgen.spec.json_schema import schema_text

    text = schema_text()
    if out is None:
        Console().answer(text)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="ascii")
        Console().tell(f"wrote {out}")
    return FINE
