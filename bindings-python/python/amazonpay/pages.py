"""Lists that come in pages: iterate over the items, or over the pages."""

from __future__ import annotations

from ._option_values import encode_options
from ._resource import answered, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from typing import Generic, TypeVar

    from . import _native
    from ._model import Model, ResponseModel
    from .options import CallOptions

    Page = TypeVar("Page", bound=ResponseModel)
    Item = TypeVar("Item")

    class _Generic(Generic[Page, Item]):
        pass
else:

    class _Generic:
        # typing.Generic without typing, whose import takes longer than the rest of the package.
        def __class_getitem__(cls, parameters):
            return cls


class _Listing(_Generic["Page", "Item"]):
    """What both kinds of lists know: the call that leads to the first page."""

    __slots__ = ("_items", "_native", "_operation", "_options", "_page", "_query")

    def __init__(
        self,
        native: _native.Client,
        operation: str,
        page: type[Page],
        items: str,
        query: Model,
        options: CallOptions,
    ) -> None:
        self._native = native
        self._operation = operation
        self._page = page
        self._items = items
        # Both are checked now, so that a mistake shows where the list is asked for and not where it is first read.
        self._query = text_of(query)
        self._options = encode_options(options)

    def _of(self, page: Page) -> Sequence[Item]:
        found: Sequence[Item] | None = getattr(page, self._items)
        return found or ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation}>"


class Pages(_Listing["Page", "Item"]):
    """A list that is read a page at a time while it is iterated; each iteration begins anew.

    >>> for report in pay.reports.list(): ...       # doctest: +SKIP
    >>> for page in pay.reports.list().pages(): ... # doctest: +SKIP
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[Item]:
        """The items of all pages. Each page is a call, which raises what calls raise."""
        for page in self.pages():
            yield from self._of(page)

    def pages(self) -> Iterator[Page]:
        """The pages, each with its `meta` and its `next_token`, by which the list can be gone on with later."""
        query = self._query
        while True:
            answer = self._native.execute(self._operation, [], query, None, self._options)
            following = self._native.next_page(self._operation, query, answer.object)
            yield answered(self._page, answer)
            if following is None:
                return
            query = following


class AsyncPages(_Listing["Page", "Item"]):
    """A list that is read a page at a time while it is iterated; each iteration begins anew.

    >>> async for report in pay.reports.list(): ...       # doctest: +SKIP
    >>> async for page in pay.reports.list().pages(): ... # doctest: +SKIP
    """

    __slots__ = ()

    async def __aiter__(self) -> AsyncIterator[Item]:
        """The items of all pages. Each page is a call, which raises what calls raise."""
        async for page in self.pages():
            for item in self._of(page):
                yield item

    async def pages(self) -> AsyncIterator[Page]:
        """The pages, each with its `meta` and its `next_token`, by which the list can be gone on with later."""
        query = self._query
        while True:
            answer = await self._native.execute_async(
                self._operation, [], query, None, self._options
            )
            following = self._native.next_page(self._operation, query, answer.object)
            yield answered(self._page, answer)
            if following is None:
                return
            query = following
