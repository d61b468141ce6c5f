"""What the workers of the tests do: the work of an ensemble, and once die in the middle of it."""

import os
import signal
import threading
import time
from pathlib import Path

from foedera import ensemble

#: A file that is there once a worker has died.
FLAG = "FOEDERA_TEST_DIED"


def perform(task):
    """Do a task; the first worker that does the second part is killed while it is at work."""
    flag = Path(os.environ[FLAG])
    if task.name.startswith("part 2/") and not flag.exists():
        flag.write_text(str(os.getpid()))
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGKILL)).start()
        ensemble.perform(task)
        time.sleep(30)
    return ensemble.perform(task)


def always_die(task):
    """Die, whatever the task."""
    os.kill(os.getpid(), signal.SIGKILL)
