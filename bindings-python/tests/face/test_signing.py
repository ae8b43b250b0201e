"""The vectors of buttons' signatures: what is signed, byte for byte, and that OpenSSL accepts the signature."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from amazonpay import AmazonPay, AsyncAmazonPay

from .playback import VECTORS

BUTTONS = sorted((VECTORS / "signing").glob("button-*"))
ALGORITHMS = {"v1": ("AMZN-PAY-RSASSA-PSS", 20), "v2": ("AMZN-PAY-RSASSA-PSS-V2", 32)}


class Recorder:
    """A signer that keeps what it is to sign; its signatures are of the right length and no others' business."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bytes]] = []

    def __call__(self, algorithm: str, message: bytes) -> bytes:
        self.seen.append((algorithm, message))
        return bytes(range(256))


@pytest.mark.parametrize("version", ALGORITHMS)
@pytest.mark.parametrize("vector", BUTTONS, ids=lambda vector: vector.name)
async def test_what_is_signed_is_the_vectors_text(vector: Path, version: str) -> None:
    payload = json.loads((vector / "request.json").read_text("utf-8"))["payload"]
    expected = (vector / f"string-to-sign-{version}.txt").read_bytes()
    algorithm, _ = ALGORITHMS[version]
    for client in (AmazonPay, AsyncAmazonPay):
        signer = Recorder()
        pay = client(
            public_key_id="SANDBOX-SIGNING", signer=signer, region="eu", algorithm=algorithm
        )
        if isinstance(pay, AsyncAmazonPay):
            signature = await pay.button_signature(payload)
        else:
            signature = pay.button_signature(payload)
        assert signer.seen == [(algorithm, expected)]
        assert base64.b64decode(signature) == bytes(range(256))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="verifies with the openssl command")
@pytest.mark.parametrize("version", ALGORITHMS)
@pytest.mark.parametrize("vector", BUTTONS, ids=lambda vector: vector.name)
def test_openssl_accepts_the_signature(vector: Path, version: str, tmp_path: Path) -> None:
    payload = json.loads((vector / "request.json").read_text("utf-8"))["payload"]
    algorithm, salt = ALGORITHMS[version]
    pay = AmazonPay(
        public_key_id="SANDBOX-SIGNING",
        private_key=VECTORS / "keys" / "test-only-rsa-2048.pem",
        region="eu",
        algorithm=algorithm,
    )
    (tmp_path / "signature").write_bytes(base64.b64decode(pay.button_signature(payload)))
    public = VECTORS / "keys" / "test-only-rsa-2048.public.pem"
    signature = tmp_path / "signature"
    command = ["openssl", "dgst", "-sha256", "-verify", str(public), "-signature", str(signature)]
    command += ["-sigopt", "rsa_padding_mode:pss", "-sigopt", f"rsa_pss_saltlen:{salt}"]
    text = (vector / f"string-to-sign-{version}.txt").read_bytes()
    verified = subprocess.run(command, input=text, capture_output=True, check=False)
    assert verified.stdout.decode().strip() == "Verified OK", verified.stderr
