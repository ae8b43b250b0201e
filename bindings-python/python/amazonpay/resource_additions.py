"""What resources can do beyond the table of operations: waiting for a decision, contents of documents and files."""

from __future__ import annotations

from ._json import text
from ._resource import AsyncResource, Resource, answered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike
    from typing import Protocol, Union

    from .models import Charge, Refund, ReportDocument, UploadedFile

    class Writable(Protocol):
        """What contents are written to: an open file, for instance."""

        def write(self, data: bytes, /) -> object: ...

    Target = Union[str, PathLike[str], Writable]
    Progress = Callable[[int, Union[int, None]], object]
    """Called with the bytes received so far and those expected in all, or None when that is not known."""


class ChargesAdditions(Resource):
    """What charges can do beyond the table of operations."""

    __slots__ = ()

    def wait_for(
        self,
        charge_id: str,
        *,
        max_wait: float | None = None,
        until_final: bool = False,
        first: float | None = None,
        growth: float | None = None,
        longest: float | None = None,
    ) -> Charge:
        """Reads a charge until it is decided: Authorized, Captured, Declined or Canceled.

        A pending authorization takes up to 24 hours. The charge is read after seconds at first, after 10 to 15
        minutes in the end; what passes, such as a broken connection, is waited out.

        Args:
            charge_id: The id of the charge.
            max_wait: The longest wait, in seconds. Default: 25 hours. 0 reads once.
            until_final: Whether an authorization is waited through until the charge is captured or canceled.
            first: The longest pause after the first reading, in seconds. Default: 3.
            growth: How much longer each pause is than the one before. Default: 1.5.
            longest: The longest pause of all, in seconds. Default: 900.

        Raises:
            RequestTimeout: It is not decided yet; the text tells its state.
            AmazonPayError: Reading it failed in a way that does not pass.
        """
        from .models import Charge

        answer = self._native.wait_for(
            "charges", charge_id, max_wait, until_final, first=first, growth=growth, longest=longest
        )
        return answered(Charge, answer)


class AsyncChargesAdditions(AsyncResource):
    """What charges can do beyond the table of operations."""

    __slots__ = ()

    async def wait_for(
        self,
        charge_id: str,
        *,
        max_wait: float | None = None,
        until_final: bool = False,
        first: float | None = None,
        growth: float | None = None,
        longest: float | None = None,
    ) -> Charge:
        """Reads a charge until it is decided: Authorized, Captured, Declined or Canceled.

        As the method of the same name of `AmazonPay.charges`. Cancelling the task ends the waiting.
        """
        from .models import Charge

        answer = await self._native.wait_for_async(
            "charges", charge_id, max_wait, until_final, first=first, growth=growth, longest=longest
        )
        return answered(Charge, answer)


class RefundsAdditions(Resource):
    """What refunds can do beyond the table of operations."""

    __slots__ = ()

    def wait_for(
        self,
        refund_id: str,
        *,
        max_wait: float | None = None,
        first: float | None = None,
        growth: float | None = None,
        longest: float | None = None,
    ) -> Refund:
        """Reads a refund until it is decided: Refunded or Declined.

        Args:
            refund_id: The id of the refund.
            max_wait: The longest wait, in seconds. Default: 25 hours. 0 reads once.
            first: The longest pause after the first reading, in seconds. Default: 3.
            growth: How much longer each pause is than the one before. Default: 1.5.
            longest: The longest pause of all, in seconds. Default: 900.

        Raises:
            RequestTimeout: It is not decided yet; the text tells its state.
            AmazonPayError: Reading it failed in a way that does not pass.
        """
        from .models import Refund

        answer = self._native.wait_for(
            "refunds", refund_id, max_wait, first=first, growth=growth, longest=longest
        )
        return answered(Refund, answer)


class AsyncRefundsAdditions(AsyncResource):
    """What refunds can do beyond the table of operations."""

    __slots__ = ()

    async def wait_for(
        self,
        refund_id: str,
        *,
        max_wait: float | None = None,
        first: float | None = None,
        growth: float | None = None,
        longest: float | None = None,
    ) -> Refund:
        """Reads a refund until it is decided: Refunded or Declined.

        As the method of the same name of `AmazonPay.refunds`. Cancelling the task ends the waiting.
        """
        from .models import Refund

        answer = await self._native.wait_for_async(
            "refunds", refund_id, max_wait, first=first, growth=growth, longest=longest
        )
        return answered(Refund, answer)


class ReportDocumentsAdditions(Resource):
    """What documents of reports can do beyond the table of operations."""

    __slots__ = ()

    def download(
        self, report_document_id: str, *, to: Target, progress: Progress | None = None
    ) -> ReportDocument:
        """Writes the contents of a report's document, unpacked, as they come.

        The address they come from is read anew when it has expired meanwhile; a broken connection is made again, and
        goes on where it broke.

        Args:
            report_document_id: The id of the report document.
            to: The path of a file, which appears once it is whole, or something with a method `write`.
            progress: Called with the bytes received so far and those expected in all, or None when that is not known.

        Raises:
            AmazonPayError: By its subclasses, one a kind of failure.
        """
        from ._transfer import target
        from .models import ReportDocument

        with target(to) as write:
            answer = self._native.download(report_document_id, write, progress)
        return answered(ReportDocument, answer)


class AsyncReportDocumentsAdditions(AsyncResource):
    """What documents of reports can do beyond the table of operations."""

    __slots__ = ()

    async def download(
        self, report_document_id: str, *, to: Target, progress: Progress | None = None
    ) -> ReportDocument:
        """Writes the contents of a report's document, unpacked, as they come.

        As the method of the same name of `AmazonPay.report_documents`. A `write` that is no coroutine function runs in
        the event loop's executor, so that a slow disk holds up no other task.
        """
        from ._transfer import target
        from .models import ReportDocument

        with target(to) as write:
            answer = await self._native.download_async(report_document_id, write, progress)
        return answered(ReportDocument, answer)


class FilesAdditions(Resource):
    """What files can do beyond the table of operations."""

    __slots__ = ()

    def send_contents(
        self, file: UploadedFile, contents: bytes, *, content_type: str | None = None
    ) -> None:
        """Sends the contents of a file that `upload` has announced.

            receipt = pay.files.upload(type=FileType.PDF, purpose=FilePurpose.DISPUTE_EVIDENCE)
            pay.files.send_contents(receipt, Path("receipt.pdf").read_bytes())

        Args:
            file: What `upload` gave.
            contents: The bytes.
            content_type: Default: the one that goes with the file's type.

        Raises:
            ConfigurationError: There is no content type.
            AmazonPayError: By its subclasses, one a kind of failure; 403 once the address has expired.
        """
        self._native.send_contents(text(file.to_dict()), contents, content_type)


class AsyncFilesAdditions(AsyncResource):
    """What files can do beyond the table of operations."""

    __slots__ = ()

    async def send_contents(
        self, file: UploadedFile, contents: bytes, *, content_type: str | None = None
    ) -> None:
        """Sends the contents of a file that `upload` has announced.

        As the method of the same name of `AmazonPay.files`.
        """
        await self._native.send_contents_async(text(file.to_dict()), contents, content_type)
