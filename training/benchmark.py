"""Side by side with other tools, in one run: `python -m training.benchmark --help`.

Tables go to stdout as Markdown, words to stderr. The two public sets are for measuring only: nothing else in
`training/` reads them.
"""

from __future__ import annotations

import argparse
import json
import logging
import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, Final

import cleaner as package
from cleaner.artifact import default_model, digest
from cleaner.labels import read_folder
from cleaner.pipeline import Cleaner
from cleaner.train import held_out, packaged_data
from training.accuracy import cases_table, harm_table, held_out_tables
from training.behind import behind_tables
from training.corpora import CORPORA, read
from training.corpora.aeb import recorded_outputs
from training.corpora.archive import unpack
from training.licences import into_card, licence_table
from training.plots import write_plots
from training.report import Table, from_json, into_readme, markdown, to_json
from training.seen_sites import is_seen
from training.side_by_side import Rendered, render, segment_tables, shingle_tables
from training.speed import REPETITIONS, Workload, speed_tables

log = logging.getLogger(__name__)

DIGITS: Final = 16
"""Of the model's digest, beside its figures."""
SECTIONS: Final = ("aeb", "behind", "trafilatura", "harm", "data", "licences", "seeds", "speed")
_BESIDE: Final = Path(__file__).parent.parent.parent / "shared"
_PERMISSIVE: Final = Path(__file__).parent.parent / "artifacts" / "permissive"
_LIBRARIES = (
    "numpy",
    "inscriptis",
    "beautifulsoup4",
    "resiliparse",
    "trafilatura",
    "readability-lxml",
    "justext",
)
NOISY: Final = ("trafilatura", "readability", "justext", "htmldate", "courlan")


@dataclass(slots=True)
class Pages:
    """The public sets, read and rendered when first asked for; `None` for one that is not there."""

    archives: Path
    cache: Path
    limit: int | None
    known: dict[str, Rendered | None] = field(default_factory=dict)

    def of(self, corpus: str) -> Rendered | None:
        """Pages of a corpus in every rendering; says on stderr when its archive is missing."""
        if corpus not in self.known:
            self.known[corpus] = self._read(corpus)
        return self.known[corpus]

    def folder(self, corpus: str) -> Path:
        """The folder of a corpus in its own layout. Raises FileNotFoundError when its archive is missing."""
        return unpack(self.archives, self.cache / "unpacked", CORPORA[corpus].archive)

    def _read(self, corpus: str) -> Rendered | None:
        try:
            folder = self.folder(corpus)
        except FileNotFoundError as error:
            log.warning("not measured: %s is not here: %s", corpus, error)
            return None
        pages = list(islice(read(corpus, folder), self.limit))
        log.info("%s: %d pages, being rendered", corpus, len(pages))
        return render(pages)


def measure(options: argparse.Namespace, cleaner: Cleaner) -> Iterator[Table]:
    """The tables of the sections asked for, in their order; says which it must leave out, and why."""
    pages = Pages(options.archives, options.cache, options.limit)
    for section in (name for name in SECTIONS if name in (options.only or SECTIONS)):
        log.info("%s ...", section)
        if section == "data":
            documents = held_out(read_folder(packaged_data()))
            yield from held_out_tables(documents, cleaner)
            if options.plots:
                write_plots(documents, cleaner, options.plots)
        elif section == "seeds":
            if (options.seeds / "clean").is_dir():
                yield cases_table(options.seeds, cleaner)
            else:
                log.warning("not measured: no acceptance cases in %s", options.seeds)
        elif section == "speed":
            yield from speed_tables(
                _workload(pages), cleaner, options.model,
                repetitions=options.repetitions, tree_megabytes=options.tree_megabytes,
            )  # fmt: skip
        else:
            rendered = pages.of("trafilatura" if section == "trafilatura" else "aeb")
            if rendered is not None:
                yield from _of_pages(section, rendered, pages, cleaner, options)


def _of_pages(
    section: str, rendered: Rendered, pages: Pages, cleaner: Cleaner, options: argparse.Namespace
) -> Iterator[Table]:
    """The tables of a section that needs pages."""
    if section == "licences":
        yield from _licences(options.permissive, rendered, cleaner)
    elif section == "harm":
        yield harm_table(rendered.pages, cleaner)
    elif section == "behind":
        yield from behind_tables(recorded_outputs(pages.folder("aeb")), rendered.pages, cleaner)
    elif section == "aeb":
        seen = is_seen(options.model or default_model(), (page.site for page in rendered.pages))
        yield from shingle_tables(rendered, cleaner, seen)
    else:
        yield from segment_tables(rendered, cleaner)


def _licences(permissive: Path, rendered: Rendered, cleaner: Cleaner) -> Iterator[Table]:
    if not permissive.is_dir():
        log.warning("not measured: no second model in %s", permissive)
        return
    models = {"any": cleaner, "permissive": package.load(permissive)}
    yield licence_table(models, rendered, held_out(read_folder(packaged_data())))


def _workload(pages: Pages) -> Workload:
    """Rendered pages, each page in every rendering; without pages the packaged documents, and no HTML."""
    rendered = pages.of("aeb")
    if rendered is None:
        log.warning("speed is measured on the documents of data/ instead, and without the tools that read HTML")
        return Workload(tuple(document.text for document in read_folder(packaged_data())), {})
    in_turn = zip(*rendered.texts.values(), strict=True)
    html = [page.html for page in rendered.pages]
    return Workload(
        texts=tuple(text for texts in in_turn for text in texts if text),
        pages=dict(zip(html, rendered.texts["resiliparse"], strict=True)),
    )


def context(cleaner: Cleaner | None = None) -> dict[str, Any]:
    """What the figures depend on: the model, if it is one, versions and machine."""
    return {
        **({"model": digest(cleaner.model)[:DIGITS]} if cleaner else {}),
        "cleaner": package.__version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


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
        default=_BESIDE / "corpora",
        help="folder of the public sets (training/corpora/README.md)",
    )
    add("--cache", type=Path, default=Path(".cache"), help="where archives are unpacked, once")
    add(
        "--seeds",
        type=Path,
        default=_BESIDE / "seeds",
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
