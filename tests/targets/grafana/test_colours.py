"""Colours that everybody can tell apart: measured, because whoever chose them sees them otherwise than others do.

Sight is simulated by the matrices of Machado, Oliveira and Fernandes (2009), distances are CIE 1976 differences in
L*a*b* (2.3 is just noticeable), contrasts are those of WCAG 2.
"""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from monitorgen.targets.grafana.colours import COLOURS

DARK, LIGHT = "#181B1F", "#FFFFFF"
Vector = tuple[float, float, float]
SIGHT: dict[str, tuple[Vector, Vector, Vector]] = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip


def linear(colour: str) -> Vector:
    def one(start: int) -> float:
        value = int(colour[start : start + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return one(1), one(3), one(5)


def seen(colour: str, sight: str) -> Vector:
    red, green, blue = linear(colour)
    values = [max(0.0, min(1.0, r * red + g * green + b * blue)) for r, g, b in SIGHT[sight]]
    return values[0], values[1], values[2]


def lab(colour: Vector) -> Vector:
    red, green, blue = colour
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    a, b, c = (each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in (x, y, z))
    return 116 * b - 16, 500 * (a - b), 200 * (b - c)


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("sight", SIGHT)
def test_tones_are_told_apart_by_every_kind_of_sight(sight: str) -> None:
    for (one, first), (other, second) in combinations(COLOURS.items(), 2):
        distance = math.dist(lab(seen(first, sight)), lab(seen(second, sight)))
        assert distance > 30, f"{one} and {other}: {distance:.0f}"


def test_grafanas_own_green_and_red_are_one_colour_to_many() -> None:
    assert math.dist(lab(seen("#73BF69", "deuteranopia")), lab(seen("#F2495C", "deuteranopia"))) < 10


@pytest.mark.parametrize("tone", COLOURS)
def test_tones_stand_out_from_both_backgrounds(tone: str) -> None:
    found = luminance(next(colour for name, colour in COLOURS.items() if name == tone))
    for background in (DARK, LIGHT):
        low, high = sorted((found, luminance(background)))
        assert (high + 0.05) / (low + 0.05) >= 3
