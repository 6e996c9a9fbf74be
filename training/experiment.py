"""One experiment: `python -m training.experiment every=3 data=15 chain=0.3 ...`.

Fits on the training sites and the training part of `data/` with the named settings (fields of `fit.Settings` and
`mixing.shares.Mixture`; the others as in the recipe) and prints what the model does to held-out sites and held-out
documents. With `every=3` a third of the pages is used, enough to tell a good idea from a bad one in a few minutes.
`every=0 composed=0 lexicon=0 copies=1 data=1 sites=0` fits and measures on `data/` alone; the temperature still comes
from pages of held-out sites. The public measuring sets are not touched. What came of experiments is in
`EXPERIMENTS.md`.
"""

from __future__ import annotations

import ast
import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from cleaner.artifact import save
from cleaner.evaluate import evaluate
from cleaner.fit import fit
from cleaner.labels import read_folder
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings
from cleaner.train import card_rows, is_held_out, packaged_data, split
from training.calibrate import at_temperature, best_temperature
from training.dataset import EXTRACTED, labelled_pages
from training.measuring import curve
from training.measuring.accuracy import noise_f1
from training.measuring.site_figures import HEAD, residual_forms, site_rows
from training.mixing.page_forms import is_wanted
from training.mixing.shares import Mixture
from training.mixing.stocks import lexicon
from training.mixing.trained_on import mix
from training.names import form_of
from training.places import ARCHIVES, CACHE
from training.shipped import MIXTURE, SETTINGS


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the experiment that the command line describes; `archives=`, `cache=`, `save=` name folders."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    arguments = sys.argv[1:] if arguments is None else arguments
    if {"--help", "-h"} & set(arguments):
        print(__doc__)
        return
    given = dict(map(_pair, arguments))
    sites, folder = given.pop("sites", True), given.pop("save", None)
    archives, cache = Path(given.pop("archives", ARCHIVES)), Path(given.pop("cache", CACHE))
    settings = replace(SETTINGS, **_of(Settings, given))
    mixture = replace(MIXTURE, **_of(Mixture, given) | {"folds": settings.folds})
    unknown = set(given) - {field.name for kind in (Settings, Mixture) for field in fields(kind)}
    if unknown:
        raise SystemExit(f"no such setting: {', '.join(sorted(unknown))}")

    pages = list(labelled_pages(archives, cache, wanted=partial(is_wanted, mixture=mixture)))
    data, aside = split(read_folder(packaged_data()))
    seen = [page for page in pages if not is_held_out(page)]
    documents = mix(seen, data, archives, mixture)
    began = time.perf_counter()
    fitted = fit(documents, settings, lexicon=lexicon(archives, mixture))
    seconds = time.perf_counter() - began
    unseen = [page for page in pages if is_held_out(page)]
    forms = residual_forms(unseen)
    temperature = best_temperature(fitted, [*unseen, *chain.from_iterable(forms.values())] or aside)
    cleaner = Cleaner(at_temperature(fitted, temperature))
    if folder:
        save(cleaner.model, Path(folder), trained_on={}, card="an experiment")

    evaluation = evaluate(cleaner, aside)
    print(f"## {' '.join(f'{name}={value}' for name, value in given.items()) or 'as in the recipe'}\n")
    print(f"{len(documents)} documents, fit {seconds:.0f} s, temperature {temperature}; ", end="")
    print(f"mean F1 of noise {noise_f1(evaluation.kind_f1) or 0:.3f}, ", end="")
    print(f"{evaluation.overall.trimmed} of {evaluation.overall.glued} glued stretches trimmed\n")
    if sites:
        print("\n".join([*HEAD, *site_rows(cleaner, unseen), ""]))
    print("\n".join(card_rows(evaluation)))
    part_clean = [document for document in aside if document.regime != "full page"]
    print("\n".join(["", *curve.HEAD, *curve.curve_rows("all of data/ held out", cleaner, aside)]))
    print("\n".join(curve.curve_rows("without its full pages", cleaner, part_clean)))
    if sites:
        forms["what extractors leave"] = [page for page in unseen if form_of(page.name) in EXTRACTED]
        for name, documents in forms.items():
            print("\n".join(curve.curve_rows(f"{name}, held-out sites", cleaner, documents)))


def _pair(argument: str) -> tuple[str, Any]:
    name, equals, value = argument.partition("=")
    if not equals:
        raise SystemExit(f"{argument}: write setting=value")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return name, value


def _of(kind: type[Settings] | type[Mixture], given: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in given.items() if name in names}


if __name__ == "__main__":
    main()
