"""Apply: a cleaner over many files, from a tree to a tree."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from cleaner.formats import Entry, Source
from cleaner.formats.text_tree import reason
from cleaner.pipeline import Cleaner, in_batches
from cleaner.places import Places, WrongUse, check_places
from cleaner.removed import removed_lines, to_jsonl
from cleaner.summary import Summary
from cleaner.workers import each

TASK_BYTES: Final = 4_000_000
TASK_FILES: Final = 2_000
"""A task, what a worker is handed at a time, ends at so many bytes or files: about half a second of work."""

Progress = Callable[[int, int], None]
"""Called now and then with the files and bytes done so far."""


def apply(
    raw: Path,
    clean: Path,
    cleaner: Cleaner,
    *,
    removed: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Clean every text file below `raw` into the same place below `clean`; what went goes below `removed`.

    `jobs` processes share the work (None: all cores if there is enough of it); what they write does not
    depend on their number. A file that cannot be read or written is in `failed` and stops no other.
    Raises WrongUse, before anything is written, when the places do not fit or `raw` holds no file.
    """
    began = time.perf_counter()
    work = Work(check_places(raw, clean, removed), cleaner)
    summary = Summary()
    with closing(each(work, _tasks(work.places.source, summary), jobs)) as parts:
        for part in parts:
            summary.add(part)
            if progress:
                progress(summary.files + len(summary.failed), summary.bytes)
    if not summary.files and not summary.failed:
        n = summary.skipped.total()
        skipped = f" ({n} that are no regular files were skipped)" if n else ""
        raise WrongUse(f"{raw}: no file in it{skipped}; RAW is a text file or a folder of them")
    summary.failed.sort()
    summary.seconds = time.perf_counter() - began
    return summary


def _tasks(source: Source, summary: Summary) -> Iterator[list[Entry]]:
    """The source's entries in groups; whatever is no entry goes straight into the summary."""
    task: list[Entry] = []
    size = 0
    for entry in source.entries():
        if not isinstance(entry, Entry):
            summary.note(entry)
            continue
        if task and (size + entry.size > TASK_BYTES or len(task) == TASK_FILES):
            yield task
            task, size = [], 0
        task.append(entry)
        size += entry.size
    if task:
        yield task


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with a task: read, judge in batches, write, count."""

    places: Places
    cleaner: Cleaner

    def __call__(self, task: Sequence[Entry]) -> Summary:
        """Clean the files of one task; what goes wrong with a file is in the summary."""
        summary = Summary()
        waiting: deque[Entry] = deque()
        for texts in in_batches(self._read(task, waiting, summary)):
            self._clean([waiting.popleft() for _ in texts], texts, summary)
        return summary

    def _read(self, task: Sequence[Entry], waiting: deque[Entry], summary: Summary) -> Iterator[str]:
        for entry in task:
            try:
                text = self.places.source.read(entry.name)
            except (OSError, MemoryError) as error:
                summary.failed.append((entry.name, _reason(error)))
                continue
            waiting.append(entry)
            yield text

    def _clean(self, entries: Sequence[Entry], texts: Sequence[str], summary: Summary) -> None:
        try:
            verdict = self.cleaner.judge(texts)
            clean = verdict.clean()
        except Exception as error:  # whatever it is, it must not cost the other files
            if len(texts) == 1:
                summary.failed.append((entries[0].name, _reason(error)))
                return
            for entry, text in zip(entries, texts, strict=True):
                self._clean([entry], [text], summary)
            return
        written = np.zeros(len(texts), dtype=bool)
        for d, entry in enumerate(entries):
            try:
                if self.places.removed:  # first, so that a clean file never stands without what went from it
                    went = to_jsonl(removed_lines(verdict, self.cleaner.policy, d))
                    if went:
                        self.places.removed.write(entry.name, went)
                    else:
                        self.places.removed.discard(entry.name)
                self.places.clean.write(entry.name, clean[d])
            except (OSError, MemoryError) as error:
                summary.failed.append((entry.name, _reason(error)))
                continue
            written[d] = True
            summary.bytes += entry.size
        summary.count(verdict, written)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return reason(error)
    if isinstance(error, MemoryError):
        return "not enough memory for a file of this size"
    return f"the program failed on it, please report: {type(error).__name__}: {error}"
