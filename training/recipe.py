"""From archives to the shipped model, in one command: `python -m training.recipe`.

    archives -> pages -> renderings -> labelled lines -> mixture -> fit -> temperature and figures on sites held out
             -> artifact

The model that is saved is fitted on every page of every training corpus. The figures of the card and the temperature
come from another, fitted without the sites they are measured on, on a share of the other pages. The held-out slice of
`data/` is in neither. What is fitted is kept in the cache, so that a run that was stopped goes on behind it.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

from cleaner.artifact import MANIFEST, read_model, save
from cleaner.evaluate import evaluate
from cleaner.fit import fit
from cleaner.labels import Labelled, read_folder
from cleaner.model import Model
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.train import card, describe, is_held_out, packaged_data, split
from training import labelling, phrases
from training.calibrate import at_temperature, best_temperature
from training.corpora import CORPORA
from training.dataset import TRAINING_CORPORA, labelled_pages
from training.measuring.seen_sites import write_seen_sites
from training.measuring.site_figures import HEAD, residual_forms, site_rows
from training.mixing.page_forms import is_wanted
from training.mixing.shares import Mixture
from training.mixing.stocks import lexicon
from training.mixing.trained_on import mix
from training.names import corpus_of
from training.places import ARCHIVES, CACHE, REPOSITORY
from training.results import digest, digest_of_documents, digest_of_program
from training.shipped import MIXTURE, SETTINGS

log = logging.getLogger(__name__)

MEASURED_EVERY: Final = 3
"""The model that is measured on held-out sites is fitted on one page in so many of the others, to save time."""
CHECKED: Final = ("lines", "stays_or_goes_right", "arguable", "kind_right")
"""Counts of `checked_labels.json`."""
PERMISSIVE: Final = ("CC-BY-4.0", "MIT", "Apache-2.0")
"""Licences of annotations, and of texts where they are part of it, that ask for no more than to be named."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and make the artifact."""
    parser = argparse.ArgumentParser(prog="python -m training.recipe", description=__doc__)
    parser.add_argument("--archives", type=Path, default=ARCHIVES,
                        help="folder of corpus archives or clones (training/corpora/README.md)")  # fmt: skip
    parser.add_argument("--cache", type=Path, default=CACHE, help="unpacked and labelled pages, and what was fitted")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "artifacts" / "default")
    own = f"train on all corpora, or on those under {', '.join(PERMISSIVE)} and on what is our own"
    parser.add_argument("--licence", choices=("any", "permissive"), default="any", help=own)
    parser.add_argument("--jobs", type=int, default=2, help="processes that render and align")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    permissive = options.licence == "permissive"
    make(options.archives, options.cache, options.output, jobs=options.jobs, permissive=permissive)


def make(archives: Path, cache: Path, output: Path, *, jobs: int, permissive: bool = False) -> None:
    """Run the recipe; `output` gets manifest, weights, card and the digests of the sites.

    `permissive` leaves out every corpus whose licence asks for more than naming it, and the news renderer's texts.
    """
    began = time.perf_counter()
    corpora = permissive_corpora() if permissive else TRAINING_CORPORA
    mixture = replace(MIXTURE, bbc=not permissive)
    wanted = partial(is_wanted, mixture=mixture)
    pages = list(labelled_pages(archives, cache, corpora, wanted=wanted, jobs=jobs))
    data, aside = split(read_folder(packaged_data()))
    log.info("%d labelled texts of pages, %d documents of data/", len(pages), len(data))

    seen = [page for page in pages if not is_held_out(page)]
    unseen = [page for page in pages if is_held_out(page)]
    words = lexicon(archives, mixture)
    of_all = digest_of_documents([*pages, *data])
    documents = mix(pages, data, archives, mixture)
    model = _fitted(cache, documents, words, {"of": of_all, "mixture": asdict(mixture)})
    fewer = mixture.with_fewer_pages(MEASURED_EVERY)
    key = {"of": of_all, "mixture": asdict(fewer), "without": "sites held out"}
    fitted = _fitted(cache, mix(seen, data, archives, fewer), words, key)
    temperature = best_temperature(fitted, [*unseen, *chain.from_iterable(residual_forms(unseen).values())])
    measured = Cleaner(at_temperature(fitted, temperature))
    log.info("temperature %.2f", temperature)
    share = f"one page in {MEASURED_EVERY} of the others"
    title = f"## On held-out sites, fitted on {share}; strictness {Policy().strictness:g}"
    tables = "\n".join(["", title, "", *HEAD, *site_rows(measured, unseen), "", *checked_labels()])
    log.info("measured on %d texts of held-out sites\n%s", len(unseen), tables)

    model = at_temperature(model, temperature)
    description = describe(documents, aside, SETTINGS, _sources(pages, data, corpora, mixture))
    text = card(description, evaluate(Cleaner(model), aside)) + tables
    save(model, output, trained_on=description, card=text)
    write_seen_sites(output, (page.group for page in pages))
    log.info("saved %s after %.0f minutes", output.name, (time.perf_counter() - began) / 60)


def _fitted(cache: Path, documents: Sequence[Labelled], words: Sequence[Labelled], key: dict[str, Any]) -> Model:
    """The model of these documents; read from the cache where this program has fitted it, under this key, before."""
    name = digest({**key, "settings": asdict(SETTINGS), "program": digest_of_program()})
    folder = cache / "fits" / name
    if not (folder / MANIFEST).is_file():  # which `save` writes last
        save(fit(documents, SETTINGS, lexicon=words), folder, trained_on=key, card="A fit of the recipe, kept.\n")
    return read_model(folder)


def checked_labels() -> list[str]:
    """What a reader found of labels drawn at random, as Markdown, and how they were drawn: a file of `labelling`."""
    found = json.loads((Path(labelling.__file__).parent / "checked_labels.json").read_text(encoding="utf-8"))
    head = ("kind", "lines", "rightly stays or goes", "arguable", "kind right")
    rows = [(kind, *(counts[name] for name in CHECKED)) for kind, counts in found["by_kind"].items()]
    rows.append(("all", *(sum(counts[name] for counts in found["by_kind"].values()) for name in CHECKED)))
    table = [f"| {' | '.join(map(str, row))} |" for row in (head, ("---",) * len(head), *rows)]
    return ["## Labels of the corpora, read by eye", "", found["drawn"], "", *table, ""]


def permissive_corpora() -> tuple[str, ...]:
    """The training corpora under a permissive licence."""
    return tuple(name for name in TRAINING_CORPORA if CORPORA[name].licence in PERMISSIVE)


def _sources(
    pages: Sequence[Labelled], data: Sequence[Labelled], corpora: Sequence[str], mixture: Mixture
) -> list[str]:
    texts = Counter(corpus_of(page.name) for page in pages)
    bbc = "bbc (Apache-2.0 renderer; texts the BBC's): typed blocks, headline lists and interface strings, composed"
    return [
        *(f"{name} ({CORPORA[name].licence}): {texts[name]} labelled texts of pages" for name in corpora),
        *([bbc] if mixture.bbc else []),
        f"data/ (MIT): {len(data)} documents written for this project",
        f"training/phrases/ (MIT): {len(list(phrases.pieces()))} stock pieces of our own, alone and composed",
    ]


if __name__ == "__main__":
    main()
