"""The group of commands, in the order in which a day meets them."""

from __future__ import annotations

import importlib

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("init", "Start a project with a small system that builds."),
    "validate": ("validate", "Read and link the specs; write nothing."),
    "build": ("build", "Compile the specs into the output folder."),
    "check": ("check", "Build, then run promtool, amtool and docker-compose on the result."),
    "test": ("test", "Let promtool judge the proofs of all alerts."),
    "proof": ("proof", "Show the test of an alert over time."),
    "preview": ("preview", "Draw dashboards as pictures, without a Grafana."),
    "serve": ("serve", "Show the portal in a browser, and again after each change."),
    "show": ("show", "Show a resolved entry, each value with its place."),
    "list": ("list_", "List systems, units, alerts, receivers, dashboards, images, ports and more."),
    "api": ("api", "Compare two versions of an API; copy documents on the web into the specs."),
    "who": ("who", "Tell who is told of an alert, and when."),
    "explain": ("explain", "Explain a diagnostic code."),
    "schema": ("schema", "Print the JSON Schema of the language, for editors."),
}
"""Command: the module that holds it, and its line in the help."""


class LateGroup(click.Group):
    """Imports a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in their own order."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"monitorgen.cli.{COMMANDS[cmd_name][0]}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command if there is none of that name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help without importing a single command."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's own shape
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"monitorgen {version('monitorgen')}")
        ctx.exit()


@click.group(
    cls=LateGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 fine, 1 findings, 2 usage or environment, 3 a fault of monitorgen itself, 130 Ctrl-C.",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def monitorgen() -> None:
    """Compile specs of services, teams and alert channels into a checked monitoring stack."""
