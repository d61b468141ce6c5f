"""The command `foedera`, as the wheel brings it."""

import signal
import sys

from . import _native


def main() -> int:
    """Run the command line with the words of this process."""
    # Ctrl-C ends a command at once, as it does where no Python is around it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.main(["foedera", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
