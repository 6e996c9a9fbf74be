"""Side by side with other tools, in one run: `python -m training.benchmark --help`.

Tables go to stdout as Markdown, words to stderr. The two public sets are for measuring only: nothing else in
`training/` reads them.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cleaner as package
from training.benchmark_sections import SECTIONS, measure
from training.costs.speed import REPETITIONS
from training.measuring.environment import NOISY, context
from training.measuring.licences import into_card
from training.places import ARCHIVES, REPOSITORY
from training.report import from_json, into_readme, markdown, to_json

_SEEDS: Final = ARCHIVES.parent / "seeds"
_PERMISSIVE: Final = REPOSITORY / "artifacts" / "permissive"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training.benchmark",
        description="Measure the model beside other tools; Markdown tables on stdout.",
        epilog="example: python -m training.benchmark --output figures.json --plots plots --readme README.md",
    )
    add = parser.add_argument
    add(
        "--archives",
        type=Path,
        default=ARCHIVES,
        help="folder of the public sets (training/corpora/README.md)",
    )
    add("--cache", type=Path, default=Path(".cache"), help="where archives are unpacked, once")
    add(
        "--seeds",
        type=Path,
        default=_SEEDS,
        help="folder with raw/ and clean/, compared byte for byte",
    )
    add("--model", type=Path, help="model folder (default: the one that comes with the package)")
    add("--permissive", type=Path, default=_PERMISSIVE, help="model trained on permissive licences alone")
    add("--limit", type=int, help="only so many pages of each set")
    add("--only", nargs="+", choices=SECTIONS, help="only these sections")
    add("--repetitions", type=int, default=REPETITIONS, help="of every measurement of speed")
    add(
        "--tree-megabytes",
        type=float,
        help="also measure the memory of a run over a tree of this size, e.g. 1000",
    )
    add("--output", type=Path, help="write the figures as JSON")
    add("--plots", type=Path, help="draw the held-out documents of data/ as PNG files into this folder")
    add("--readme", type=Path, help="put the main tables between the README's benchmark markers")
    add("--card", type=Path, help="put the table of both models into this card")
    add("--figures", type=Path, help="measure nothing: take the tables an earlier run wrote with --output")
    options = parser.parse_args(arguments)
    if options.figures and (options.output or options.plots):
        parser.error("--output and --plots show what was measured; with --figures nothing is")
    if options.plots and options.only and "data" not in options.only:
        parser.error("--plots draws what the section data measures; name it with --only")
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write what was asked for."""
    options = _options(arguments)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    for name in NOISY:  # each page they stumble over is counted in the tables
        logging.getLogger(name).setLevel(logging.CRITICAL)
    cleaner = None if options.figures else package.load(options.model)
    if cleaner:
        tables = list(measure(options, cleaner))
    else:
        tables = from_json(json.loads(options.figures.read_text(encoding="utf-8")))
    print(markdown(tables))
    if options.output:
        report = json.dumps(to_json(tables, context(cleaner)), ensure_ascii=False, indent=1)
        options.output.write_text(report + "\n", encoding="utf-8")
    if options.readme:
        readme = options.readme.read_text(encoding="utf-8")
        options.readme.write_text(into_readme(readme, tables), encoding="utf-8")
    for table in tables:
        if options.card and table.name == "licences":
            card = options.card.read_text(encoding="utf-8")
            options.card.write_text(into_card(card, table), encoding="utf-8")


if __name__ == "__main__":
    main()
