"""What the shipped model is fitted with; experiments and validation start from it."""

from __future__ import annotations

from typing import Final

from cleaner.settings import Settings
from training.mixing.shares import Mixture

SETTINGS: Final = Settings(folds=3, drawn=0.7)
MIXTURE: Final = Mixture(folds=SETTINGS.folds)
