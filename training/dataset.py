"""Pages of the corpora as labelled renderings, made once and kept, so that an experiment starts from labelled lines."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from joblib import Parallel, delayed

from cleaner.labels import Labelled
from training.align import align
from training.corpora import CORPORA, Page, read
from training.corpora.archive import unpack
from training.markup import outline
from training.render import RENDERINGS

log = logging.getLogger(__name__)

TRAINING_CORPORA = tuple(name for name, corpus in CORPORA.items() if not corpus.measuring_only)

# Every other character that ends a line for the program would make lines the alignment does not know.
_ONE_LINE_END = {ord(character): " " for character in "\r\x85\u2028\u2029"}


def labelled_pages(
    archives: Path,
    cache: Path,
    corpora: Sequence[str] = TRAINING_CORPORA,
    *,
    jobs: int = 2,
    limit: int | None = None,
) -> Iterator[Labelled]:
    """Every rendering of every page, labelled; a page whose truth is not on it is left out.

    Rendering and alignment are done once for each corpus and kept below `cache`; delete the folder `labelled` there
    after a change to how pages are read, rendered or labelled. `limit` takes the first so many pages of each corpus
    and keeps nothing.
    """
    for name in corpora:
        kept = cache / "labelled" / f"{name}.jsonl.gz"
        if limit is None and kept.is_file():
            yield from _load(kept)
            continue
        folder = unpack(archives, cache / "unpacked", CORPORA[name].archive)
        pages = [page for _, page in zip(range(limit or 10**9), read(name, folder), strict=False)]
        results = Parallel(n_jobs=jobs, batch_size=8)(delayed(label)(page) for page in pages)
        documents = [document for page in results for document in page]
        log.info("%s: %d pages, %d labelled renderings", name, len(pages), len(documents))
        if limit is None:
            _store(kept, documents)
        yield from documents


def label(page: Page) -> list[Labelled]:
    """The labelled renderings of one page; none when its truth is not on it. Never raises on a broken page."""
    try:
        structure = outline(page.html)
    except (ValueError, RecursionError, AssertionError):
        log.warning("%s %s: no outline", page.corpus, page.id, exc_info=True)
        return []
    documents = []
    for rendering, render in RENDERINGS.items():
        aligned = align(page, structure, render(page.html).translate(_ONE_LINE_END))
        if aligned is not None:
            name = f"{page.corpus}/{page.id}/{rendering}"
            lines, kinds, sure = _as_labels(aligned.lines, aligned.kinds, aligned.sure)
            documents.append(Labelled(name, lines, kinds, sure, page.language, f"{page.corpus}/{page.site}"))
    return documents


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


def _load(path: Path) -> Iterator[Labelled]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in file:
            name, lines, kinds, sure, language, group = json.loads(row)
            yield Labelled(name, tuple(lines), tuple(kinds), tuple(sure), language, group)
