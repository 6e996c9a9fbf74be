"""Fuzzing: bytes that nobody thought of, led by what they reach in the program.

    python -m training.fuzz TARGET --seconds 600

What is fuzzed stands in `training.fuzz.targets`, a module for each family. Nothing of it is imported here: what is
imported before the fuzzer is ready is not watched.
"""
