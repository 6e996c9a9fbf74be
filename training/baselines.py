"""What the program is compared with: rules on the same text, and extractors that read the page's HTML.

Each is a function from text, or from HTML, to text. They may raise; `run` counts that and takes the output as
empty.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

import inscriptis
import justext
import trafilatura
from readability import Document
from resiliparse.extract.html2text import extract_plain_text

from training.corpora.language import page_language

log = logging.getLogger(__name__)

_END_MARKS = (".", "?", "!", '"')
_LONGEST_WORD = 1000
_POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
_SENTENCE_END = re.compile(r'[.?!]+"?(?=\s|$)')


def keep_all(text: str) -> str:
    """The text as it came: what the other figures must beat."""
    return text


def c4_rules(text: str, *, words: int, sentences: int) -> str:
    """The line rules of C4 (Raffel et al. 2020, section 2.2) in our own writing.

    A line stays when it ends with one of `. ? ! "` and not with three dots, has at least `words` words
    between blanks, none of them over 1,000 characters, and holds neither "javascript" nor one of six
    phrases of cookie and policy notices. A page is dropped whole, that is comes out empty, when a line that
    ends rightly and is long enough holds "lorem ipsum", when one of those left holds "{", or when what
    stays has fewer than `sentences` sentences. Left out: the word list, the language test, and the
    deduplication over a corpus.

    The program that made the corpus (tensorflow-datasets, `c4_utils`) has 5 words and 3 sentences, the
    printed paper and datatrove 3 words and 5 sentences; the six phrases and the longest word are in the
    programs only. Two liberties: sentences are counted by their end marks instead of with nltk's punkt, and
    citation marks such as [1] are left in their lines.
    """
    kept, n_sentences = [], 0
    for raw in text.splitlines():
        line = raw.strip()
        if not line.endswith(_END_MARKS) or line.endswith("..."):
            continue
        parts = line.split()
        if len(parts) < words or (len(line) > _LONGEST_WORD and max(map(len, parts)) > _LONGEST_WORD):
            continue
        lower = line.lower()
        if "lorem ipsum" in lower:
            return ""
        if "javascript" in lower:
            continue
        if "{" in line:
            return ""
        if any(phrase in lower for phrase in _POLICY):
            continue
        n_sentences += len(_SENTENCE_END.findall(line))
        kept.append(line)
    return "\n".join(kept) if n_sentences >= sentences else ""


def _trafilatura(html: str) -> str:
    return trafilatura.extract(html, include_comments=False) or ""


def _resiliparse(html: str) -> str:
    """Without what the truths leave out, as with trafilatura: comments, pictures' texts and bullets."""
    text = extract_plain_text(html, main_content=True, comments=False, alt_texts=False, list_bullets=False)
    return str(text)


def _readability(html: str) -> str:
    """The summary is HTML; inscriptis writes it as text, with a line for each block."""
    return str(inscriptis.get_text(Document(html).summary()))


def _justext(html: str) -> str:
    """With the stop words of the page's language; for one that has no list in its mode without stop words."""
    name = STOP_WORDS.get(page_language(html))
    if name is None:
        paragraphs = justext.justext(html, frozenset(), stopwords_low=0, stopwords_high=0)
    else:
        paragraphs = justext.justext(html, justext.get_stoplist(name))
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


STOP_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
        "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
        "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish",
        "fr": "French", "gl": "Galician", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi",
        "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "is": "Icelandic", "it": "Italian",
        "kn": "Kannada", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian",
        "ml": "Malayalam", "mr": "Marathi", "ms": "Malay", "ne": "Nepali", "nl": "Dutch",
        "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
        "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish",
        "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "tl": "Tagalog", "tr": "Turkish",
        "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
    }
)  # fmt: skip
"""ISO 639-1 code to the name of justext's list of stop words, for the languages of our corpora."""

Extract = Callable[[str], str]
KEEP_ALL: Final = "keep all"

TEXT: Final[Mapping[str, Extract]] = MappingProxyType(
    {
        KEEP_ALL: keep_all,
        "C4 rules, 5 words": partial(c4_rules, words=5, sentences=3),
        "C4 rules, 3 words": partial(c4_rules, words=3, sentences=5),
    }
)
"""Name to text -> text, for what works on a rendering."""

HTML: Final[Mapping[str, Extract]] = MappingProxyType(
    {
        "trafilatura": _trafilatura,
        "resiliparse": _resiliparse,
        "readability-lxml": _readability,
        "justext": _justext,
    }
)
"""Name to HTML -> text, for what reads the page itself."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What one method made of some inputs, in their order."""

    texts: tuple[str, ...]
    failed: int = 0  # inputs it raised on; their text is ""

    @property
    def empty(self) -> int:
        """Outputs without a visible character, failures included."""
        return sum(not text.strip() for text in self.texts)


def run(name: str, extract: Extract, inputs: Iterable[str]) -> Outputs:
    """Every input through the baseline that the log calls `name`. Never raises on an input."""
    texts, failed = [], 0
    for source in inputs:
        try:
            text = extract(source)
        except Exception as error:  # each library and the parser below it raise their own
            log.warning("%s failed on an input of %d characters: %s", name, len(source), error)
            text, failed = "", failed + 1
        texts.append(text)
    return Outputs(tuple(texts), failed)
