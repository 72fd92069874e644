"""Draws the icons: one picture for each state, drawn anew at each size that a task bar asks for; and the program's.

Run by `make icons`. A picture is described in sixteenths of its side; edges that matter are moved to whole pixels at
each size, so that it is crisp at 100 to 200 % scaling. States differ by their outline and not by their colour alone.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent / "icons"
SIZES = (16, 20, 24, 28, 32, 40, 48, 64)
"""What Windows asks for at 100, 125, 150, 175 and 200 %, in the task bar and beyond."""
PROGRAM_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
SMOOTH = 8
"""Edges are smoothed by drawing so many times as large."""
WHITE = "#ffffff"

GREEN, BLUE, GREY, AMBER, RED, SLATE = "#2a8540", "#1a73c8", "#737c86", "#b35900", "#d1302f", "#6272b6"

Point = tuple[float, float]


class Pen:
    """Draws on a picture of `size` pixels, in sixteenths of its side, edges on whole pixels."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._image = Image.new("RGBA", (size * SMOOTH, size * SMOOTH), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self._image)

    def snap(self, sixteenths: float) -> float:
        """Give the nearest edge between two pixels, in pixels."""
        return float(round(sixteenths * self.size / 16))

    def box(self, left: float, top: float, right: float, bottom: float, fill: str, radius: float = 0) -> None:
        """Draw a rectangle, with round corners if wanted."""
        corners = [self.snap(value) * SMOOTH for value in (left, top, right, bottom)]
        # Pillow counts the last row and column in.
        corners[2:] = [value - 1 for value in corners[2:]]
        self._draw.rounded_rectangle(corners, radius * self.size / 16 * SMOOTH, fill)

    def disc(self, inset: float, fill: str) -> None:
        """Draw a circle in the middle."""
        edge = self.snap(inset) * SMOOTH
        far = self.size * SMOOTH - edge - 1
        self._draw.ellipse((edge, edge, far, far), fill)

    def dot(self, centre: Point, radius: float, fill: str) -> None:
        """Draw a small circle."""
        (x, y), unit = centre, self.size / 16 * SMOOTH
        self._draw.ellipse(((x - radius) * unit, (y - radius) * unit, (x + radius) * unit, (y + radius) * unit), fill)

    def shape(self, points: list[Point], fill: str) -> None:
        """Draw a polygon; its points are where they are."""
        unit = self.size / 16 * SMOOTH
        self._draw.polygon([(x * unit, y * unit) for x, y in points], fill)

    def stroke(self, points: list[Point], width: float, fill: str) -> None:
        """Draw a line with round ends and corners."""
        unit = self.size / 16 * SMOOTH
        self._draw.line([(x * unit, y * unit) for x, y in points], fill, round(width * unit), joint="curve")
        for point in points:
            self.dot(point, width / 2, fill)

    def hole(self, inset: float) -> None:
        """Cut a circle out of the middle."""
        edge = self.snap(inset) * SMOOTH
        far = self.size * SMOOTH - edge - 1
        self._draw.ellipse((edge, edge, far, far), (0, 0, 0, 0))

    def picture(self) -> Image.Image:
        """Give the picture in its size."""
        return self._image.resize((self.size, self.size), Image.Resampling.BOX)


def idle(pen: Pen) -> None:
    """Draw a full disc with a tick."""
    pen.disc(0, GREEN)
    pen.stroke([(4.2, 8.4), (6.9, 11.1), (11.8, 5.4)], 2.0, WHITE)


def sending(pen: Pen) -> None:
    """Draw an arrow that goes up from a line, without any frame."""
    pen.shape([(8, 0), (15, 7.6), (11, 7.6), (11, 12), (5, 12), (5, 7.6), (1, 7.6)], BLUE)
    pen.box(2, 13.4, 14, 16, BLUE, 0.6)


def offline(pen: Pen) -> None:
    """Draw a ring that is crossed out."""
    pen.disc(0, GREY)
    pen.hole(2.4)
    pen.stroke([(3.4, 12.6), (12.6, 3.4)], 2.4, GREY)


