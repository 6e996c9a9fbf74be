"""Apply: a cleaner over many files, from a tree to a tree.

tree -> Plan: tasks -> Work, in some processes -> results, in the tasks' order -> Assembly, Journal, Summary
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, nullcontext, suppress
from pathlib import Path

import cleaner
from cleaner.artifact import digest
from cleaner.formats import Fields
from cleaner.pipeline import Cleaner
from cleaner.run.assembly import Assembly
from cleaner.run.checks import checked_work
from cleaner.run.differences import Differences
from cleaner.run.journal import Journal
from cleaner.run.leftovers import leftovers
from cleaner.run.noted import Noted
from cleaner.run.past_runs import forget
from cleaner.run.places import relative
from cleaner.run.plan import Plan
from cleaner.run.record import NAME, write_record
from cleaner.run.summary import Summary
from cleaner.run.tasks import Outcome, Result
from cleaner.run.tree import reason
from cleaner.run.work import Work
from cleaner.run.workers import each

Progress = Callable[[int, int], None]
"""Called now and then with the files done so far, and the bytes that need not be done any more, those of an earlier run
included."""


def apply(
    raw: str | Path,
    clean: str | Path,
    ready: Cleaner,
    *,
    removed: str | Path | None = None,
    jobs: int | None = None,
    fields: Fields | None = None,
    encoding: str | None = None,
    checksum: bool = False,
    overwrite: bool = False,
    limit: int | None = None,
    record: str | Path | None = None,
    progress: Progress | None = None,
    differing: Callable[[Differences], None] | None = None,
) -> Summary:
    """Clean every file below `raw` into the same place below `clean`; what went goes below `removed`.

    Text files without a mark are in `encoding` (a name that `encoding_called` takes; None: UTF-8, odd bytes passing as
    they are); one that is not is in `failed`. `jobs` processes share the work (None: all cores if there is enough of
    it); what they write does not depend on their number. A file that cannot be read or written is in `failed` and stops
    no other. Where `raw` is a folder, a journal below `clean` makes a second run do only what is missing or changed, by
    size and time or, with `checksum`, by content; `overwrite` does all anew. A file that was in `clean` before any run
    wrote there stays, and what would replace it is in `failed`, unless `overwrite`. `limit` takes the first so many
    files, and notes none as done. The record of the run goes below `clean` beside the journal, and to `record`.
    `differing` is told, before any file is cleaned, what is done anew because settings differ from the last run's, if
    anything is.

    Raises WrongUse, before anything is written, when the places do not fit, `raw` holds no file, or `limit` would take
    the place of what a whole run made; InUse when another run writes to `clean`.
    """
    raw, clean, record = Path(raw), Path(clean), None if record is None else Path(record)
    work = checked_work(
        raw, clean, ready, removed=removed, fields=fields, encoding=encoding, checksum=checksum, limit=limit,
        record=record,
    )  # fmt: skip
    is_tree = work.places.tree.only is None
    noted = is_tree and limit is None
    if not is_tree:  # take back what an earlier run noted of the file, since nothing is noted of what this one does
        forget(clean if clean.is_dir() else clean.parent, [raw.name, clean.name])
    if work.places.removed:  # there is one, also where nothing goes: `restore` asks for it
        work.places.removed.folder.mkdir(parents=True, exist_ok=True)
    settings = key(work)
    with Journal(clean, settings, anew=overwrite, raw=raw) if is_tree else nullcontext() as journal:
        work.places.sweep()
        run = Run(work, limit=limit, noted=journal, notes=journal if noted else None)
        if differing and run.differences:
            differing(run.differences)
        try:
            run.go(jobs, progress)
        finally:
            with suppress(OSError):  # of workers that were killed
                work.places.sweep()
            _write_records((clean / NAME if noted else None, record), run.summary, settings)
        if journal and journal.problem:
            run.summary.problems.append(journal.problem)
    return run.summary


def key(work: Work) -> dict[str, object]:
    """What outputs depend on beside their inputs."""
    policy, fields, removed = work.cleaner.policy, work.sorts.fields, work.places.removed
    return {
        "version": cleaner.__version__,
        "model": digest(work.cleaner.model),
        "keep": list(policy.keep),
        "strictness": policy.strictness,
        "text_field": fields.text,
        "id_field": fields.id,
        "annotate": fields.annotate,
        "encoding": work.sorts.encoding,
        "removed": removed is not None and relative(work.places.clean.folder, removed.folder),
    }


class Run:
    """A run under way."""

    def __init__(self, work: Work, *, limit: int | None, noted: Noted | None, notes: Journal | None = None) -> None:
        """`work` is what is done with every task, `noted` what earlier runs did; what this one does goes to `notes`."""
        self.work, self.notes = work, notes
        self.summary = Summary()
        self.earlier = noted if limit is None else None  # a run over the first files does not go on from others
        if self.earlier:
            self.summary.samples = self.earlier.samples
        self.differences = self.earlier.differences(checksum=work.checksum) if self.earlier else None
        self.assembly = Assembly(work.places, work.sorts)
        self.plan = Plan(
            work.places, work.sorts, noted, work.checksum, limit, self.summary.note,
            known=lambda done: self.summary.note_known(done, self._group(done.entry.name)),
            again=self.summary.samples.forget,
        )  # fmt: skip

    def go(self, jobs: int | None, progress: Progress | None) -> None:
        """Do all that is to be done."""
        began = time.perf_counter()
        try:
            self.find_leftovers()
            with closing(each(self.work, self.plan.tasks(), jobs)) as results:
                for result in results:
                    self.take(result)
                    if progress:
                        done = self.summary.bytes + self.summary.passed_bytes + self.assembly.progress
                        progress(self.summary.files + len(self.summary.failed), done)
        finally:
            self.assembly.abandon()
            self.summary.failed.sort()
            self.summary.seconds = time.perf_counter() - began

    def find_leftovers(self) -> None:
        """Take down which outputs of earlier runs have no input any more."""
        if self.earlier:
            self.summary.leftovers = leftovers(self.earlier.written(), self.work.places, self.work.sorts)

    def take(self, result: Result) -> None:
        """Take in what came of a task."""
        self.summary.samples.add(result.samples)
        if result.part:
            self.assembly.add(result.part)
            if result.part.failed:
                self.plan.abandoned.add(result.part.name)
        elif result.mark and not result.mark.ended:
            self.assembly.begin(result.mark)
        elif result.mark:
            self.plan.abandoned.discard(result.mark.name)
            self._finish([self.assembly.end(result.mark)])
        else:
            self._finish(result.outcomes)

    def _finish(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            self.summary.take(outcome, self._group(outcome.name))
        if self.notes:
            self.notes.note(outcome.done for outcome in outcomes if outcome.done)
            self.notes.forget(outcome.name for outcome in outcomes if outcome.failed)
            self.notes.save()

    def _group(self, name: str) -> str:
        """What a file is counted under: its folder, or a file with records itself."""
        return name if self.work.sorts.of(name).divided else name.rpartition("/")[0] or "."


def _write_records(paths: Iterable[Path | None], summary: Summary, settings: Mapping[str, object]) -> None:
    for path in filter(None, paths):
        try:
            write_record(path, summary, settings)
            summary.recorded.append(path)
        except OSError as error:  # a full disk, say: the outputs matter more
            summary.problems.append(f"{path}: the record of the run cannot be written ({reason(error)})")
