"""Types of arrays that many stages hand on; each is defined here alone. Shapes stand where the arrays do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
"""Offsets, counts, row and line numbers."""
Floats = NDArray[np.float32]
"""Features, and what networks make of them."""
Probabilities = NDArray[np.float64]
Wide = NDArray[np.float64]
"""Sums and shares, for which float32 is too narrow."""
