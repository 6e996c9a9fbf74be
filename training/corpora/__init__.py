"""Public pages with human truth: one reader a corpus, in the corpus's own layout.

``README.md`` beside this file says where each corpus is published; ``archive.unpack`` gives the folder to
read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from training.corpora import (
    aeb,
    cleaneval,
    daniel,
    dragnet,
    fundus,
    l3s,
    mercury,
    mozilla,
    msv,
    trafilatura_eval,
    wcxb,
    wwwxmu,
)
from training.corpora.page import Page

__all__ = ["CORPORA", "Corpus", "Page", "read"]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is known of a corpus without opening it."""

    name: str  # the ``corpus`` field of its pages
    archive: str  # archive name, without ``.tar.xz``
    licence: str  # of the annotation; the pages stay their publishers'
    reader: Callable[[Path], Iterator[Page]]  # folder in the corpus's own layout -> pages, in a fixed order
    measuring_only: bool = False  # never to train or tune on
    all_sorts: bool = False  # pages that are no articles among them, marked by other conventions: little weight
    by_default: bool = True  # trained on unless asked otherwise


_ALL = (
    Corpus("wcxb", "wcxb-dev", "CC-BY-4.0", wcxb.read),
    Corpus("dragnet", "dragnet", "AGPL-3.0", dragnet.read),
    Corpus("msv", "msv", "research use", msv.read),
    Corpus("daniel", "daniel", "GPL-3.0", daniel.read),
    Corpus("wwwxmu", "wwwxmu-zh", "none stated", wwwxmu.read),
    Corpus("fundus", "fundus", "MIT", fundus.read),
    Corpus("mercury", "mercury", "MIT", mercury.read),
    Corpus("mozilla", "mozilla-readability", "Apache-2.0", mozilla.read),
    Corpus("l3s", "l3s-gn1-visible-half", "research use", l3s.read),
    Corpus("cleaneval", "cleaneval", "research use", cleaneval.read, all_sorts=True),
    Corpus("wcxb-other", "wcxb-dev", "CC-BY-4.0", wcxb.read_other, all_sorts=True, by_default=False),
    Corpus("aeb", "aeb-visible-half", "MIT", aeb.read, measuring_only=True),
    Corpus("trafilatura", "trafilatura-visible-half", "Apache-2.0", trafilatura_eval.read, measuring_only=True),
)

CORPORA: Mapping[str, Corpus] = MappingProxyType({corpus.name: corpus for corpus in _ALL})


def read(name: str, folder: Path) -> Iterator[Page]:
    """The pages of corpus ``name`` from its unpacked ``folder``.

    Raises KeyError for a name not in the registry, FileNotFoundError for a folder in another layout.
    """
    if name not in CORPORA:
        raise KeyError(f"no corpus {name!r}; known: {', '.join(CORPORA)}")
    return CORPORA[name].reader(folder)
