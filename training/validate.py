"""What needs fits and takes longer than the benchmark: `python -m training.validate --help`.

Cross-validation by site, languages left out, parts of the method left out. Every fit's figures are kept in the cache
when it is done, so a run that was stopped goes on; tables go to stdout as Markdown, words to stderr.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from cleaner.labels import read_folder
from cleaner.train import packaged_data, split
from training.corpora import Page
from training.dataset import TRAINING_CORPORA, labelled_pages, pages_of
from training.measuring.environment import NOISY, context
from training.places import ARCHIVES, CACHE
from training.report import Table, markdown, to_json
from training.results import Results
from training.shipped import MIXTURE, SETTINGS
from training.validation.ablations import ablation_table
from training.validation.by_language import language_table
from training.validation.by_site import site_tables
from training.validation.material import Material, some_of_each

log = logging.getLogger(__name__)

SECTIONS: Final = ("sites", "languages", "ablations")
LIMIT: Final = 120
"""Pages of each corpus."""
QUICK_SETTINGS: Final = replace(SETTINGS, looks=(((32,), 1), ((48,), 1), ((48,), 1)))
QUICK_MIXTURE: Final = replace(MIXTURE, copies=2, hindi=160, english=120, other=30)
"""The recipe made small: a fit takes a minute or a few, and all that is compared is fitted alike."""


def measure(options: argparse.Namespace) -> Iterator[Table]:
    """The tables of the sections asked for, in their order."""
    material = _material(options)
    for section in (name for name in SECTIONS if name in (options.only or SECTIONS)):
        log.info("%s ...", section)
        if section == "sites":
            yield from site_tables(material, options.folds, lambda corpus: _pages(corpus, options))
        elif section == "languages":
            known = sorted({document.language for document in (*material.data, *material.aside)})
            groups = [tuple(group.split("+")) for group in options.languages or known]
            alone = replace(material, pages=(), mixture=replace(material.mixture, bbc=False))
            yield language_table(material if options.full else alone, groups)
        else:
            yield ablation_table(material)


def _material(options: argparse.Namespace) -> Material:
    settings, mixture = (SETTINGS, MIXTURE) if options.full else (QUICK_SETTINGS, QUICK_MIXTURE)
    pages: list[Any] = []
    if options.full or set(options.only or SECTIONS) != {"languages"}:
        labelled = labelled_pages(options.archives, options.cache, options.corpora, jobs=options.jobs)
        pages = some_of_each(labelled, options.limit or None)
    data, aside = split(read_folder(packaged_data()))
    log.info("%d labelled renderings, %d documents of data/ and %d held out", len(pages), len(data), len(aside))
    results = Results(options.cache / "validation")
    return Material(tuple(pages), tuple(data), tuple(aside), options.archives, settings, mixture, results)


def _pages(corpus: str, options: argparse.Namespace) -> Iterable[Page]:
    log.info("%s: pages being read", corpus)
    return pages_of(corpus, options.archives, options.cache)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training.validate",
        description="Fit and measure: cross-validation by site, languages and parts left out; Markdown on stdout.",
        epilog="example: python -m training.validate --output artifacts/default/validation.json",
    )
    add = parser.add_argument
    add("--archives", type=Path, default=ARCHIVES, help="folder of the corpora (training/corpora/README.md)")
    add("--cache", type=Path, default=CACHE, help="unpacked and labelled pages, and finished parts in validation/")
    add("--only", nargs="+", choices=SECTIONS, help="only these sections")
    add("--corpora", nargs="+", choices=TRAINING_CORPORA, default=TRAINING_CORPORA, help="only pages of these")
    add("--limit", type=int, default=LIMIT, help=f"so many pages of each corpus ({LIMIT}); 0: all")
    add("--folds", type=int, default=5, help="folds of the cross-validation (5)")
    add("--languages", nargs="+", help="leave out these instead of each of data/, e.g. hi mr+ne")
    add("--full", action="store_true", help="fit as the recipe does; leave languages out of the corpora too")
    add("--jobs", type=int, default=2, help="processes that render and align pages not in the cache")
    add("--output", type=Path, help="write the figures as JSON, and the tables beside it as Markdown")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write what was asked for."""
    options = _options(arguments)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    tables = list(measure(options))
    print(markdown(tables))
    if options.output:
        made_by = {"full": options.full, "pages of each corpus": options.limit or None, "folds": options.folds}
        report = json.dumps(to_json(tables, context() | made_by), ensure_ascii=False, indent=1)
        options.output.write_text(report + "\n", encoding="utf-8")
        options.output.with_suffix(".md").write_text(f"# Validation\n\n{markdown(tables)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
