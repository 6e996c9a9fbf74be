"""How many lines each rule of the alignment decides: `python -m training.rules`."""

from __future__ import annotations

import argparse
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from training.dataset import TRAINING_CORPORA, aligned, pages_of
from training.labelling.align import Labelled
from training.labelling.rule_names import Rule
from training.places import ARCHIVES, CACHE
from training.report import Table, markdown

log = logging.getLogger(__name__)

FORMS: Final = ("inscriptis", "trafilatura")
"""A rendering of the whole page, and what an extractor takes for the article."""
KINDS_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Decided:
    """What one rule decided."""

    kinds: Counter[str]  # kind -> lines
    unsure: int  # of these lines, those whose label weighs nothing

    @property
    def lines(self) -> int:
        """How many lines it decided."""
        return self.kinds.total()


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and print the table."""
    parser = argparse.ArgumentParser(prog="python -m training.rules", description=__doc__)
    parser.add_argument("--archives", type=Path, default=ARCHIVES,
                        help="folder of corpus archives or clones (training/corpora/README.md)")  # fmt: skip
    parser.add_argument("--cache", type=Path, default=CACHE, help="unpacked pages")
    parser.add_argument("--limit", type=int, help="first so many pages of each corpus; all when not given")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    print(markdown([rule_table(labelled(options.archives, options.cache, options.limit))]))


def labelled(archives: Path, cache: Path, limit: int | None = None) -> Iterator[Labelled]:
    """The first `limit` pages of each training corpus, in each of the forms; what holds no truth is left out."""
    for name in TRAINING_CORPORA:
        n_pages = n_texts = 0
        for page in islice(pages_of(name, archives, cache), limit):
            n_pages += 1
            for _, text in aligned(page, FORMS):
                n_texts += 1
                yield text
        log.info("%s: %d pages, %d labelled texts", name, n_pages, n_texts)


def decided(texts: Iterable[Labelled]) -> dict[Rule, Decided]:
    """What each rule decided, in the order of `Rule`; blank lines are not counted."""
    kinds: defaultdict[Rule, Counter[str]] = defaultdict(Counter)
    unsure: Counter[Rule] = Counter()
    for text in texts:
        for kind, sure, rule in zip(text.kinds, text.sure, text.rules, strict=True):
            if kind is not None:
                kinds[rule][kind] += 1
                unsure[rule] += not sure
    return {rule: Decided(kinds[rule], unsure[rule]) for rule in Rule if rule is not Rule.BLANK}


def rule_table(texts: Iterable[Labelled]) -> Table:
    """A row for each rule, most lines first, and one for all; a rule that decided nothing has a row too."""
    found = decided(texts)
    ordered = sorted(found.items(), key=lambda item: -item[1].lines)
    kinds = sum((each.kinds for each in found.values()), Counter[str]())
    everything = Decided(kinds, sum(each.unsure for each in found.values()))
    rows = [
        (
            name,
            each.lines,
            each.lines / max(1, everything.lines),
            each.unsure / each.lines if each.lines else None,
            ", ".join(f"{kind} {lines:,}" for kind, lines in each.kinds.most_common(KINDS_SHOWN)) or None,
        )
        for name, each in [*ordered, ("all", everything)]
    ]
    formats = {
        "rule": "",
        "lines decided": ",d",
        "share of lines": ".2%",
        "unsure": ".1%",
        "kinds most often given": "",
    }
    note = f"Lines with text of the forms {' and '.join(FORMS)}."
    return Table("rules", "What decides a label", formats, tuple(rows), note)


if __name__ == "__main__":
    main()
