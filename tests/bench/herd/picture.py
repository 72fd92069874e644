"""The picture of a herd: how many requests a second reached the service, over time, as an SVG."""

_WIDTH, _PANEL, _LEFT, _RIGHT, _GAP, _TOP = 860, 150, 60, 30, 46, 56
_FONT = 'font-family="Segoe UI, Helvetica, Arial, sans-serif"'
_TITLE = "Requests a second that reach the service, from the moment it is back"
_STYLE = """
  .ground { fill: #ffffff } text { fill: #24292f } .quiet { fill: #57606a } .rule { stroke: #d0d7de }
  .before { stroke: #bf8700; fill: none } .now { stroke: #0969da; fill: none }
  .limit { stroke: #cf222e; stroke-dasharray: 5 4 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } text { fill: #e6edf3 } .quiet { fill: #9da7b3 } .rule { stroke: #30363d }
    .before { stroke: #d29922 } .now { stroke: #58a6ff } .limit { stroke: #ff7b72 }
  }"""


def draw(panels, minutes, window):
    """Give the SVG of some panels: each a title, the rates before and now, the capacity, and the scale's top."""
    height = _TOP + len(panels) * (_PANEL + _GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-size="13" {_FONT}>',
        f'<style>{_STYLE}\n</style><rect class="ground" width="{_WIDTH}" height="{height}"/>',
        f'<text x="{_LEFT}" y="22" font-weight="600">{_TITLE}</text>{_key()}',
    ]
    for index, panel in enumerate(panels):
        parts += _panel(panel, _TOP + 20 + index * (_PANEL + _GAP), minutes, window)
    return "\n".join([*parts, "</svg>", ""])


def _key():
    names = (("before", "all at once"), ("now", "sparing it"), ("limit", "twice its capacity"))
    return "".join(
        f'<path class="{kind}" stroke-width="2" d="M{_LEFT + 150 * at} 40h24"/>'
        f'<text class="quiet" x="{_LEFT + 150 * at + 30}" y="44">{name}</text>'
        for at, (kind, name) in enumerate(names)
    )


def _panel(panel, top, minutes, window):
    title, before, now, capacity, most = panel

    def x(second):
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * second / (60 * minutes)

    def y(rate):
        return top + _PANEL * (1 - min(rate, most) / most)

    def line(kind, rates):
        points = " ".join(f"{x(window * i):.1f},{y(r):.1f}" for i, r in enumerate(rates) if window * i <= 60 * minutes)
        return f'<polyline class="{kind}" stroke-width="1.6" points="{points}"/>'

    yield f'<text x="{_LEFT}" y="{top - 6}">{title}</text>'
    for step in range(5):
        rate = most * step / 4
        yield f'<path class="rule" d="M{_LEFT} {y(rate):.1f}H{_WIDTH - _RIGHT}"/>'
        yield f'<text class="quiet" x="{_LEFT - 8}" y="{y(rate) + 4:.1f}" text-anchor="end">{rate:g}</text>'
    for minute in range(0, minutes + 1, 10):
        name = f"{minute} min" if minute else "back"
        yield f'<text class="quiet" x="{x(60 * minute):.1f}" y="{top + _PANEL + 16}" text-anchor="middle">{name}</text>'
    if 2 * capacity <= most:
        yield f'<path class="limit" d="M{_LEFT} {y(2 * capacity):.1f}H{_WIDTH - _RIGHT}"/>'
    yield line("before", before)
    yield line("now", now)
