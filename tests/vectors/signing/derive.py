"""Derives the expected files of the signing vectors from each case's request.json.

    python3 derive.py            write canonical-request.txt, string-to-sign-*.txt and what is missing of the signatures
    python3 derive.py --check    write nothing, fail when a file differs or a signature doesn't verify

It is written from the rules of Amazon Pay's guide and shares nothing with the Rust code that it proves: the
standard library alone for the texts, the openssl command for the signatures.
"""

import base64
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
from typing import Any

HERE = pathlib.Path(__file__).parent
KEY = HERE.parent / "keys" / "test-only-rsa-2048.pem"
PUBLIC_KEY = HERE.parent / "keys" / "test-only-rsa-2048.public.pem"
PUBLIC_KEY_ID = "SANDBOX-TESTONLYKEY"
ALGORITHMS = {"v2": ("AMZN-PAY-RSASSA-PSS-V2", 32), "v1": ("AMZN-PAY-RSASSA-PSS", 20)}
WHITE_SPACE = " \t\r\n\f"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def encode(data: bytes) -> str:
    return urllib.parse.quote_from_bytes(data, safe="-._~")


def canonical_path(path: str) -> str:
    segments: list[str] = []
    raw = [segment for segment in path.split("/") if segment]
    for segment in raw:
        decoded = urllib.parse.unquote_to_bytes(segment)
        if decoded == b"..":
            if segments:
                segments.pop()
        elif decoded != b".":
            segments.append(encode(decoded))
    directory = path.endswith("/") or (raw and urllib.parse.unquote(raw[-1]) in (".", ".."))
    return "/" + "/".join(segments) + ("/" if directory and segments else "")


def canonical_query(query: str) -> str:
    pairs = []
    for parameter in query.split("&"):
        if parameter:
            name, _, value = parameter.partition("=")
            pairs.append(tuple(urllib.parse.unquote_to_bytes(text.replace("+", " ")) for text in (name, value)))
    return "&".join(encode(name) + "=" + encode(value) for name, value in sorted(pairs))


def canonical_headers(headers: list[list[str]], signed: list[str] | None) -> tuple[str, str]:
    by_name: dict[str, list[str]] = {}
    for name, value in headers:
        folded = re.sub(f"[{WHITE_SPACE}]+", " ", value.strip(WHITE_SPACE))
        by_name.setdefault(name.lower(), []).append(folded)
    names = sorted(by_name) if signed is None else sorted({name.lower() for name in signed})
    return "".join(f"{name}:{','.join(by_name[name])}\n" for name in names), ";".join(names)


def canonical_request(request: dict[str, Any]) -> tuple[str, str]:
    headers, signed = canonical_headers(request["headers"], request.get("signedHeaders"))
    parts = [
        request["method"],
        canonical_path(request["path"]),
        canonical_query(request["query"]),
        headers,
        signed,
        sha256(request["body"].encode()),
    ]
    return "\n".join(parts), signed


def openssl(*arguments: str | pathlib.Path, data: bytes) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["openssl", *arguments], check=False, input=data, capture_output=True)


def pss(salt: int) -> list[str]:
    return ["-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", f"rsa_pss_saltlen:{salt}"]


def sign(message: bytes, salt: int) -> str:
    done = openssl("dgst", *pss(salt), "-sign", KEY, data=message)
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    return base64.b64encode(done.stdout).decode()


def verifies(message: bytes, salt: int, signature: str) -> bool:
    with tempfile.NamedTemporaryFile() as file:
        file.write(base64.b64decode(signature, validate=True))
        file.flush()
        return openssl("dgst", *pss(salt), "-verify", PUBLIC_KEY, "-signature", file.name, data=message).returncode == 0


def expected_files(request: dict[str, Any]) -> tuple[dict[str, str], dict[str, tuple[str, bytes, int]]]:
    """The texts to compare, and for each algorithm the signature's file with what stands around the signature."""
    texts: dict[str, str] = {}
    signatures: dict[str, tuple[str, bytes, int]] = {}
    if "payload" in request:
        signed_text, before = request["payload"], ""
    else:
        signed_text, names = canonical_request(request)
        texts["canonical-request.txt"] = signed_text
        before = f" PublicKeyId={PUBLIC_KEY_ID}, SignedHeaders={names}, Signature="
    for version, (algorithm, salt) in ALGORITHMS.items():
        string_to_sign = f"{algorithm}\n{sha256(signed_text.encode())}"
        texts[f"string-to-sign-{version}.txt"] = string_to_sign
        file = f"authorization-{version}.txt" if before else f"signature-{version}.txt"
        signatures[file] = (algorithm + before if before else "", string_to_sign.encode(), salt)
    return texts, signatures


def main(check: bool) -> int:
    failures: list[str] = []
    cases = sorted(HERE.glob("*/request.json"))
    for path in cases:
        case = path.parent
        texts, signatures = expected_files(json.loads(path.read_text("utf-8")))
        for name, text in texts.items():
            file = case / name
            if not check:
                file.write_bytes(text.encode())
            elif not file.exists() or file.read_bytes() != text.encode():
                failures.append(f"{case.name}/{name} differs")
        for name, (before, message, salt) in signatures.items():
            file = case / name
            found = file.read_text("utf-8") if file.exists() else ""
            # A signature has a random salt: what verifies is kept, so that the files change only with the case.
            if found and found.startswith(before) and verifies(message, salt, found[len(before) :]):
                continue
            if check:
                failures.append(f"{case.name}/{name} doesn't verify")
            else:
                file.write_bytes((before + sign(message, salt)).encode())
        unknown = {file.name for file in case.iterdir()} - {"request.json", *texts, *signatures}
        failures += [f"{case.name}/{name} belongs to no stage" for name in sorted(unknown)]
    for failure in failures:
        print(failure)
    print(f"{len(cases)} cases, {len(failures)} failures")
    return 1 if failures or not cases else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
