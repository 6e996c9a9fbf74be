"""MSV: English news pages of 2005 to 2017, in sets by year, with very clean gold text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from training.corpora.decode import decode_html, decode_text
from training.corpora.files import page_files, stored_bytes
from training.corpora.page import Page, paragraphs
from training.corpora.site import site_of_html


def read(folder: Path) -> Iterator[Page]:
    """Every page with a gold file, set by set; the id is ``set/stem``.

    The first line of a gold file is the headline: it is ``title`` and stays the truth's first paragraph. The
    data names no address: the site is the one the page names or links to.
    """
    for collection in sorted(each for each in (folder / "Extraction").iterdir() if each.is_dir()):
        for stem, path in page_files(collection / "html", (".htm", ".html")):
            gold = collection / "gold" / f"{stem}.txt"
            truth = paragraphs(decode_text(gold.read_bytes())) if gold.is_file() else ()
            if not truth:
                continue
            key = f"{collection.name}/{stem}"
            html = decode_html(stored_bytes(path))
            site = site_of_html(html) or f"msv/{key}"
            yield Page(corpus="msv", id=key, site=site, language="en", html=html, truth=truth, title=truth[0])
