"""Headlines in what extractors leave: the words of a headline stand there once, whichever of their copies it was.

A page often holds its headline's words twice, as the headline and as the last entry of a breadcrumb or in a list. An
extractor leaves one of them, and the alignment may take it for the other and call it noise. Of 300 labels read by eye
that was the commonest wrong decision (`checked_labels.json`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cleaner.kinds import ARTICLE
from cleaner.labels import Labelled
from training.extractors import EXTRACTORS
from training.names import form_of, identity_of
from training.render import RENDERINGS


@dataclass(slots=True)
class Headlines:
    """The headlines of pages, learnt from their whole renderings as these pass by."""

    _of_page: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def settle(self, document: Labelled) -> Labelled:
        """The document, with noise that says what its page's headline says as the headline, or as unsure.

        The first such line is the headline where the document has none; the others weigh nothing. Whole renderings
        stay as they are, and have to come first.
        """
        page, form = identity_of(document.name), form_of(document.name)
        if form in RENDERINGS:
            self._of_page[page].update(_titles(document))
        known = self._of_page.get(page)
        if form not in EXTRACTORS or not known:
            return document
        kinds, sure = list(document.kinds), list(document.sure)
        missing = not any(_titles(document))
        for i, (line, kind) in enumerate(zip(document.lines, document.kinds, strict=True)):
            if kind is not None and kind not in ARTICLE and _plain(line) in known:
                sure[i] = missing
                kinds[i] = "title" if missing else kind
                missing = False
        return replace(document, kinds=tuple(kinds), sure=tuple(sure))


def _titles(document: Labelled) -> Iterator[str]:
    for line, kind, sure in zip(document.lines, document.kinds, document.sure, strict=True):
        if kind == "title" and sure:
            yield _plain(line)


def _plain(line: str) -> str:
    """A line without marks of a heading, in one case, its blanks made single."""
    return " ".join(line.casefold().strip(" #*=\t").split())
