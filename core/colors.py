"""Contrast of colors (WCAG 2.2, "relative luminance" and "contrast ratio"). Pure; colors are ``#rrggbb``."""

import colorsys
import re

ENOUGH = 4.5  # AA for text of normal size
WHITE, DARK = "#ffffff", "#151c27"  # the surfaces of light and dark pages (static/css/tokens.css)
HEX = re.compile(r"#[0-9a-f]{6}")
STEPS = 200


def is_color(text):
    """Whether the text is ``#rrggbb`` in small letters."""
    return HEX.fullmatch(text) is not None


def luminance(color):
    """The relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(part) for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """The contrast ratio of two colors, 1 to 21."""
    first, second = sorted((luminance(one), luminance(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def passes(color, surface):
    """Whether text of ``color`` can be read on ``surface``, and the other way round."""
    return contrast(color, surface) >= ENOUGH


def nearest_passing(color, surface):
    """The color of the same hue that passes on ``surface`` with the least change of lightness; itself if it does."""
    if passes(color, surface):
        return color
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(color))
    end = 0.0 if luminance(surface) > 0.18 else 1.0
    steps = (lightness + (end - lightness) * step / STEPS for step in range(1, STEPS + 1))
    found = (_hex(colorsys.hls_to_rgb(hue, value, saturation)) for value in steps)
    return next(shade for shade in found if passes(shade, surface))


def text_on(color):
    """White or the dark surface, whichever can be read better on ``color``."""
    return max((WHITE, DARK), key=lambda surface: contrast(color, surface))


def _parts(color):
    return tuple(int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))


def _linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _hex(parts):
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
