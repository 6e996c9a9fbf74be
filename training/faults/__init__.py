"""Faults: `cleaner apply` killed over and over, and what it leaves compared with a run that nothing disturbed.

A tree of every format is cleaned once in peace. Then, each time into fresh folders, the run is killed at a random
moment, sometimes again while it goes on, sometimes interrupted instead; after each kill every file that is there must
be whole, and after a last run in peace all must be as the first one left it, byte for byte. Then single faults are
checked one by one (`training.faults.checks`).
"""
