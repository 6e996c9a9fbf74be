"""What documents are composed from, fold by fold; and its stock lines once more, alone, for the line layer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cleaner.examples import folds_of, stable_number
from cleaner.labels import Labelled
from training import phrases
from training.corpora import bbc
from training.mixing.compose import Stock, compose
from training.mixing.shares import Mixture
from training.names import one_of_each


def composed_documents(
    pages: Sequence[Labelled], data: Sequence[Labelled], archives: Path, mixture: Mixture
) -> Iterator[Labelled]:
    """Composed documents, fold by fold, so that the line layer never scores a piece that it was fitted on."""
    stocks = [Stock() for _ in range(mixture.folds)]
    whole = list(bbc.articles(archives)) if mixture.bbc else []
    taken = [page for page in one_of_each(pages) if stable_number(page.name) % 3 == 0]
    for documents in (whole, taken, data):
        for document, fold in zip(documents, folds_of(documents, mixture.folds), strict=True):
            stocks[fold].add_document(document)
    if mixture.bbc:
        _add_lists(stocks, archives)
    for language, kind, lines in phrases.pieces():
        stocks[stable_number(lines[0]) % len(stocks)].add_piece(language, [(kind, line) for line in lines])
    yield from whole
    for fold, stock in enumerate(stocks):
        for language in sorted(stock.pieces):
            number = {"hi": mixture.hindi, "en": mixture.english}.get(language, mixture.other) // mixture.folds
            number = min(number, mixture.reuse * max(1, len(stock.articles[language])))
            for document in compose(stock, language, number, name=f"composed/{language}/{fold}"):
                yield replace(document, weight=mixture.composed)


def _add_lists(stocks: Sequence[Stock], archives: Path) -> None:
    """Interface strings as single lines; headline lists in fives, with a head line of their language or without."""
    heads: dict[str, list[str]] = defaultdict(list)
    for language, kind, text in bbc.strings(archives):
        stocks[stable_number(text) % len(stocks)].add_piece(language, [(kind, text)])
        if kind == "related":
            heads[language].append(text)
    for language, headlines in bbc.headlines(archives):
        for i in range(0, len(headlines), 5):
            some = [("related", headline) for headline in headlines[i : i + 5]]
            stock = stocks[stable_number(headlines[i]) % len(stocks)]
            stock.add_piece(language, some)
            if heads[language]:
                head = heads[language][i // 5 % len(heads[language])]
                stock.add_piece(language, [("related", head), *some])


def lexicon(archives: Path, mixture: Mixture) -> list[Labelled]:
    """Stock lines and interface strings, piece by piece, for the line layer alone; folds as in `composed_documents`."""
    if not mixture.lexicon:
        return []
    pieces = list(phrases.pieces())
    if mixture.bbc:
        pieces += [(language, kind, [text]) for language, kind, text in bbc.strings(archives)]
    return [
        Labelled(
            f"stock/{language}/{number}", tuple(lines), (kind,) * len(lines), (True,) * len(lines), language,
            group=lines[0], weight=mixture.lexicon,
        )
        for number, (language, kind, lines) in enumerate(pieces)
    ]  # fmt: skip
