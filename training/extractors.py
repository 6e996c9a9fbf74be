"""What other extractors return for a page: mostly the article, with the noise that each of them leaves.

Text that has been through an extractor is the other half of what the program is given to clean. Each is used as its
users find it, with its defaults, and reads nothing but the HTML it is given.
"""

from __future__ import annotations

import logging
import signal
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType, MappingProxyType
from typing import Final

import goose3
import trafilatura
from boilerpy3.extractors import ArticleExtractor

from training.baselines import HTML

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of keyword and summary functions that need another package
    import newspaper

_log = logging.getLogger(__name__)

MOST_SECONDS: Final = 5.0
"""Of processor time for one page and extractor, so that what comes out does not depend on how busy the machine is; the
ordinary is a twentieth of a second, the slowest two's a quarter."""
MOST_CHARS: Final = 2_000_000
"""Longer pages come out empty."""
_NO_ADDRESS: Final = "https://page.invalid/"


def _trafilatura(html: str) -> str:
    """With reader comments, as by default."""
    return trafilatura.extract(html) or ""


def _trafilatura_recall(html: str) -> str:
    return trafilatura.extract(html, favor_recall=True) or ""


def _newspaper(html: str) -> str:
    config = newspaper.Config()
    config.fetch_images = False
    article = newspaper.Article(_NO_ADDRESS, config=config)
    article.download(input_html=html)
    article.parse()
    return str(article.text)


def _goose(html: str) -> str:
    with goose3.Goose({"enable_image_fetching": False}) as goose:
        return str(goose.extract(raw_html=html).cleaned_text)


def _boilerpy(html: str) -> str:
    return str(ArticleExtractor(raise_on_failure=False).get_content(html))


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise TimeoutError inside after so much work, where the system can: in the main thread of a Unix process."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _guarded(name: str, extract: Callable[[str], str]) -> Callable[[str], str]:
    def extractor(html: str) -> str:
        """The extractor's text; "" when it fails or takes too long, which is logged with the reason."""
        if len(html) > MOST_CHARS:
            _log.warning("%s not asked about a page of %d characters", name, len(html))
            return ""
        try:
            with _at_most(MOST_SECONDS):
                return extract(html).replace("\r\n", "\n")
        except Exception as error:  # each library and the parser below it raise their own
            _log.warning("%s failed on a page of %d characters: %r", name, len(html), error)
            return ""

    return extractor


EXTRACTORS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        name: _guarded(name, extract)
        for name, extract in {
            "trafilatura": _trafilatura,
            "trafilatura-recall": _trafilatura_recall,
            "readability": HTML["readability-lxml"],
            "resiliparse-main": HTML["resiliparse"],
            "justext": HTML["justext"],
            "newspaper4k": _newspaper,
            "goose3": _goose,
            "boilerpy3": _boilerpy,
        }.items()
    }
)
"""Extractor name to page HTML -> text; none raises."""
