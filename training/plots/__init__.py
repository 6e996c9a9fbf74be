"""Plots: what a model does to held-out documents, as PNG files.

    judged lines at every strictness -> of_documents -> PNG
    what became of lines of a kind or a language -> of_groups -> of_documents, which lists all and writes them

Both draw in one style.
"""
