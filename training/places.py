"""Where the commands of `training` find things unless they are told: beside and below the repository."""

from __future__ import annotations

from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).parent.parent
ARCHIVES: Final = REPOSITORY.parent / "shared" / "corpora"
"""Archives of the corpora, or clones (`training/corpora/README.md`)."""
CACHE: Final = REPOSITORY / ".cache"
"""What is unpacked, labelled, fitted and measured, kept for the next run."""
