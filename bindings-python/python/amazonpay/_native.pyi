"""The native module: private, used by the modules around it."""

from collections.abc import Awaitable, Sequence

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
    @property
    def raw_body(self) -> bytes: ...

class Client:
    def __new__(
        cls,
        settings: str,
        *,
        signer: object | None = None,
        sandbox: object | None = None,
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

def check_money(amount: str, currency: str) -> str: ...
