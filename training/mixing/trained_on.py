"""What the shipped model is trained on: pages in their forms, composed documents and `data/`, weighed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cleaner.examples import stable_number
from cleaner.labels import Labelled
from training.labelling.consensus import reconcile
from training.mixing.page_forms import is_wanted, page_forms, page_weights
from training.mixing.regimes import relaid
from training.mixing.shares import Mixture
from training.mixing.stocks import composed_documents
from training.names import identity_of, one_of_each

log = logging.getLogger(__name__)


def mix(pages: Sequence[Labelled], data: Sequence[Labelled], archives: Path, mixture: Mixture) -> list[Labelled]:
    """All training documents. `pages` are labelled texts of pages, as `dataset.labelled_pages` gives them."""
    pages = reconcile(pages, [*one_of_each(pages), *data])
    weights = page_weights(pages, mixture)
    pages = [page for page in pages if _is_taken(page, mixture)]
    composed = list(composed_documents(pages, data, archives, mixture)) if mixture.composed else []
    documents = [
        *page_forms(pages, weights, mixture),
        *(replace(copy, weight=mixture.data) for document in data for copy in relaid(document, mixture.copies)),
        *composed,
    ]
    log.info("%d training documents, %d of them composed", len(documents), len(composed))
    return documents


def _is_taken(page: Labelled, mixture: Mixture) -> bool:
    number = stable_number(identity_of(page.name))
    return mixture.every > 0 and number // 7 % mixture.every == 0 and is_wanted(page.name, mixture)
