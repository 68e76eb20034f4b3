"""Values in words, as Grafana writes them: `1.23 s`, `45.6 %`, `3.2 GiB`."""

from __future__ import annotations

from datetime import UTC, datetime

_TIMES = ((86_400.0, "day"), (3600.0, "hour"), (60.0, "min"), (1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
_SECONDS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9, "dtdurations": 1.0}
_BINARY = {"bytes": "", "binBps": "/s", "kbytes": "", "mbytes": ""}
_DECIMAL = {"decbytes": "B", "deckbytes": "B", "decmbytes": "B", "Bps": "B/s", "bps": "b/s"}
_SCALE = {"kbytes": 1024.0, "mbytes": 1024.0**2, "deckbytes": 1e3, "decmbytes": 1e6}
_COUNTED = {
    "short": "", "none": "", "reqps": " req/s", "ops": " ops/s", "cps": " c/s", "rps": " rd/s", "wps": " wr/s",
    "eps": " evt/s", "mps": " msg/s", "iops": " io/s",
}  # fmt: skip
_FIXED = {"celsius": " °C", "volt": " V", "amp": " A", "joule": " J", "watt": " W", "hertz": " Hz"}


def shown(value: float | None, unit: str, decimals: int | None = None) -> str:  # noqa: PLR0911 - a case for each family
    """A value with its unit."""
    if value is None:
        return "no data"
    if unit == "percentunit":
        return f"{digits(value * 100, decimals)}%"
    if unit == "percent":
        return f"{digits(value, decimals)}%"
    if unit in _SECONDS:
        return _time(value * _SECONDS[unit], decimals)
    if unit in _BINARY:
        return (
            _scaled(value * _SCALE.get(unit, 1), 1024.0, ("B", "KiB", "MiB", "GiB", "TiB", "PiB"), decimals)
            + _BINARY[unit]
        )
    if unit in _DECIMAL:
        prefixed = [f" {prefix}{_DECIMAL[unit]}" for prefix in ("", "k", "M", "G", "T", "P")]
        return _scaled(value * _SCALE.get(unit, 1), 1000.0, [each.strip() for each in prefixed], decimals)
    if unit.startswith("dateTime"):
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M:%S")
    if unit in _COUNTED:
        return _scaled(value, 1000.0, ("", "K", "Mil", "Bil", "Tri"), decimals) + _COUNTED[unit]
    return f"{digits(value, decimals)}{_FIXED.get(unit, '')}"


def digits(value: float, decimals: int | None = None) -> str:
    """A number with the digits that matter."""
    if decimals is None:
        size = abs(value)
        decimals = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2 if size >= 1 else 3
        text = f"{value:.{decimals}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:.{decimals}f}"


def _time(seconds: float, decimals: int | None) -> str:
    if seconds == 0:
        return "0 s"
    for size, name in _TIMES:
        if abs(seconds) >= size * (2 if name == "day" else 1) or name == "ns":
            count = seconds / size
            plural = "s" if name in {"day", "hour", "min"} and abs(count) != 1 else ""
            return f"{digits(count, decimals)} {name}{plural}"
    raise AssertionError(seconds)


def _scaled(value: float, step: float, names: tuple[str, ...] | list[str], decimals: int | None) -> str:
    index = 0
    while abs(value) >= step and index < len(names) - 1:
        value /= step
        index += 1
    whole = decimals if index == 0 or decimals is not None else None
    return f"{digits(value, whole)} {names[index]}".rstrip()
