"""The client that a shop would write without ours: `requests` for HTTP, `cryptography` for the signature.

It does the same signed call and no more: the key is parsed once, connections are kept, nothing is retried, and the
answer is a dict. (Amazon's rules for signing: developer.amazon.com/docs/amazon-pay-api-v2/signing-requests.html.)
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from requests.adapters import HTTPAdapter

ALGORITHM = "AMZN-PAY-RSASSA-PSS-V2"


class RequestsClient:
    """Signs with `cryptography`, sends with `requests`. May be shared by `threads` threads."""

    def __init__(
        self, public_key_id: str, private_key: bytes, endpoint: str, threads: int = 1
    ) -> None:
        key = load_pem_private_key(private_key, password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError(f"expected an RSA key, found {type(key).__name__}")
        self._key = key
        self._public_key_id = public_key_id
        self._endpoint = endpoint
        self._host = urlsplit(endpoint).netloc
        self._session = requests.Session()
        self._session.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=threads))

    def capture(self, charge_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Captures a charge."""
        path = f"/v2/charges/{quote(charge_id, safe='')}/capture"
        payload = json.dumps(body)
        headers = self._signed_headers("POST", path, payload)
        response = self._session.post(
            self._endpoint + path, data=payload.encode(), headers=headers, timeout=30
        )
        response.raise_for_status()
        captured: dict[str, Any] = response.json()
        return captured

    def _signed_headers(self, method: str, path: str, payload: str) -> dict[str, str]:
        headers = {
            "accept": "application/json",
            "content-type": "application/json",
            "x-amz-pay-date": datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ"),
            "x-amz-pay-host": self._host,
            "x-amz-pay-idempotency-key": uuid.uuid4().hex,
            "x-amz-pay-region": "eu",
        }
        names = ";".join(headers)
        lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
        digest = hashlib.sha256(payload.encode()).hexdigest()
        canonical = f"{method}\n{path}\n\n{lines}\n{names}\n{digest}"
        message = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        pss = padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=32)
        signature = base64.b64encode(self._key.sign(message.encode(), pss, SHA256())).decode()
        headers["authorization"] = (
            f"{ALGORITHM} PublicKeyId={self._public_key_id}, SignedHeaders={names}, Signature={signature}"
        )
        return headers
