"""Servers that stand in for SNS as a vector says: over real TLS, one for each way to reach it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import trustme

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from typing_extensions import Self

#: The hosts of SNS that a vector may lead to.
HOSTS = (
    "sns.eu-west-1.amazonaws.com",
    "sns.af-south-1.amazonaws.com",
    "sns.cn-north-1.amazonaws.com.cn",
)


@dataclass
class SnsHost:
    """One server, and how a verifier reaches it."""

    address: str
    tls_root_certificates: str | None
    #: What it answers; None for silence, nothing for hanging up.
    answer: bytes | None = b""
    requests: list[str] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, Any]:
        """A verifier's settings that lead here for each host of SNS."""
        return {
            "addresses": dict.fromkeys(HOSTS, self.address),
            "tls_root_certificates": self.tls_root_certificates,
        }


class SnsHosts:
    """The servers of a test run."""

    def __init__(self, certificates: Path) -> None:
        self._certificates = certificates
        self._listeners: list[socket.socket] = []
        authority = trustme.CA()
        pem = authority.cert_pem.bytes().decode()
        sns = authority.issue_cert(*HOSTS)
        self.trusted = self._start(sns, pem)
        self.untrusted = self._start(sns, None)
        self.other_host = self._start(authority.issue_cert("sns.example"), pem)
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            # Nobody listens there any more.
            self.closed = SnsHost(f"127.0.0.1:{nobody.getsockname()[1]}", pem)

    def serving(self, served: dict[str, Any]) -> SnsHost:
        """The server that this is about, which answers so from now on."""
        hosts = {None: self.trusted, "untrusted": self.untrusted, "otherHost": self.other_host}
        host = self.closed if served.get("closed") else hosts[served.get("tls")]
        host.answer = self._answer(served)
        return host

    def _answer(self, served: dict[str, Any]) -> bytes | None:
        if served.get("silent"):
            return None
        if served.get("cut"):
            return b""
        text = served.get("text", "")
        if "certificate" in served:
            text = self.pem(served["certificate"])
        status = served.get("status", 200)
        body = b"" if status == 204 else text.encode().ljust(served.get("bytes", 0), b"\n")
        head = f"HTTP/1.1 {status} Status\r\nconnection: close\r\n"
        if served.get("announced") is not False:
            head += f"content-length: {len(body)}\r\n"
        if "location" in served:
            head += f"location: {served['location']}\r\n"
        return f"{head}\r\n".encode() + body

    def pem(self, names: str | list[str]) -> str:
        """The text of one or more certificates of the vectors."""
        listed = [names] if isinstance(names, str) else names
        return "".join((self._certificates / f"{name}.pem").read_text() for name in listed)

    def _start(self, certificate: trustme.LeafCert, trusted: str | None) -> SnsHost:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        listener = socket.create_server(("127.0.0.1", 0))
        self._listeners.append(listener)
        host = SnsHost(f"127.0.0.1:{listener.getsockname()[1]}", trusted)
        threading.Thread(target=self._accept, args=(listener, context, host), daemon=True).start()
        return host

    def _accept(self, listener: socket.socket, context: ssl.SSLContext, host: SnsHost) -> None:
        # Closing the listener ends it.
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                arguments = (connection, context, host)
                threading.Thread(target=self._serve, args=arguments, daemon=True).start()

    def _serve(self, connection: socket.socket, context: ssl.SSLContext, host: SnsHost) -> None:
        # A client that does not trust us hangs up, and so does one that has read enough.
        with (
            contextlib.suppress(OSError),
            context.wrap_socket(connection, server_side=True) as stream,
        ):
            head = b""
            while b"\r\n\r\n" not in head:
                more = stream.recv(4096)
                if not more:
                    return
                head += more
            host.requests.append(head.decode())
            if host.answer is None:
                # Until the client has had enough.
                stream.recv(1)
            else:
                stream.sendall(host.answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for listener in self._listeners:
            # Wakes the thread that accepts, which closing alone does not.
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
