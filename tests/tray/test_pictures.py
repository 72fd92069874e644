"""The icons: each size drawn for itself, told apart by outline, legible on light and dark."""

from itertools import combinations

import pytest
from PIL import Image, ImageChops

from branchagent.core.status import State
from branchagent.icons import icon_file
from branchagent.tray.pictures import picture

SIZES = {(size, size) for size in (16, 20, 24, 28, 32, 40, 48, 64)}
BARS = {"light": (243, 243, 243), "dark": (28, 28, 28)}


def drawn(state, size):
    with Image.open(icon_file(f"{state}.ico")) as icon:
        icon.size = size
        return icon.convert("RGBA")


@pytest.mark.parametrize("state", State)
def test_each_state_has_each_size_that_windows_asks_for(state):
    with Image.open(icon_file(f"{state}.ico")) as icon:
        assert icon.info["sizes"] == SIZES
    assert picture(state).info["file"].endswith(f"{state}.ico")


@pytest.mark.parametrize("size", [(16, 16), (32, 32)])
def test_states_differ_by_their_outline(size):
    """What is seen without any colour: at least an eighth of the picture is another."""
    for one, other in combinations(State, 2):
        shapes = [on_grey(drawn(state, size)) for state in (one, other)]
        different = sum(1 for pixel in ImageChops.difference(*shapes).get_flattened_data() if pixel > 60)
        assert different > size[0] * size[1] / 8, (one, other)


def on_grey(image):
    """Give the picture with its colour taken away: what is drawn black, what is cut out or white white."""
    red, green, blue, alpha = image.split()
    white = ImageChops.darker(ImageChops.darker(red, green), blue).point(lambda value: 255 if value > 200 else 0)
    return ImageChops.lighter(ImageChops.invert(alpha), white)


@pytest.mark.parametrize("bar", BARS)
@pytest.mark.parametrize("state", State)
def test_each_stands_out_from_the_task_bar(state, bar):
    """By the contrast that WCAG asks of graphics."""
    opaque = [
        pixel[:3] for pixel in drawn(state, (64, 64)).get_flattened_data() if pixel[3] == 255 and min(pixel[:3]) < 200
    ]
    colour = max(set(opaque), key=opaque.count)
    assert contrast(colour, BARS[bar]) >= 3, colour


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [value / 255 for value in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
