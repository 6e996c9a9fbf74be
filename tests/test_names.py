"""Names of labelled texts: what is put together comes apart again, slashes in a page's id included."""

from __future__ import annotations

import pytest

from training.corpora import Page
from training.names import corpus_of, form_of, identity, identity_of, name_of


@pytest.mark.parametrize("number", ["7", "2016/7", "a/b/7.html"])
def test_a_name_holds_corpus_page_and_form(number: str) -> None:
    page = Page("msv", number, "site.example", "en", "", ())
    name = name_of(page, "bs4-glued")
    assert (identity_of(name), form_of(name)) == (identity(page), "bs4-glued")
    assert corpus_of(name) == corpus_of(identity(page)) == "msv"
    assert identity(page) == f"msv/{number}"
