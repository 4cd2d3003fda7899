"""The colour of a heatmap's cell, and ink that can be read on it."""

from __future__ import annotations

from functools import lru_cache

from ofsted.charts.style import SCALE


def cell_colour(level: float) -> str:
    """Colour of the scale at a level (0–1), as the browser will draw it."""
    level = min(max(level, 0.0), 1.0)
    for (start, first), (end, last) in zip(SCALE, SCALE[1:], strict=False):
        if level <= end:
            part = (level - start) / (end - start)
            mixed = (
                round(a + (b - a) * part)
                for a, b in zip(_channels(first), _channels(last), strict=True)
            )
            return "#{:02X}{:02X}{:02X}".format(*mixed)
    return SCALE[-1][1]


@lru_cache(maxsize=1024)
def text_colour(background: str) -> str:
    """Black or white, whichever contrasts more; the better one is never below 4.5:1 (WCAG 2.2,
    1.4.3).
    """
    if contrast("#000000", background) >= contrast("#FFFFFF", background):
        return "#000000"
    return "#FFFFFF"


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two hex colours (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(colour: str) -> float:
    linear = [_linear(channel / 255) for channel in _channels(colour)]
    weights = (0.2126, 0.7152, 0.0722)
    return sum(weight * channel for weight, channel in zip(weights, linear, strict=True))


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return ((channel + 0.055) / 1.055) ** 2.4