def sign_in(pen: Pen) -> None:
    """Draw a padlock."""
    pen.box(3, 0, 13, 12, AMBER, 5)
    pen.box(5.2, 2.2, 10.8, 12, "#00000000", 2.8)
    pen.box(1, 7, 15, 16, AMBER, 1.2)
    pen.dot((8, 10.6), 1.5, WHITE)
    pen.box(7.2, 10.6, 8.8, 14, WHITE)


def attention(pen: Pen) -> None:
    """Draw a triangle with an exclamation mark."""
    pen.stroke([(8, 1.4), (14.8, 14.4), (1.2, 14.4), (8, 1.4)], 2.2, RED)
    pen.shape([(8, 1.4), (14.8, 14.4), (1.2, 14.4)], RED)
    pen.box(7, 5, 9, 10.4, WHITE)
    pen.box(7, 11.6, 9, 13.6, WHITE)


def paused(pen: Pen) -> None:
    """Draw two bars and nothing else."""
    pen.box(2, 1, 6.4, 15, SLATE, 1)
    pen.box(9.6, 1, 14, 15, SLATE, 1)


def standby(pen: Pen) -> None:
    """Draw a ring with three dots."""
    pen.disc(0, SLATE)
    pen.hole(1.8)
    for x in (4.6, 8, 11.4):
        pen.dot((x, 8), 1.2, SLATE)


def stopped(pen: Pen) -> None:
    """Draw a full square."""
    pen.box(2, 2, 14, 14, GREY, 1.2)


STATES: dict[str, Callable[[Pen], None]] = {
    "idle": idle,
    "sending": sending,
    "offline": offline,
    "sign-in": sign_in,
    "attention": attention,
    "paused": paused,
    "standby": standby,
    "stopped": stopped,
}


def program(pen: Pen) -> None:
    """Draw the program's own icon: a receipt on its way up."""
    pen.box(1, 0, 15, 16, "#0f5132", 2.4)
    pen.box(3, 2, 13, 16, WHITE, 0.8)
    pen.box(4.6, 3.6, 11.4, 4.6, "#9db8a9")
    pen.box(4.6, 5.6, 9.4, 6.6, "#9db8a9")
    pen.shape([(8, 7.2), (12, 11.4), (9.4, 11.4), (9.4, 14.8), (6.6, 14.8), (6.6, 11.4), (4, 11.4)], GREEN)


def draw(shape: Callable[[Pen], None], size: int) -> Image.Image:
    """Draw a picture at one size, in pixels."""
    pen = Pen(size)
    shape(pen)
    return pen.picture()


def save(name: str, shape: Callable[[Pen], None], sizes: tuple[int, ...]) -> None:
    """Save a picture with all its sizes in one file."""
    pictures = [draw(shape, size) for size in sizes]
    largest = pictures.pop()
    largest.save(HERE / f"{name}.ico", append_images=pictures, sizes=[(size, size) for size in sizes])


def overview() -> Image.Image:
    """Draw all states at all sizes, on light and on dark task bars."""
    row = max(SIZES) + 16
    sheet = Image.new("RGB", (sum(SIZES) + 16 * (len(SIZES) + 1), row * len(STATES) * 2), "#f3f3f3")
    ImageDraw.Draw(sheet).rectangle((0, row * len(STATES), sheet.width, sheet.height), "#1c1c1c")
    for line, shape in enumerate([*STATES.values()] * 2):
        left = 16
        for size in SIZES:
            picture = draw(shape, size)
            sheet.paste(picture, (left, line * row + (row - size) // 2), picture)
            left += size + 16
    return sheet


def main() -> None:
    """Draw them all."""
    HERE.mkdir(exist_ok=True)
    for name, shape in STATES.items():
        save(name, shape, SIZES)
    save("branchagent", program, PROGRAM_SIZES)
    draw(program, 256).save(HERE / "branchagent.png", optimize=True)
    overview().save(HERE / "overview.png", optimize=True)


if __name__ == "__main__":
    main()
