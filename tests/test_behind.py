"""Our filter behind other systems' outputs, on made-up pages and a small model."""

from __future__ import annotations

import pytest
from made_up import QUICK, TEXT, page

from cleaner.fit import fit
from cleaner.pipeline import Cleaner
from training.corpora import Page
from training.measuring.behind import ALIKE, behind_tables, have_lines


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        (["one\ntwo", "one"], True),
        (["one\ntwo", "one", "one"], False),
        (["one\ntwo", "", " \n"], True),  # outputs without text say nothing
        (["one\n\n"], False),  # a line end behind the only line parts nothing
        ([""], False),
        ([], False),
    ],
)
def test_have_lines(texts: list[str], lines: bool) -> None:
    assert have_lines(texts) is lines


def test_noise_goes_from_outputs_with_lines_and_the_summary_counts_it() -> None:
    pages = [page(number) for number in range(20)]
    cleaner = Cleaner(fit(pages[:10], QUICK))
    body = {d.name: [line for line, kind in zip(d.lines, d.kinds, strict=True) if kind == "body"] for d in pages[10:]}
    truths = [Page("aeb", d.name, "x", "en", "", tuple(body[d.name])) for d in pages[10:]]
    recorded = {
        "glued": {d.name: " ".join(d.lines) for d in pages[10:]},
        "neat": {name: "\n".join(lines) for name, lines in body.items()},
        "noisy": {d.name: "\n".join(line for line in d.lines if line not in TEXT["title"]) for d in pages[10:]},
        "absent": {},
    }
    table, summary = behind_tables(recorded, truths, cleaner)
    rows = {str(row[0]): row for row in table.rows}
    assert [row[0] for row in table.rows] == ["neat", "noisy", "glued", "absent"]
    assert [row[1] for row in table.rows] == [True, True, False, False]
    for _, _, before, after, change in rows.values():
        assert change == float(after or 0) - float(before or 0)
    assert rows["neat"][2] == 1  # which no filter can better
    assert float(rows["noisy"][4] or 0) > 0
    assert rows["absent"][2:] == (0.0, 0.0, 0.0)
    with_lines, without = summary.rows
    changes = [float(rows[name][4] or 0) for name in ("neat", "noisy")]
    better = sum(change > ALIKE for change in changes)
    worse = sum(change < -ALIKE for change in changes)
    assert with_lines[:6] == ("with lines", 2, sum(change > 0 for change in changes), better, worse, min(changes))
    assert without[:2] == ("without", 2)
