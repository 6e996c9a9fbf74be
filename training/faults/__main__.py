"""`python -m training.faults`: the command."""

import sys

from training.faults.command import main

sys.exit(main())
