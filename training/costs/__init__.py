"""Costs: the time and memory that cleaning takes.

    texts -> a tree of files -> speed, beside other tools: a section of the benchmark
    texts -> inputs, files of every sort -> `python -m training.load`

Whole commands run in a process of their own, by `child`, which counts.
"""
