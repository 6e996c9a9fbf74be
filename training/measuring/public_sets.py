"""The public sets that are measured on, read and rendered once in a run."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from training.corpora import CORPORA, read
from training.corpora.archive import unpack
from training.measuring.side_by_side import Rendered, render

log = logging.getLogger(__name__)


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
