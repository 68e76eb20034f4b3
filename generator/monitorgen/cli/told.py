"""Who is told of an alert, in words: `oncall, chat at once`, `mail after 15m if it still fires`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitorgen.plan.routing import Intent, Step


def in_words(intent: Intent | None) -> list[str]:
    """One line for each step of an intent; `nobody` if there is none."""
    lines = [_step(step) for step in intent.steps if step.channels] if intent is not None else []
    if not lines:
        return ["nobody"]
    assert intent is not None
    if intent.mute:
        lines.append(f"not during {_joined(intent.mute)}")
    return lines


def channels(intent: Intent | None) -> list[str]:
    """All channels of an intent, those that are told first at the front."""
    steps = intent.steps if intent is not None else ()
    return list(dict.fromkeys(channel for step in steps for channel in step.channels))


def _step(step: Step) -> str:
    text = f"{', '.join(step.channels)} " + (f"after {step.after} if it still fires" if step.after.ms else "at once")
    if step.when:
        text += f", within {_joined(step.when)}"
    if step.unless:
        text += f", outside {_joined(step.unless)}"
    return text


def _joined(names: tuple[str, ...]) -> str:
    return " or ".join(names)
