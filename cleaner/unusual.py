"""Unusual: the folders of a run in which another share went than elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from cleaner.record_parts import Part, count, share

LEAST_DOCUMENTS: Final = 10
"""A folder of fewer documents has no share of its own to speak of: one odd page could make it unusual."""
FAR: Final = 3.5
"""Modified z-score of what stands out (Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993)."""
NORMAL: Final = 0.6745
"""Median absolute deviation of a normal distribution, in standard deviations."""
LEAST_DEVIATION: Final = 0.02
"""With a median absolute deviation below this, folders count as alike: none within ten points of the median is odd."""


def unusual(folders: Mapping[str, Part]) -> set[str]:
    """The folders whose share of characters removed stands out: there a layout may have changed.

    A share s stands out when 0.6745 |s - m| / d > 3.5, where m is the median of all shares and d the median of all
    |s - m|, but at least `LEAST_DEVIATION`. Unlike mean and standard deviation, medians do not follow what stands out.
    Folders of fewer than `LEAST_DOCUMENTS` documents, or without a character, are neither compared nor named.
    """
    compared = [key for key, of in folders.items() if count(of, "documents") >= LEAST_DOCUMENTS and count(of, "chars")]
    if not compared:
        return set()
    shares = np.array([share(folders[key]) for key in compared])
    away = np.abs(shares - np.median(shares))
    score = NORMAL * away / max(float(np.median(away)), LEAST_DEVIATION)
    return {compared[place] for place in np.flatnonzero(score > FAR).tolist()}
