"""WWWXMU: Chinese finance news of 2017 and 2018 from ten portals, a folder each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from training.corpora.decode import decode_html, decode_text
from training.corpora.files import page_files, stored_bytes
from training.corpora.page import Page, paragraphs

SITES = {
    "cjw": "caijing.com.cn",
    "hexun": "hexun.com",
    "jjgc": "eeo.com.cn",
    "nbd": "nbd.com.cn",
    "people": "people.com.cn",
    "qq": "qq.com",
    "sina": "sina.com.cn",
    "wangyi": "163.com",
    "xinhua": "xinhuanet.com",
    "yicai": "yicai.com",
}
"""Folder to registrable domain, by the hosts its pages link to, so that other corpora's pages meet them."""


def read(folder: Path) -> Iterator[Page]:
    """Every page with a label file, by site; the id is ``folder/number``. Few truths hold the headline."""
    for name, site in SITES.items():
        for stem, path in page_files(folder / "source_html" / name):
            label = folder / "label_content" / name / f"{stem}.txt"
            truth = paragraphs(decode_text(label.read_bytes())) if label.is_file() else ()
            if not truth:
                continue
            html = decode_html(stored_bytes(path))
            yield Page(corpus="wwwxmu", id=f"{name}/{stem}", site=site, language="zh", html=html, truth=truth)
