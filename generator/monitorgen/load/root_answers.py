"""What is answered where the files of a system don't fit together: one function a finding (MG155 to MG172)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Related
from monitorgen.load.wording import known_words, nearest, raw_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.raw import Raw
    from monitorgen.spec.written import EnvironmentDeclaration

_SINGULAR = {
    "inhibit": "inhibit rule",
    "infrastructure": "infrastructure entry",
    "stack": "component",
    "severities": "severity",
}


def singular(collection: str) -> str:
    """What one entry of a root collection is called."""
    return _SINGULAR.get(collection) or collection.removesuffix("s").replace("_", " ")


def not_by_environment(key: str, origin: Origin) -> Diagnostic:
    """The answer to `system:` and the like inside an environment."""
    return Diagnostic("MG155", f"`{key}` can't differ by environment", origin, part="key", hint="say it at the root")


def declared_twice(collection: str, name: str, origin: Origin, first: Origin, other: str) -> Diagnostic:
    """The answer to a name that stands in a collection, or in two that share their names, for the second time."""
    related = (Related(first, "the first one is here"),)
    if other != collection:
        message = f"{name!r} names two things, one in `{other}` and one in `{collection}`"
        hint = "services and infrastructure share their names: rename one"
    else:
        message = f"{singular(collection)} {name!r} is declared twice"
        hint = "rename one, or join them: a name stands in one place, whatever the number of files"
    return Diagnostic("MG163", message, origin, part="key", hint=hint, related=related)


def said_twice(key: str, origin: Origin, first: Origin) -> Diagnostic:
    """The answer to a setting of the system that two files say."""
    related = (Related(first, "it is said here"),)
    return Diagnostic("MG164", f"`{key}` is said twice", origin, part="key", hint="say it in one file", related=related)


def severities_apart(origin: Origin, first: Origin) -> Diagnostic:
    """The answer to severities in a second file: their order has a meaning."""
    related = (Related(first, "the others are here"),)
    hint = "their order says which is worse, so they stand in one file"
    return Diagnostic("MG165", "`severities` stand in two files", origin, part="key", hint=hint, related=related)


def no_environment(origin: Origin) -> Diagnostic:
    """The answer to a system without environments."""
    hint = "write `environments: {production: {}}`; what is built goes into a folder for each"
    return Diagnostic("MG166", "the system has no environment", origin, hint=hint)


def no_declarations(raw: Raw, origin: Origin) -> Diagnostic:
    """The answer to the root's `environments:` that is no map."""
    names = [str(each) for each in raw] if isinstance(raw, list) and all(isinstance(each, str) for each in raw) else []
    hint = f"write {{{', '.join(f'{name[:40]}: {{}}' for name in names[:4])}}}" if names else ""
    message = f"expected a map `environment: what differs there`, got {raw_text(raw)}"
    return Diagnostic("MG142", message, origin, hint=hint)


def unknown_environment(name: str, known: Mapping[str, EnvironmentDeclaration], origin: Origin) -> Diagnostic:
    """The answer to the name of an environment, or of a region of one, that the root does not declare."""
    environment, _, region = name.partition("/")
    if region and environment in known:
        regions = known[environment].regions
        near = nearest(region, regions)
        message = f"environment {environment!r} has no region {region!r}"
        if not regions:
            hint = f"declare it: `environments: {{{environment}: {{regions: {{{region}: {{}}}}}}}}`"
        else:
            hint = f"did you mean {environment}/{near}?" if near else f"its regions: {known_words(regions)}"
    else:
        near = nearest(environment, known)
        message = f"there is no environment {environment!r}"
        declared = f"the root declares: {known_words(known)}" if known else "declare it in `environments:` of the root"
        hint = f"did you mean {near}?" if near else declared
    return Diagnostic("MG167", message, origin, part="key", hint=hint)


def nothing_to_patch(
    collection: str, name: str, names: Iterable[str], elsewhere: str | None, origin: Origin
) -> Diagnostic:
    """The answer to a patch of something that no file declares."""
    names = list(names)
    near = nearest(name, names)
    if elsewhere:
        hint = f"{name} stands in `{elsewhere}`"
    elif near:
        hint = f"did you mean {near}?"
    else:
        hint = "an environment changes what exists; declare it at the root with `only:` its environments"
    what = singular(collection)
    return Diagnostic("MG168", f"there is no {what} {name!r} to patch", origin, part="key", hint=hint)


def patched_twice(path: str, environment: str, origin: Origin, first: Origin) -> Diagnostic:
    """The answer to two patches that say the same for one environment."""
    message = f"`{path}` is patched twice for {environment}"
    related = (Related(first, "the other one is here"),)
    hint = "none of them is stronger than the other: drop one"
    return Diagnostic("MG169", message, origin, part="key", hint=hint, related=related)


def patches_exclude(key: str, other: str, environment: str, origin: Origin, first: Origin) -> Diagnostic:
    """The answer to two patches for one environment of which one names a form and so drops what the other says."""
    message = f"`{key}` and `{other}` are patched for {environment} in two places, and one drops the other"
    related = (Related(first, f"`{other}` is here"),)
    return Diagnostic("MG169", message, origin, part="key", hint="write them in one place", related=related)


def environment_apart(name: str, origin: Origin, first: Origin) -> Diagnostic:
    """The answer to an environment in the `environments:` of two files."""
    related = (Related(first, "it is declared here"),)
    hint = "declare it in one file; elsewhere write `environments:` into the entries that differ"
    return Diagnostic(
        "MG170", f"environment {name!r} is declared twice", origin, part="key", hint=hint, related=related
    )


def reserved(name: str, why: str, origin: Origin) -> Diagnostic:
    """The answer to a name that means something else."""
    return Diagnostic("MG171", f"nothing can be named {name!r}: {why}", origin, part="key", hint="choose another name")


def nothing_to_drop(collection: str, name: str, origin: Origin) -> Diagnostic:
    """The answer to `none` for something that nobody brings along."""
    message = f"`{name}: none` drops nothing: no {singular(collection)} is inherited here"
    return Diagnostic("MG172", message, origin, hint="drop the line, or write it into `environments:` of one of them")
