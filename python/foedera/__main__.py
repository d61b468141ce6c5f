"""`python -m foedera`: the command `foedera`."""

import sys

from ._program import main

sys.exit(main())
