"""Fingers on a page: real touches through the browser's own protocol, of which it makes pointer events and gestures."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

Point = tuple[float, float]
STEPS = 8


class Fingers:
    """On a page with touch, up to as many as are put down.

    fingers = Fingers(page)
    fingers.down(middle(photo)); …; fingers.up()
    """

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def down(self, *points: Point) -> None:
        self._send("touchStart", points)

    def move(self, *points: Point) -> None:
        self._send("touchMove", points)

    def up(self) -> None:
        self._send("touchEnd", ())

    def tap(self, point: Point) -> None:
        self.down(point)
        self.up()

    def draw(self, *paths: tuple[Point, Point], steps: int = STEPS) -> None:
        """Put a finger down for each path, draw them from its start to its end, and lift them."""
        self.down(*(start for start, _ in paths))
        for step in range(1, steps + 1):
            self.move(*(_between(start, end, step / steps) for start, end in paths))
        self.up()

    def _send(self, kind: str, points: tuple[Point, ...]) -> None:
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def middle(of: Locator) -> Point:
    """The middle of something on the page, brought into sight."""
    of.scroll_into_view_if_needed()
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _between(start: Point, end: Point, part: float) -> Point:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
