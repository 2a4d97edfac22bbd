"""Contrast by the WCAG formula, and the nearest color that can be read."""

import pytest

from core import colors


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#1a4fae", "#ffffff", 7.57),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#151c27", 2.0),
    ],
)
def test_the_ratio_is_that_of_the_standard(one, other, ratio):
    assert colors.contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert colors.contrast(other, one) == colors.contrast(one, other)


@pytest.mark.parametrize(
    "color", ["#ffcc00", "#00aa66", "#ffffff", "#ff0000", "#777777", "#767676", "#1a4fae", "#000000"]
)
@pytest.mark.parametrize("surface", [colors.WHITE, colors.DARK])
def test_the_nearest_color_passes_and_a_passing_one_stays(color, surface):
    near = colors.nearest_passing(color, surface)
    assert colors.contrast(near, surface) >= 4.5
    assert (near == color) is colors.passes(color, surface)


@pytest.mark.parametrize(
    ("text", "is_one"), [("#1a4fae", True), ("#1A4FAE", False), ("1a4fae", False), ("#fff", False)]
)
def test_a_color_is_written_in_one_way(text, is_one):
    assert colors.is_color(text) is is_one
