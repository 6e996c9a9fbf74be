"""Pages of the corpora as labelled texts, made once and kept, so that an experiment starts from labelled lines."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from joblib import Parallel, delayed

from cleaner.examples import stable_number
from cleaner.labels import Labelled
from training.corpora import CORPORA, Page, read
from training.corpora.archive import unpack
from training.extractors import EXTRACTORS
from training.labelling.align import Labelled as Aligned
from training.labelling.align import align
from training.labelling.headlines import Headlines
from training.labelling.markup import outline
from training.names import form_of, identity, name_of
from training.render import FURTHER_RENDERINGS, RENDERINGS

log = logging.getLogger(__name__)

TRAINING_CORPORA: Final = tuple(
    name for name, corpus in CORPORA.items() if corpus.by_default and not corpus.measuring_only
)
WHOLE: Final = (*RENDERINGS, *FURTHER_RENDERINGS)
"""Forms that hold a page's whole text."""
FURTHER: Final = tuple(FURTHER_RENDERINGS)
"""Of these, the ones that nothing is measured on."""
EXTRACTED: Final = tuple(EXTRACTORS)
"""Forms that hold what an extractor took for the article."""
_TEXT: Final = {**RENDERINGS, **FURTHER_RENDERINGS, **EXTRACTORS}
A_PAGE: Final = {FURTHER: 1, EXTRACTED: 2}
"""Of these forms each page is made in so many, drawn by its identity: all would take three quarters of a second."""

# Every other character that ends a line for the program would make lines the alignment does not know.
_ONE_LINE_END = {ord(character): " " for character in "\r\x85\u2028\u2029"}


def labelled_pages(
    archives: Path,
    cache: Path,
    corpora: Sequence[str] = TRAINING_CORPORA,
    *,
    forms: Sequence[str] = WHOLE + EXTRACTED,
    wanted: Callable[[str], bool] = lambda name: True,
    jobs: int = 2,
    limit: int | None = None,
) -> Iterator[Labelled]:
    """Every page in the three main renderings and in forms drawn for it, labelled, form by form.

    A page whose truth is not on it is left out.

    Each form of each corpus is made once and kept in a file of its own below `cache`, so that a new one costs its own
    time only; delete the folder `labelled` there after a change to how pages are read, rendered or labelled. `wanted`
    is asked about each document's name (`training.names`); what it refuses takes no memory. `limit` takes the
    first so many pages of each corpus and keeps nothing.
    """
    for name in corpora:
        headlines = Headlines()
        kept = {form: cache / "labelled" / name / f"{form}.jsonl.gz" for form in forms}
        missing = [form for form, path in kept.items() if limit is not None or not path.is_file()]
        made: dict[str, list[Labelled]] = {form: [] for form in missing}
        if missing:
            pages = islice(pages_of(name, archives, cache), limit)
            results = Parallel(n_jobs=jobs, batch_size=8)(delayed(label)(page, missing) for page in pages)
            for document in (document for page in results for document in page):
                made[form_of(document.name)].append(document)
            log.info("%s: %d pages, %s", name, len(results), {form: len(each) for form, each in made.items()})
        for form in missing if limit is None else ():
            _store(kept[form], made[form])
        for form in forms:
            documents = made[form] if form in made else _load(kept[form], wanted)
            yield from (headlines.settle(document) for document in documents if wanted(document.name))
            made.pop(form, None)


def pages_of(corpus: str, archives: Path, cache: Path) -> Iterable[Page]:
    """The pages of one corpus, from its archive unpacked below `cache`."""
    return read(corpus, unpack(archives, cache / "unpacked", CORPORA[corpus].archive))


def label(page: Page, forms: Sequence[str] = WHOLE) -> list[Labelled]:
    """One page in these forms, labelled; none when its truth is not on it. Never raises on a broken page."""
    drawn = set(RENDERINGS).union(*(draw(identity(page), some, n) for some, n in A_PAGE.items()))
    documents = []
    for form, labelled in aligned(page, [form for form in forms if form in drawn]):
        name = name_of(page, form)
        lines, kinds, sure = _as_labels(labelled.lines, labelled.kinds, labelled.sure)
        documents.append(Labelled(name, lines, kinds, sure, page.language, page.site, whole_lines=True, by_hand=False))
    return documents


def aligned(page: Page, forms: Sequence[str]) -> Iterator[tuple[str, Aligned]]:
    """Form and labelled lines, for each of the forms that holds the page's truth. Never raises on a broken page."""
    try:
        structure = outline(page.annotated or page.html)
    except (ValueError, RecursionError, AssertionError):
        log.warning("%s %s: no outline", page.corpus, page.id, exc_info=True)
        return
    for form in forms:
        labelled = align(page, structure, _TEXT[form](page.html).translate(_ONE_LINE_END))
        if labelled is not None:
            yield form, labelled


def draw(page: str, forms: Sequence[str], number: int) -> frozenset[str]:
    """So many of the forms, drawn by the page's identity: each as often as any other over all pages."""
    return frozenset(sorted(forms, key=lambda form: stable_number(f"{page}/{form}"))[:number])


def _as_labels(
    lines: tuple[str, ...], kinds: tuple[str | None, ...], sure: tuple[bool, ...]
) -> tuple[tuple[str, ...], tuple[str | None, ...], tuple[bool, ...]]:
    """The alignment's labels with a kind for every line that has text: one it could not name is unsure."""
    if lines and not lines[-1]:  # what follows the last line end is no line
        lines, kinds, sure = lines[:-1], kinds[:-1], sure[:-1]
    named = tuple(None if not line.strip() else kind or "other" for line, kind in zip(lines, kinds, strict=True))
    known = tuple(
        is_sure and not (name and kind is None) for name, kind, is_sure in zip(named, kinds, sure, strict=True)
    )
    return lines, named, known


def _store(path: Path, documents: Sequence[Labelled]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with gzip.open(unfinished, "wt", encoding="utf-8", compresslevel=3) as file:
        for document in documents:
            fields = (
                document.name,
                document.lines,
                document.kinds,
                document.sure,
                document.language,
                document.group,
            )
            file.write(json.dumps(fields, ensure_ascii=False) + "\n")
    unfinished.replace(path)


def _load(path: Path, wanted: Callable[[str], bool]) -> Iterator[Labelled]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in file:
            name, lines, kinds, sure, language, group = json.loads(row)
            if wanted(name):
                yield Labelled(
                    name, tuple(lines), tuple(kinds), tuple(sure), language, group, whole_lines=True, by_hand=False
                )
