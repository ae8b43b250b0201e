"""Tests without an Amazon account: a sandbox of Amazon Pay in the process of the test.

>>> from amazonpay.testing import Sandbox
>>> with Sandbox() as sandbox:
...     pay = sandbox.client()
...     sandbox.clock.advance(days=8)

Guide: docs/testing.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._control import SandboxError
    from .sandbox import Sandbox

__all__ = ["Sandbox", "SandboxError"]


def __getattr__(name: str) -> object:
    # Late, so that pytest, which loads the plugin in here in every project, loads nothing else with it.
    if name == "Sandbox":
        from .sandbox import Sandbox

        return Sandbox
    if name == "SandboxError":
        from ._control import SandboxError

        return SandboxError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
