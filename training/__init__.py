"""How the shipped model is made: corpora, renderings, labels, the recipe.

Imports ``cleaner``, never the reverse; not in the wheel.
"""
