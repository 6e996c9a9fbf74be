"""Report style: the look of the page of a run, and the pieces of HTML it is put together from.

What a record says is hostile until `safe` has made it so: texts come from any page of the web, names from any disk.
Every other argument that is called HTML is put in as it is.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, NamedTuple

from cleaner.visible import visible

NAME_SHOWN: Final = 120
TEXT_SHOWN: Final = 240
ROWS_SHOWN: Final = 100
"""Characters of a name and of a text, and rows of a list, that are shown: the page stays small whatever it is of."""

STYLE: Final = """
:root{color-scheme:light dark;--page:#fff;--ink:#1c2126;--soft:#5a646e;--line:#dde2e7;--panel:#f4f6f8;--bar:#3b76b5;
--odd:#a83a00;--tint:#fdf0e8}
@media(prefers-color-scheme:dark){:root{--page:#14181c;--ink:#e4e8ec;--soft:#9aa6b2;--line:#333b43;--panel:#1d2329;
--bar:#6ba5e0;--odd:#ff9d66;--tint:#33241b}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem 1rem 4rem;max-width:60rem;background:var(--page);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{margin:.5rem 0;font-size:1.6rem}
h2{margin:2.5rem 0 .5rem;padding-top:.5rem;border-top:1px solid var(--line);font-size:1.2rem}
p{margin:.25rem 0}
a{color:var(--bar)}
nav a{display:inline-block;margin-right:1rem}
small{font-size:.8rem;font-weight:400}
dd small{white-space:nowrap}
.note,nav,small{color:var(--soft)}
.note,nav{font-size:.875rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(max(8rem,22%),1fr));gap:.5rem;margin:1rem 0}
dl div{padding:.5rem .75rem;border-radius:.4rem;background:var(--panel)}
dt{color:var(--soft);font-size:.875rem}
dd{margin:0}
.figures dd{font-size:1.3rem;font-variant-numeric:tabular-nums}
.odd{background:var(--tint)!important}
.odd dd,mark{color:var(--odd);font-weight:600}
mark{padding:0 .4rem;border:1px solid;border-radius:1rem;background:none;font-size:.8rem;white-space:nowrap}
table{width:100%;border-collapse:collapse}
th,td{padding:.25rem .5rem .25rem 0;border-bottom:1px solid var(--line);text-align:start;vertical-align:top}
th{min-width:6.5rem;font-weight:400}
thead th{color:var(--soft);font-size:.8rem;vertical-align:bottom;min-width:0;overflow-wrap:normal}
.n{text-align:end;font-variant-numeric:tabular-nums;overflow-wrap:normal;white-space:nowrap}
thead .n{white-space:normal}
.bar{width:35%;min-width:4rem}
svg{display:block;width:100%;height:.8rem;margin-top:.35rem;background:var(--panel)}
rect{fill:var(--bar)}
.odd rect{fill:var(--odd)}
summary{cursor:pointer;padding:.35rem 0;border-bottom:1px solid var(--line)}
ul{margin:.25rem 0;padding:0;list-style:none}
li{padding:.4rem 0;border-bottom:1px solid var(--line)}
.text{margin:0;white-space:pre-wrap}
@media(max-width:32rem){table{font-size:.875rem}th{min-width:5rem}
thead th{font-size:.7rem}.bar{width:20%;min-width:2rem}}
@media print{nav{display:none}}
"""
"""What is read has a contrast of at least 4.5 with what it stands on, in light and in dark mode (WCAG 2.1, 1.4.3)."""

# Nothing is fetched and nothing runs, even if something hostile should slip through.
_HEAD: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
"""


class Pair(NamedTuple):
    """A name with what it stands for."""

    term: str  # HTML
    value: str  # HTML
    odd: bool = False  # drawn so that it strikes the eye


class Bar(NamedTuple):
    """A row of a table of bars."""

    label: str  # HTML
    figures: tuple[str, ...]  # HTML, under the heads between the first one and that of the bar
    length: float  # of the bar, 0 to 1
    odd: bool = False  # drawn so that it strikes the eye


def document(title: str, body: Iterable[str]) -> str:
    """A whole page of pieces of HTML."""
    inner = "\n".join((f"<h1>{title}</h1>", *filter(None, body)))
    return f"{_HEAD}<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{inner}\n</body>\n</html>\n"


def safe(value: object, most: int = NAME_SHOWN) -> str:
    """What a record says as HTML: control characters and odd bytes spelt out, the middle left out where it is long.

    Right-to-left text and marks stay what they are, so it must be isolated from what stands around: `name`, `text`.
    """
    shown = visible(str(value))
    if len(shown) > most:
        shown = f"{shown[: most * 2 // 3]} … {shown[-(most // 3) :]}"
    return html.escape(shown)


def name(value: object) -> str:
    """A name or reason within a line: its direction is its own, its language unknown."""
    return f'<bdi lang="">{safe(value)}</bdi>'


def text(value: object) -> str:
    """A text as a paragraph of its own."""
    return f'<p class="text" lang="" dir="auto">{safe(value, TEXT_SHOWN)}</p>'


def section(key: str, title: str, inner: str) -> str:
    """A part of the page that the contents lead to; nothing where there is nothing in it."""
    return f'<section id="{key}">\n<h2>{title}</h2>\n{inner}\n</section>' if inner else ""


def note(inner: str) -> str:
    """A paragraph of small print."""
    return f'<p class="note">{inner}</p>\n'


def pairs(rows: Iterable[Pair], style: str = "settings") -> str:
    """Names with what they stand for."""
    cells = (f"<div{_odd(odd)}><dt>{term}</dt><dd>{value}</dd></div>" for term, value, odd in rows)
    return f'<dl class="{style}">{"".join(cells)}</dl>'


def bars(heads: Sequence[str], rows: Sequence[Bar]) -> str:
    """A table with a bar at the end of each row; nothing without rows."""
    if not rows:
        return ""
    first, *others = heads
    cells = "".join(f'<th class="n" scope="col">{head}</th>' for head in others)
    head = f'<thead><tr><th scope="col">{first}</th>{cells}<td class="bar"></td></tr></thead>'
    return f"<table>{head}<tbody>\n{chr(10).join(map(_row, rows))}\n</tbody></table>"


def items(rows: Iterable[str], every: int) -> str:
    """A list of the first rows, and how many of `every` are not in it; nothing where there are none."""
    shown = [f"<li>{row}</li>" for row in islice(rows, ROWS_SHOWN)]
    rest = note(f"Not shown: {number(every - len(shown))} more.") if every > len(shown) else ""
    return ("<ul>\n" + "\n".join(shown) + "\n</ul>\n" if shown else "") + rest


def percent(part: float, whole: float = 1) -> str:
    """A share as per cent; a dash where there is no whole."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def number(count: int) -> str:
    """A count with commas."""
    return f"{count:,}"


def _row(row: Bar) -> str:
    figures = "".join(f'<td class="n">{figure}</td>' for figure in row.figures)
    drawn = f'<rect width="{100 * row.length:.1f}" height="1"/>'
    bar = f'<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'
    return f'<tr{_odd(row.odd)}><th scope="row">{row.label}</th>{figures}<td class="bar">{bar}</td></tr>'


def _odd(odd: bool) -> str:
    return ' class="odd"' if odd else ""
