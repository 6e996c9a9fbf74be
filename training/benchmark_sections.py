"""Sections of the benchmark: what each of them measures, on which documents."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cleaner as package
from cleaner.artifact import default_model
from cleaner.labels import read_folder
from cleaner.pipeline import Cleaner
from cleaner.train import held_out, packaged_data
from training.corpora.aeb import recorded_outputs
from training.costs.speed import Workload, speed_tables
from training.measuring.accuracy import cases_table, harm_table, held_out_tables
from training.measuring.behind import behind_tables
from training.measuring.licences import licence_table
from training.measuring.public_sets import Pages
from training.measuring.seen_sites import is_seen
from training.measuring.side_by_side import Rendered, segment_tables, shingle_tables
from training.plots.of_documents import write_plots
from training.report import Table

log = logging.getLogger(__name__)

SECTIONS: Final = ("aeb", "behind", "trafilatura", "harm", "data", "licences", "seeds", "speed")


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
