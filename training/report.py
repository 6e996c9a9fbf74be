"""Tables of figures: as Markdown for people, as JSON for programs, and into a README between two markers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Cell = str | int | float | bool | None

START: Final = "<!-- benchmark:start -->"
END: Final = "<!-- benchmark:end -->"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures under named columns. Cells hold numbers as measured; a format only shows them."""

    name: str  # unique within a report
    title: str
    formats: Mapping[str, str]  # column name -> format specification of its numbers, columns in their order
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""  # what was measured and how, a sentence or two
    detail: bool = False  # for the full report, not for the README

    def __post_init__(self) -> None:
        """Every row must fill every column; raise ValueError naming the table when one does not."""
        if any(len(row) != len(self.formats) for row in self.rows):
            raise ValueError(f"table {self.name}: a row does not have {len(self.formats)} cells")


def markdown(tables: Iterable[Table]) -> str:
    """The tables one after the other, each under its title in bold; "" for none."""
    return "\n\n".join(_markdown(table) for table in tables)


def _markdown(table: Table) -> str:
    specs = list(table.formats.values())
    numeric = [
        any(isinstance(row[i], int | float) and not isinstance(row[i], bool) for row in table.rows)
        for i in range(len(specs))
    ]
    return "\n".join(
        [
            f"**{table.title}**",
            *(["", table.note] if table.note else []),
            "",
            _row(table.formats),
            _row("---:" if right else "---" for right in numeric),
            *(_row(_show(cell, spec) for cell, spec in zip(row, specs, strict=True)) for row in table.rows),
        ]
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _show(cell: Cell, spec: str) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        return cell.replace("|", "\\|")
    return format(cell, spec)


def to_json(tables: Sequence[Table], context: Mapping[str, Any]) -> dict[str, Any]:
    """The tables as plain data, each row a mapping of column to figure; `context` says what made them."""
    return {
        "context": dict(context),
        "tables": [
            {
                "name": table.name,
                "title": table.title,
                "note": table.note,
                "detail": table.detail,
                "formats": dict(table.formats),
                "rows": [dict(zip(table.formats, row, strict=True)) for row in table.rows],
            }
            for table in tables
        ],
    }


def from_json(report: Mapping[str, Any]) -> list[Table]:
    """The tables `to_json` wrote. Raises KeyError or ValueError for anything else."""
    return [
        Table(
            name=table["name"],
            title=table["title"],
            formats=table["formats"],
            rows=tuple(tuple(row[column] for column in table["formats"]) for row in table["rows"]),
            note=table["note"],
            detail=table["detail"],
        )
        for table in report["tables"]
    ]


def into_readme(readme: str, tables: Iterable[Table]) -> str:
    """The README with the tables that are no detail between its two markers; all else stays as it is.

    Raises ValueError when the markers are not there exactly once each, in order.
    """
    before, start, rest = readme.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end or START in rest or END in before or END in after:
        raise ValueError(f"the README must hold {START} and, after it, {END}, once each")
    return f"{before}{START}\n{markdown(table for table in tables if not table.detail)}\n{END}{after}"
