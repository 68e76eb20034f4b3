"""Where the files that travel with monitorgen are: templates, catalogue, texts of diagnostic codes, schemas, assets.

The catalogue and the codes live inside the package. The templates stand at the top of the checkout, where people look
for them, and are put inside the package only when a wheel is built; so an editable install always reads those that
are being edited, never a copy.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates() -> Path:
    """The folder of the Jinja2 templates: the installed package's, else the checkout's.

    Raises `FileNotFoundError` where neither is there: an installation that lost files, not a fault of a spec.
    """
    return _first_folder("templates", _PACKAGE / "templates", _PACKAGE.parents[1] / "templates")


def catalog() -> Path:
    """The folder of the built-in catalogue, one `<type>.yaml` an exporter."""
    return _first_folder("catalogue", _PACKAGE / "catalog")


def codes() -> Path:
    """The folder of the diagnostic codes' texts, one `<hundred>xx.yaml` a group."""
    return _first_folder("diagnostic codes", _PACKAGE / "codes")


def assets() -> Path:
    """The folder of what others made and pages need: one folder a package, with its licence."""
    return _first_folder("assets", _PACKAGE / "assets")


def grafana_schemas() -> Path:
    """The folder of the schemas of Grafana's dashboards, one folder a version, and the list of its units."""
    return _first_folder("schemas of Grafana", _PACKAGE / "targets" / "grafana" / "schemas")


def _first_folder(what: str, *candidates: Path) -> Path:
    for folder in candidates:
        if folder.is_dir():
            return folder
    tried = " or ".join(str(folder) for folder in candidates)
    raise FileNotFoundError(f"this installation of monitorgen has no {what}: expected {tried}; install it again")
