"""Names of labelled texts of pages: `<corpus>/<page>/<form>`, made and taken apart here alone.

`<corpus>/<page>` is the page's identity; a page's id may hold slashes, a corpus and a form hold none. A form is a
rendering or an extractor, by its name in `render` or `extractors`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cleaner.labels import Labelled
from training.corpora.page import Page

ONE_OF_EACH: Final = "inscriptis"
"""The form that stands for its page where one is enough."""


def identity(page: Page) -> str:
    """`<corpus>/<page>` of a page."""
    return f"{page.corpus}/{page.id}"


def name_of(page: Page, form: str) -> str:
    """The name of a page's labelled text in a form."""
    return f"{identity(page)}/{form}"


def identity_of(name: str) -> str:
    """`<corpus>/<page>` of the page that a labelled text of this name shows."""
    return name.rpartition("/")[0]


def form_of(name: str) -> str:
    """The form in which a labelled text of this name shows its page."""
    return name.rpartition("/")[2]


def corpus_of(name: str) -> str:
    """The corpus of a labelled text of this name, or of a page of this identity."""
    return name.partition("/")[0]


def one_of_each(pages: Iterable[Labelled]) -> list[Labelled]:
    """Of labelled texts in many forms, one for each page."""
    return [page for page in pages if form_of(page.name) == ONE_OF_EACH]
