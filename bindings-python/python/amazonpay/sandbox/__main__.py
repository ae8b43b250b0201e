"""``python -m amazonpay.sandbox serve``: Amazon Pay on this machine, until it is interrupted."""

from __future__ import annotations

import signal
import sys

from .. import _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn


class _Stopped(BaseException):
    """Somebody asked the program to end."""


def _stop(signal_number: int, frame: FrameType | None) -> NoReturn:
    raise _Stopped


def main() -> int:
    """Runs the command and returns its exit code: 0 when it was stopped, 1 when it failed, 2 for wrong arguments."""
    name = sys.argv[0]
    # Run as a module, what was typed is not the file's path.
    program = "python -m amazonpay.sandbox" if name.endswith("__main__.py") else name
    try:
        signal.signal(signal.SIGINT, _stop)
        signal.signal(signal.SIGTERM, _stop)
        return _native.sandbox_command([program, *sys.argv[1:]])
    except _Stopped:
        # What was under way has been finished.
        return 0


if __name__ == "__main__":
    sys.exit(main())
