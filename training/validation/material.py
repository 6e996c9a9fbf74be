"""What the validations fit on and measure on, and the keys under which their finished parts are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from cleaner.examples import stable_number
from cleaner.fit import fit
from cleaner.labels import Labelled
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings
from training.mixing.shares import Mixture
from training.mixing.stocks import lexicon
from training.mixing.trained_on import mix
from training.names import corpus_of, identity_of
from training.results import Results, digest_of_documents, digest_of_program


@dataclass(frozen=True, slots=True)
class Material:
    """Documents, settings, and the place of finished parts."""

    pages: tuple[Labelled, ...]  # some pages of the training corpora, in every form that was made of them
    data: tuple[Labelled, ...]  # documents of `data/` to fit on
    aside: tuple[Labelled, ...]  # its held-out slice: no fit ever sees it
    archives: Path
    settings: Settings
    mixture: Mixture
    results: Results
    _digest: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Name the documents and the program once."""
        documents = digest_of_documents([*self.pages, *self.data, *self.aside])
        object.__setattr__(self, "_digest", f"{documents} {digest_of_program()}")

    def key(self, **further: Any) -> dict[str, Any]:
        """All that a result depends on: documents, program, settings, mixture, and what else the caller names."""
        return {
            "made of": self._digest,
            "settings": asdict(self.settings),
            "mixture": asdict(self.mixture),
            **further,
        }

    def mixed(self, pages: Sequence[Labelled], data: Sequence[Labelled]) -> list[Labelled]:
        """The training documents made of these pages and documents."""
        return mix(pages, data, self.archives, replace(self.mixture, folds=self.settings.folds))

    def fitted(self, pages: Sequence[Labelled], data: Sequence[Labelled]) -> Cleaner:
        """A cleaner fitted on what is mixed of these pages and documents."""
        return self.fitted_on(self.mixed(pages, data))

    def fitted_on(self, documents: Sequence[Labelled], without: Sequence[str] = ()) -> Cleaner:
        """A cleaner fitted on these documents as they are, and on the lexicon but for some languages."""
        words = [word for word in lexicon(self.archives, self.mixture) if word.language not in without]
        return Cleaner(fit(documents, self.settings, lexicon=words))


def some_of_each(pages: Iterable[Labelled], limit: int | None) -> list[Labelled]:
    """All forms of at most `limit` pages of each corpus, drawn by a hash of their identities."""
    pages = list(pages)
    if limit is None:
        return pages
    chosen: set[str] = set()
    for corpus in dict.fromkeys(corpus_of(page.name) for page in pages):
        names = {identity_of(page.name) for page in pages if corpus_of(page.name) == corpus}
        chosen.update(sorted(names, key=stable_number)[:limit])
    return [page for page in pages if identity_of(page.name) in chosen]


def site_fold(page: Labelled, folds: int) -> int:
    """Fold of a page by its site alone, so that a site which stands in two corpora is in one fold."""
    return stable_number(page.group) % folds
