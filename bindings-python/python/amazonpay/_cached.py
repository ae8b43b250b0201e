"""Attributes that are made when they are first asked for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from functools import cached_property as cached
else:

    class cached:
        # As functools.cached_property, without its lock: a fork while another thread held it would hang the child.

        __slots__ = ("__doc__", "make")

        def __init__(self, make):
            self.make = make
            self.__doc__ = make.__doc__

        def __get__(self, instance, owner):
            if instance is None:
                return self
            value = self.make(instance)
            # Whoever comes first wins, so that all threads have the same.
            return instance.__dict__.setdefault(self.make.__name__, value)


__all__ = ["cached"]
