"""The parts that a text's lines are cut into, as strings."""

from __future__ import annotations

from cleaner.batch import make_batch


def parts_of(text: str) -> list[str]:
    """What each row of the text says."""
    batch = make_batch([text])
    spans = zip(batch.row_start.tolist(), batch.row_end.tolist(), strict=True)
    return ["".join(map(chr, batch.codes[start:end].tolist())) for start, end in spans]
