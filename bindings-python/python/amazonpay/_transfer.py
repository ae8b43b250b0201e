"""Where the contents of a document go."""

from __future__ import annotations

import os
from contextlib import contextmanager
from tempfile import NamedTemporaryFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .resource_additions import Target


@contextmanager
def target(to: Target) -> Iterator[Callable[[bytes], object]]:
    """The function that takes the contents. A path's file appears once all of them are there, or not at all."""
    if not isinstance(to, (str, os.PathLike)):
        yield to.write
        return
    path = os.fspath(to)
    # Beside its place, for a file can be moved into it in one step only within a file system.
    file = NamedTemporaryFile(  # noqa: SIM115 - it outlives the block, under its final name
        dir=os.path.dirname(path) or ".", prefix=".amazonpay-", delete=False
    )
    try:
        with file:
            yield file.write
        os.replace(file.name, path)
    except BaseException:
        os.unlink(file.name)
        raise
