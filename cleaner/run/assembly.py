"""Assembly: the parts of a large file put together as they come, and its output made whole at its end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import IO, Any

from cleaner.formats import MissingExtra, Part, WrongContent
from cleaner.formats.sorts import Sorts
from cleaner.run.places import Places
from cleaner.run.reasons import why
from cleaner.run.tasks import Mark, Outcome


class Assembly:
    """One large file after the other."""

    def __init__(self, places: Places, sorts: Sorts) -> None:
        """Outputs go to the places of the run."""
        self.places, self.sorts = places, sorts
        self._stack = ExitStack()
        self._write: Callable[[Part], Any] | None = None
        self._went: IO[bytes] | None = None
        self._outcome: Outcome | None = None
        self._nothing_went = True
        self._size = 0
        self._name = ""

    @property
    def progress(self) -> int:
        """About how many bytes of the file that is open are done: its characters so far, at most its size."""
        return min(self._outcome.tally["chars"], self._size) if self._outcome else 0

    def begin(self, mark: Mark) -> None:
        """Open the outputs of the file that the mark names."""
        self._outcome, self._nothing_went = Outcome(mark.name), True
        self._size = mark.entry.size if mark.entry else 0
        form, source = self.sorts.of(mark.name), self.places.tree.path(mark.name)
        name = self._name = form.output_name(mark.name)
        try:
            clean = self._stack.enter_context(self.places.clean.writing(name))
            if self.places.removed:  # made whole first, so that a clean file never stands without what went from it
                went = self._stack.enter_context(self.places.removed.writing(name))
                self._went = self._stack.enter_context(went.open("xb"))
            self._write = self._stack.enter_context(form.writing(clean, source, self.places.clean.suffix_of(name)))
        except (OSError, WrongContent, MissingExtra) as error:
            self._fail(error)

    def add(self, part: Outcome) -> None:
        """Write a part, unless the file has failed before."""
        outcome = self._outcome
        if outcome is None or outcome.failed or self._write is None:
            return
        outcome.tally.add(part.tally)
        outcome.note_wrong(part.wrong, part.without_text)
        if part.failed:
            self._fail(WrongContent(part.failed))
            return
        try:
            self._write(part.part)
            if self._went:
                self._went.write(part.removed)
                self._nothing_went &= not part.removed
        except (OSError, WrongContent, MemoryError) as error:
            self._fail(error)

    def end(self, mark: Mark) -> Outcome:
        """Make the outputs whole, and say what came of the file."""
        outcome = self._outcome = self._outcome or Outcome(mark.name)
        if mark.failed and not outcome.failed:
            self._fail(WrongContent(mark.failed))
        try:
            self._stack.close()
            if self._nothing_went and self.places.removed and not outcome.failed:
                self.places.removed.discard(self._name)
            if not outcome.failed and mark.entry:
                written = self.places.clean.path(self._name).stat().st_size
                outcome.finish(mark.entry, mark.digest, written)
        except (OSError, WrongContent, MemoryError) as error:
            outcome.failed = why(error, self.places.tree.path(outcome.name))
        self._stack, self._write, self._went, self._outcome = ExitStack(), None, None, None
        return outcome

    def abandon(self) -> None:
        """Drop what is unfinished."""
        if self._outcome:
            self._fail(KeyboardInterrupt())

    def _fail(self, error: BaseException) -> None:
        """Leave the contexts as if this had been raised in them: they remove what is unfinished."""
        stack, self._stack, self._write, self._went = self._stack, ExitStack(), None, None
        try:
            stack.__exit__(type(error), error, error.__traceback__)
        except BaseException as again:
            if again is not error and not isinstance(again, Exception):
                raise
        if self._outcome and isinstance(error, Exception):  # by now it says of which output it is
            self._outcome.failed = why(error, self.places.tree.path(self._outcome.name))
