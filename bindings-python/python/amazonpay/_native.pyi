"""The native module: private, used by the modules around it."""

from collections.abc import Awaitable, Callable, Sequence

__version__: str
ERROR_KINDS: tuple[str, ...]

class Answer:
    @property
    def object(self) -> bytes: ...
    @property
    def request_id(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def retries(self) -> int: ...
    @property
    def duration(self) -> float: ...
    @property
    def idempotency_key(self) -> str | None: ...
    @property
    def location(self) -> str | None: ...
    # All headers, a line each: "name: value".
    @property
    def header_lines(self) -> str: ...
    @property
    def raw_body(self) -> bytes: ...

class Client:
    def __new__(
        cls,
        settings: str,
        *,
        signer: Callable[[str, bytes], object] | None = None,
        sandbox: Sandbox | None = None,
        from_env: bool = False,
    ) -> Client: ...
    @property
    def public_key_id(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def environment(self) -> str: ...
    @property
    def algorithm(self) -> str: ...
    @property
    def endpoint(self) -> str: ...
    def execute(
        self,
        operation: str,
        path_parameters: Sequence[str],
        query: str | None = None,
        body: str | None = None,
        options: str | None = None,
    ) -> Answer: ...
    def execute_async(
        self,
        operation: str,
        path_parameters: Sequence[str],
        query: str | None = None,
        body: str | None = None,
        options: str | None = None,
    ) -> Awaitable[Answer]: ...
    # query: a JSON list of names and values.
    def call(
        self,
        method: str,
        path: str,
        query: str | None = None,
        body: str | None = None,
        options: str | None = None,
    ) -> Answer: ...
    def call_async(
        self,
        method: str,
        path: str,
        query: str | None = None,
        body: str | None = None,
        options: str | None = None,
    ) -> Awaitable[Answer]: ...
    # The query of the page after `answer`, which `query` led to; None after the last.
    def next_page(self, operation: str, query: str | None, answer: bytes) -> str | None: ...
    # resource: "charges" or "refunds"; times in seconds.
    def wait_for(
        self,
        resource: str,
        id: str,
        max_wait: float | None = None,
        until_final: bool = False,
        *,
        first: float | None = None,
        growth: float | None = None,
        longest: float | None = None,
    ) -> Answer: ...
    def wait_for_async(
        self,
        resource: str,
        id: str,
        max_wait: float | None = None,
        until_final: bool = False,
        *,
        first: float | None = None,
        growth: float | None = None,
        longest: float | None = None,
    ) -> Awaitable[Answer]: ...
    # write is given pieces of 64 KiB at most; progress(received, total or None), in bytes over the
    # wire, follows each.
    def download(
        self,
        report_document_id: str,
        write: Callable[[bytes], object],
        progress: Callable[[int, int | None], object] | None = None,
    ) -> Answer: ...
    # write may be async; one that isn't runs in the loop's executor.
    def download_async(
        self,
        report_document_id: str,
        write: Callable[[bytes], object],
        progress: Callable[[int, int | None], object] | None = None,
    ) -> Awaitable[Answer]: ...
    # file: what files.upload answered, JSON.
    def send_contents(
        self, file: str, contents: bytes, content_type: str | None = None
    ) -> None: ...
    def send_contents_async(
        self, file: str, contents: bytes, content_type: str | None = None
    ) -> Awaitable[None]: ...
    def button_signature(self, payload: str) -> str: ...
    def button_signature_async(self, payload: str) -> Awaitable[str]: ...
    # request and result: JSON of the core's ButtonRequest and Button.
    def button_config(self, request: str) -> str: ...
    def button_config_async(self, request: str) -> Awaitable[str]: ...

def check_money(amount: str, currency: str) -> str: ...

class Sandbox:
    def __new__(cls, settings: str) -> Sandbox: ...
    @property
    def url(self) -> str: ...
    @property
    def tls_url(self) -> str: ...
    @property
    def ca_pem(self) -> str: ...
    def credentials(self) -> str: ...
    def control(self, method: str, path: str, body: str | None = None) -> tuple[int, str]: ...
    def notifications_settled(self) -> None: ...
    def notifications_settled_async(self) -> Awaitable[None]: ...
    def shutdown(self) -> None: ...

class NotificationVerifier:
    def __new__(cls, settings: str, sandbox: Sandbox | None = None) -> NotificationVerifier: ...
    def verify(self, body: bytes, certificate: str | None = None) -> Verified: ...
    def verify_async(self, body: bytes) -> Awaitable[Verified]: ...
    def confirm_subscription(self, verified: Verified) -> None: ...
    def confirm_subscription_async(self, verified: Verified) -> Awaitable[None]: ...
    def certificate_url(self, body: bytes) -> str: ...

class Verified:
    def text(self) -> str: ...

def sandbox_command(arguments: Sequence[str]) -> int: ...
