"""A cleaner without a model, for which all that has a `#` in it is noise; and runs of it over files, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np
import pytest
from trees import read_tree, unfinished, write_tree

from cleaner.batch import make_batch
from cleaner.blanks import keep_lines
from cleaner.document import Verdict
from cleaner.formats import Fields
from cleaner.formats.sorts import Sorts
from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy, decide
from cleaner.run import plan
from cleaner.run.apply import Run
from cleaner.run.places import check_places
from cleaner.run.restore import restore
from cleaner.run.summary import Summary
from cleaner.run.work import Work
from cleaner.trims import find_trims, lead_rows, settle

EMPTYING = Policy(keep=("caption",))
"""Under which nothing stays of a document that has a line without a `#`."""


class ByRule(Cleaner):
    """What comes behind the model is the program's own: a rule says what the lines are."""

    def __init__(self, policy: Policy | None = None) -> None:
        super().__init__(cast("Any", None), policy or Policy())

    def judge(self, texts: Iterable[str]) -> Verdict:
        batch = make_batch(tuple(texts))
        rows = zip(batch.row_start.tolist(), batch.row_end.tolist(), strict=True)
        noise = np.array([bool((batch.codes[start:end] == ord("#")).any()) for start, end in rows], dtype=bool)
        sure = np.zeros((batch.n_rows, len(KINDS)))
        sure[np.arange(batch.n_rows), np.where(noise, KINDS.index("ad"), KINDS.index("body"))] = 1
        decision = decide(sure, batch.first_row, self.policy, batch.row_end - batch.row_start)
        stays = settle(decision, batch)
        trims = find_trims(batch, stays, decision.probability)
        return Verdict(batch, decision, keep_lines(batch, stays), trims, lead_rows(batch, decision.probability))


BY_RULE = ByRule()


@dataclass
class Done:
    """What came of a run."""

    clean: dict[str, bytes]
    removed: dict[str, bytes]
    summary: Summary
    restored: dict[str, bytes] = field(default_factory=dict)
    not_restored: list[tuple[str, str]] = field(default_factory=list)

    @property
    def failed(self) -> dict[str, str]:
        return dict(self.summary.failed)

    @property
    def wrong(self) -> list[str]:
        return [why for _, why in self.summary.wrong]


def run(
    root: Path,
    fields: Fields | None = None,
    ready: Cleaner = BY_RULE,
    *,
    large: bool = False,
    encoding: str | None = None,
) -> Done:
    """Clean `root/raw` as `apply` does, into `clean` and `removed` beside it, and restore it into `again`.

    `large`: every file is worked on block by block.
    """
    fields = fields or Fields()
    went = None if fields.annotate else root / "removed"
    work = Work(check_places(root / "raw", root / "clean", went), ready, Sorts(fields, encoding))
    under_way = Run(work, limit=None, noted=None)
    with pytest.MonkeyPatch.context() as patch:
        if large:
            patch.setattr(plan, "LARGE", -1)
            patch.setattr(plan, "LARGE_PACKED", -1)
        under_way.go(1, None)
    assert not unfinished(root)
    done = Done(read_tree(root / "clean"), read_tree(root / "removed"), under_way.summary)
    if went and done.clean:
        went.mkdir(exist_ok=True)  # as `apply` does
        done.not_restored = restore(root / "clean", went, root / "again", fields)
        done.restored = read_tree(root / "again")
    return done


def cleaned(
    files: Mapping[str, bytes],
    fields: Fields | None = None,
    ready: Cleaner = BY_RULE,
    *,
    large: bool = False,
    encoding: str | None = None,
) -> Done:
    """Clean these files, and restore them. What came of it, with all files read."""
    with TemporaryDirectory() as folder:
        write_tree(Path(folder) / "raw", files)
        return run(Path(folder), fields, ready, large=large, encoding=encoding)
