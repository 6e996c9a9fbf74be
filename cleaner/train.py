"""Train a model from labelled documents, measure it on documents it has not seen, and save it with its card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from cleaner.artifact import save, strange_files
from cleaner.evaluate import Evaluation, Figures, evaluate
from cleaner.examples import stable_number
from cleaner.fit import fit
from cleaner.labels import Labelled
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.settings import Settings
from cleaner.visible import visible

HELD_OUT: Final = 5
"""One document (of a corpus: one site) in so many is held out to measure on."""


def packaged_data() -> Path:
    """The folder of labelled documents that comes with the package, or with the repository it is run from."""
    packaged = Path(__file__).parent / "default_data"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "data"


def is_held_out(document: Labelled) -> bool:
    """Whether a document is for measuring: decided by the name of its group, or its own where it has none, alone.

    So it is on the same side whatever other documents there are; but `held_out` parts few groups otherwise.
    """
    return stable_number(document.group or document.name) % HELD_OUT == 0


def held_out(documents: Sequence[Labelled]) -> list[Labelled]:
    """The documents to measure on: those of `is_held_out`.

    With too few groups to split, documents are held out one by one, by their own names; with too few for that, a fifth
    of them, those whose names have the lowest numbers. None of less than five.
    """
    chosen = [document for document in documents if is_held_out(document)]
    if chosen and len(chosen) < len(documents) / 2:
        return chosen
    chosen = [document for document in documents if stable_number(document.name) % HELD_OUT == 0]
    if 0 < len(chosen) < len(documents):
        return chosen
    by_number = sorted(documents, key=lambda document: (stable_number(document.name), document.group))
    return by_number[: len(documents) // HELD_OUT]


def split(documents: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """The documents to fit on, and those of `held_out`."""
    aside = held_out(documents)
    names = {(document.group, document.name) for document in aside}
    return [document for document in documents if (document.group, document.name) not in names], aside


def train(
    documents: Sequence[Labelled],
    output: Path,
    *,
    settings: Settings | None = None,
    sources: Sequence[str] = (),
) -> Evaluation:
    """Fit on four fifths, measure on the rest, save to the folder `output` the very model that was measured.

    Returns the held-out figures. Raises ValueError when the documents are too few or of one kind only, and when
    `output` is a file or a folder that holds other files than a model's.
    """
    check_output(output)
    settings = settings or Settings()
    seen, aside = split(documents)
    if not seen or not aside:
        raise ValueError(f"{len(documents)} labelled documents are too few to hold some out; give at least 10")
    model = fit(seen, settings)
    evaluation = evaluate(Cleaner(model), aside)
    description = describe(seen, aside, settings, sources)
    save(model, output, trained_on=description, card=card(description, evaluation))
    return evaluation


def check_output(folder: Path) -> None:
    """Raise ValueError, before anything is fitted, where a model should not be written."""
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file; name a folder")
    strange = strange_files(folder)
    if strange:
        shown = ", ".join(map(visible, strange[:3]))
        raise ValueError(f"{folder} holds other files than a model's ({shown}); name a new folder or that of a model")


def describe(
    seen: Sequence[Labelled], aside: Sequence[Labelled], settings: Settings, sources: Sequence[str]
) -> dict[str, Any]:
    """What a model was trained on, as plain data for its manifest."""
    return {
        "sources": list(sources),
        "documents": len(seen),
        "held_out_documents": len(aside),
        "groups": len({document.group for document in seen}),
        "languages": dict(sorted(Counter(document.language for document in seen).items())),
        "settings": asdict(settings),
        "libraries": {name: version(name) for name in ("numpy", "scikit-learn", "scipy")},
    }


def card(description: Mapping[str, Any], evaluation: Evaluation) -> str:
    """The model's card: what it was trained on and what it does on held-out documents, in Markdown."""
    languages = ", ".join(f"{name} {count}" for name, count in description["languages"].items())
    return "\n".join(
        [
            "# Model card",
            "",
            f"Trained on {description['documents']} documents of {description['groups']} groups (sites); "
            f"by language: {languages}.",
            "",
            "Sources:",
            *(f"- {source}" for source in description["sources"]),
            "",
            f"## On {description['held_out_documents']} held-out documents; strictness {Policy().strictness:g}",
            "",
            *card_rows(evaluation),
            "",
        ]
    )


def card_rows(evaluation: Evaluation) -> list[str]:
    """The lines of two Markdown tables: what went by regime and language, and how kinds were named."""
    groups = [("all", evaluation.overall), *sorted(evaluation.by_regime.items())]
    groups += sorted(evaluation.by_language.items())
    return [
        "| documents | number | article characters lost | documents hurt | noise lines removed |",
        "|---|---|---|---|---|",
        *(_row(name, figures) for name, figures in groups),
        "",
        "| kind | lines | judged rightly (F1) |",
        "|---|---|---|",
        *(f"| {kind} | {evaluation.by_kind[kind].lines} | {f1:.2f} |" for kind, f1 in evaluation.kind_f1.items()),
    ]


def _row(name: str, figures: Figures) -> str:
    return (
        f"| {name} | {figures.documents} | {figures.lost:.2%} | {figures.hurt_share:.0%} "
        f"| {figures.removed:.1%} of {figures.noise_lines} |"
    )
