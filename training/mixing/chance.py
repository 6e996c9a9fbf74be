"""Drawing from few: one of some choices, each as likely as any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Choice = TypeVar("Choice")


def one_of(choices: Sequence[Choice], random: np.random.Generator) -> Choice:
    """One of the choices, of which there is at least one."""
    return choices[int(random.integers(len(choices)))]
