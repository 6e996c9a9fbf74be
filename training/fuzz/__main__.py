"""`python -m training.fuzz`: the command."""

from training.fuzz.command import main

main()
