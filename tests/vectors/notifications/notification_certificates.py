"""Makes the certificates of the notification vectors with the openssl command, in place of Amazon's.

The private keys are in keys/; a certificate is made of a key, a name and dates that do not move, so that making it again
gives the same bytes.
"""

import pathlib
import subprocess
import tempfile
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).parent
KEYS = HERE / "keys"

CONFIGURATION = """
[ca]
default_ca = authority
[authority]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
email_in_dn = no
[any]
organizationName = optional
commonName = supplied
[req]
distinguished_name = name
[name]
"""

SNS = "sns.amazonaws.com"
AUTHORITY = ["basicConstraints = critical, CA:TRUE", "keyUsage = critical, keyCertSign, cRLSign"]


@dataclass
class Certificate:
    """What is asked of openssl. The issuer `None` signs itself."""

    issuer: str | None
    key: str
    common_name: str
    names: list[str] = field(default_factory=list)
    start: str = "20260101000000Z"
    end: str = "20270101000000Z"
    usage: str = "serverAuth"
    extensions: list[str] = field(default_factory=list)


CERTIFICATES = {
    "root": Certificate(
        None, "root", "Test Root CA 1", start="20200101000000Z", end="20450101000000Z", extensions=AUTHORITY
    ),
    "intermediate": Certificate(
        "root", "intermediate", "Test RSA 2048 M01", start="20240101000000Z", end="20360101000000Z", extensions=AUTHORITY
    ),
    "expired-intermediate": Certificate(
        "root", "intermediate", "Test RSA 2048 M00", start="20240101000000Z", end="20260601000000Z", extensions=AUTHORITY
    ),
    "foreign-root": Certificate(
        None, "foreign-root", "Test Root CA 1", start="20200101000000Z", end="20450101000000Z", extensions=AUTHORITY
    ),
    "sns": Certificate("intermediate", "sns", SNS, [SNS]),
    "sns-of-root": Certificate("root", "sns", SNS, [SNS]),
    "sns-region": Certificate("intermediate", "sns", "sns.eu-west-1.amazonaws.com", ["sns.eu-west-1.amazonaws.com"]),
    "sns-signing-af-south-1": Certificate(
        "intermediate",
        "sns",
        "sns-signing.af-south-1.amazonaws.com",
        ["sns-signing.af-south-1.amazonaws.com", "sns.af-south-1.amazonaws.com"],
    ),
    "sns-cn-north-1": Certificate(
        "intermediate", "sns", "sns-cn-north-1.amazonaws.com.cn", ["sns-cn-north-1.amazonaws.com.cn"]
    ),
    "expired": Certificate("intermediate", "sns", SNS, [SNS], start="20250101000000Z", end="20260101000000Z"),
    "not-yet-valid": Certificate("intermediate", "sns", SNS, [SNS], start="20270101000000Z", end="20280101000000Z"),
    "of-expired-intermediate": Certificate("expired-intermediate", "sns", SNS, [SNS]),
    "foreign": Certificate("foreign-root", "sns", SNS, [SNS]),
    "self-signed": Certificate(None, "sns", SNS, [SNS]),
    "authority": Certificate("intermediate", "sns", SNS, [SNS], extensions=AUTHORITY),
    "client": Certificate("intermediate", "sns", SNS, [SNS], usage="clientAuth"),
    "other-key": Certificate("intermediate", "other", SNS, [SNS]),
    "other-name": Certificate("intermediate", "sns", "sqs.amazonaws.com", ["sqs.amazonaws.com"]),
    "wildcard": Certificate("intermediate", "sns", "*.amazonaws.com", ["*.amazonaws.com"]),
    "longer-name": Certificate("intermediate", "sns", f"{SNS}.evil.example", [f"{SNS}.evil.example"]),
    "common-name-only": Certificate("intermediate", "sns", SNS),
    "rsa-1024": Certificate("intermediate", "rsa-1024", SNS, [SNS]),
    "ec": Certificate("intermediate", "ec", SNS, [SNS]),
}


def key(name: str) -> pathlib.Path:
    return KEYS / f"{name}.pem"


def openssl(*arguments: str | pathlib.Path, data: bytes = b"", folder: pathlib.Path = HERE) -> bytes:
    done = subprocess.run(["openssl", *arguments], check=False, input=data, capture_output=True, cwd=folder)
    if done.returncode:
        raise SystemExit(f"openssl {' '.join(map(str, arguments))}\n{done.stderr.decode()}")
    return done.stdout


def make_all() -> dict[str, str]:
    """Every certificate as PEM, by name."""
    made: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "configuration").write_text(CONFIGURATION)
        for serial, (certificate_name, certificate) in enumerate(CERTIFICATES.items(), start=1):
            made[certificate_name] = make(certificate, serial, folder, made)
    return made


def make(wanted: Certificate, serial: int, folder: pathlib.Path, made: dict[str, str]) -> str:
    (folder / "index").write_text("")
    (folder / "serial").write_text(f"{serial:04x}\n")
    extensions = list(wanted.extensions)
    if wanted.names:
        extensions.append("subjectAltName = " + ", ".join(f"DNS:{name}" for name in wanted.names))
    if wanted.extensions is not AUTHORITY:
        extensions += ["basicConstraints = critical, CA:FALSE", f"extendedKeyUsage = {wanted.usage}"]
    (folder / "extensions").write_text("\n".join(extensions) + "\n")
    subject = f"/O=amazonpay test only/CN={wanted.common_name}"
    request = openssl(
        "req", "-new", "-config", "configuration", "-subj", subject, "-key", key(wanted.key), folder=folder
    )
    (folder / "request").write_bytes(request)
    if wanted.issuer is None:
        signer: list[str | pathlib.Path] = ["-selfsign", "-keyfile", key(wanted.key)]
    else:
        (folder / "issuer").write_text(made[wanted.issuer])
        signer = ["-cert", "issuer", "-keyfile", key(CERTIFICATES[wanted.issuer].key)]
    dates = ["-startdate", wanted.start, "-enddate", wanted.end]
    files = ["-config", "configuration", "-extfile", "extensions", "-in", "request", "-out", "certificate"]
    openssl("ca", "-batch", "-notext", "-preserveDN", *signer, *dates, *files, folder=folder)
    return (folder / "certificate").read_text()
