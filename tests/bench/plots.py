"""Small bar charts as SVG, written by hand so that nothing has to be installed or fetched."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, LABEL, VALUE, ROW, TOP = 720, 300, 110, 26, 40
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#24292f}.t{font-weight:600}"
    ".b{fill:#2f6f9f}.g{stroke:#c0392b;stroke-dasharray:4 3}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.b{fill:#5aa3d8}}"
)

Bar = tuple[str, float, str]
"""Label, length, and what stands beside it."""


def bars(title: str, rows: Sequence[Bar], goal: float | None = None) -> str:
    """A chart of horizontal bars; a dashed line stands at the goal."""
    most = max([value for _, value, _ in rows] + [goal or 0]) or 1
    scale = (WIDTH - LABEL - VALUE) / most
    height = TOP + ROW * len(rows) + 12
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            f'aria-label="{escape(title)}">'
        ),
        f"<style>{STYLE}</style>",
        f'<text class="t" x="8" y="22">{escape(title)}</text>',
    ]
    for n, (label, value, shown) in enumerate(rows):
        y = TOP + n * ROW
        long = max(1.0, value * scale)
        parts += [
            f'<text x="{LABEL - 8}" y="{y + 16}" text-anchor="end">{escape(label)}</text>',
            f'<rect class="b" x="{LABEL}" y="{y + 3}" width="{long:.1f}" height="{ROW - 8}"/>',
            f'<text x="{LABEL + long + 6:.1f}" y="{y + 16}">{escape(shown)}</text>',
        ]
    if goal is not None:
        x = LABEL + goal * scale
        parts.append(f'<path class="g" d="M{x:.1f} {TOP - 4}V{height - 8}"/>')
    return "\n".join([*parts, "</svg>", ""])
