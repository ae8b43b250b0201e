"""The envelopes that do not verify, each with the error that says why.

The errors are written down here by what is wrong with the envelope, not taken from what the Rust code says of it.
"""

import base64
import json
from typing import Any

from notification_envelopes import (
    CERTIFICATE_URL,
    DIGESTS,
    MESSAGE,
    SUBSCRIBE_URL,
    TOKEN,
    TOPIC,
    Fields,
    body,
    changed,
    confirmation,
    notification,
    sign,
    signature,
    string_to_sign,
)

Case = dict[str, Any]

NO_FIT = "the signature does not fit the envelope: a field was changed, or another key signed it"
ENVELOPE = "expected the JSON object of an SNS envelope, found "
HOST = "sns.eu-west-1.amazonaws.com"
PLACE = "SigningCertURL: expected https://sns.REGION.amazonaws.com/NAME.pem, found "
FETCH = f"cannot fetch the certificate from {HOST}: "
SUBSCRIBE = (
    "SubscribeURL: expected https://sns.REGION.amazonaws.com/?Action=ConfirmSubscription with the envelope's "
    "TopicArn and Token, found "
)
CONFIRM = f"cannot confirm the subscription at {HOST}: "


def refused(name: str, content: Fields | str | Case, kind: str, message: str, **more: Any) -> Case:
    """A message that ends with an ellipsis goes on with words that are not ours (of TLS, of the system)."""
    if isinstance(content, dict) and "Type" not in content and "prefix" in content:
        given: Case = {"bodyRepeat": content}
    elif isinstance(content, dict):
        given = {"body": body(content)}
    else:
        given = {"body": content}
    expected: Case = {"kind": kind, "message": message, "retryable": more.pop("retryable", False)}
    return {"name": name, **given, **more, "expected": expected}


def malformed() -> list[Case]:
    kind = "malformed_envelope"
    text = body(sign(notification()))
    cut = text[: text.index("TopicArn")]
    place = f"line {cut.count(chr(10)) + 1}, column {len(cut.rsplit(chr(10), 1)[-1])}"
    twice = text.replace('"Message" :', '"Message" : "{}",\n  "Message" :')
    twice_place = f"line {twice[: twice.rindex(chr(34) + 'Message' + chr(34))].count(chr(10)) + 1}, …"
    end = f"line {text.count(chr(10)) + 1}, column 2"
    not_utf_8 = text.replace("STATE_CHANGE", "STATE\u0000CHANGE").encode().replace(b"STATE\x00CHANGE", b"STATE\xffCHANGE")
    raw_control = text.replace("STATE_CHANGE", "STATE\nCHANGE")
    filled: Case = {"prefix": '{"Filler": "', "filler": "x", "times": 10_000_000, "suffix": '", ' + text.lstrip("{")}
    size = len(filled["prefix"]) + filled["times"] + len(filled["suffix"])
    large = f"the body has {size} bytes; expected at most 262144"
    by_one = f"the body has {len(text)} bytes; expected at most {len(text) - 1}"
    return [
        refused("an empty body", "", kind, ENVELOPE + "an empty body"),
        refused("nothing but white space", " \r\n\t", kind, ENVELOPE + "an empty body"),
        refused("not JSON", "Hello", kind, ENVELOPE + "something that does not begin with {"),
        refused("a form", "Type=Notification&Message=x", kind, ENVELOPE + "something that does not begin with {"),
        refused("a JSON text", json.dumps(text), kind, ENVELOPE + "something that does not begin with {"),
        refused("a JSON array", f"[{text}]", kind, ENVELOPE + "a JSON array"),
        refused("an empty object", "{}", "missing_field", "Type: expected a text, found nothing"),
        refused("truncated", cut, kind, f"{ENVELOPE}one that is cut off at {place}"),
        refused("followed by something", text + "x", kind, f"{ENVELOPE}one that is damaged at {end}"),
        refused("followed by a second one", text + text, kind, f"{ENVELOPE}one that is damaged at {end}"),
        refused("a message that is there twice", twice, kind, f"{ENVELOPE}a field named twice at {twice_place}"),
        refused("a line feed within a text", raw_control, kind, f"{ENVELOPE}one that is damaged at …"),
        refused("not UTF-8", "", kind, f"{ENVELOPE}one that is damaged at …") | {"bodyHex": not_utf_8.hex()},
        refused("of 10 MB", filled, "body_too_large", large),
        refused("larger than allowed by one byte", text, "body_too_large", by_one)
        | {"settings": {"maxBodyBytes": len(text) - 1}},
    ]


def fields() -> list[Case]:
    made = []
    whole = sign(notification(Subject="Hello"))
    asked = sign(confirmation())
    names = ["Type", "MessageId", "TopicArn", "Message", "Timestamp", "SignatureVersion", "Signature", "SigningCertURL"]
    for name in names:
        without = changed(whole, **{name: None})
        made.append(refused(f"without {name}", without, "missing_field", f"{name}: expected a text, found nothing"))
    for name in ("SubscribeURL", "Token"):
        without = changed(asked, **{name: None})
        title = f"a confirmation without {name}"
        made.append(refused(title, without, "missing_field", f"{name}: expected a text, found nothing"))
    null = {**whole, "Message": None}
    made.append(refused("a message of null", null, "missing_field", "Message: expected a text, found nothing"))
    wrong: list[tuple[str, Any, str]] = [
        ("Message", MESSAGE, "an object"),
        ("MessageId", 17, "a number"),
        ("Subject", True, "true or false"),
        ("Timestamp", 1795515300.5, "a number"),
        ("TopicArn", [TOPIC], "an array"),
        ("Type", -1, "a number"),
        ("SignatureVersion", 2, "a number"),
        ("Signature", {"a": {"b": []}}, "an object"),
        ("SigningCertURL", False, "true or false"),
    ]
    for name, value, found in wrong:
        title = f"a {name} that is {found}"
        message = f"{name}: expected a text, found {found}"
        made.append(refused(title, {**whole, name: value}, "wrong_field_type", message))

    text = body(whole).replace('"Hello"', "[" * 5000 + "]" * 5000)
    message = "Subject: expected a text, found an array"
    made.append(refused("a subject nested 5,000 deep", text, "wrong_field_type", message))

    types = "Type: expected Notification, SubscriptionConfirmation or UnsubscribeConfirmation, found "
    for text in ("Greeting", "notification", ""):
        made.append(refused(f"of type {text!r}", {**whole, "Type": text}, "unsupported_type", f'{types}"{text}"'))
    escaped = f'{types}"\\u{{1b}}[31m' + "x" * 95 + '"…'
    hostile = {**whole, "Type": "\x1b[31m" + "x" * 1000}
    made.append(refused("of a type with control characters", hostile, "unsupported_type", escaped))
    for text in ("3", "0", "", "1.0", " 1"):
        message = f'SignatureVersion: expected 1 or 2, found "{text}"'
        version = {**whole, "SignatureVersion": text}
        made.append(refused(f"of signature version {text!r}", version, "unsupported_signature_version", message))
    for title, text in (
        ("that is no base64", "%%%"),
        ("in the alphabet for URLs", whole["Signature"].replace("+", "-").replace("/", "_")),
        ("without padding", whole["Signature"].rstrip("=")),
        ("on two lines", whole["Signature"][:64] + "\n" + whole["Signature"][64:]),
    ):
        assert text != whole["Signature"], title
        message = "Signature: expected base64 (standard alphabet, padded), found something else"
        made.append(refused(f"a signature {title}", {**whole, "Signature": text}, "malformed_signature", message))
    for text in ("yesterday", "2026-11-24", "2026-13-24T10:15:00.000Z", ""):
        message = f'Timestamp: expected a time such as 2026-11-24T10:15:00.000Z, found "{text}"'
        stamped = {**whole, "Timestamp": text}
        made.append(refused(f"a timestamp of {text!r}", stamped, "malformed_timestamp", message))
    return made


def policies() -> list[Case]:
    whole = sign(notification())
    found = f'TopicArn: expected one of the allowed topics, found "{TOPIC}"'
    made = []
    for title, topic in (
        ("a topic that is not allowed", "arn:aws:sns:eu-west-1:123456789012:Other"),
        ("a topic that begins with an allowed one", TOPIC[:-1]),
        ("a topic in another letter case than the allowed one", TOPIC.lower()),
    ):
        made.append(refused(title, whole, "topic_not_allowed", found, settings={"allowedTopics": [topic]}))
    other_account = sign(notification(TopicArn=TOPIC.replace("123456789012", "666666666666")))
    message = found.replace("123456789012", "666666666666")
    settings: Case = {"allowedTopics": [TOPIC]}
    title = "a genuine envelope of somebody else's topic"
    made.append(refused(title, other_account, "topic_not_allowed", message, settings=settings))
    settings = {"freshnessWindowSeconds": 300}
    stale = (
        "Timestamp: expected one of the last 300 seconds, found 2026-11-24T10:15:00Z by a clock that shows "
        "2026-11-24T10:20:01Z"
    )
    clock = "2026-11-24T10:20:01Z"
    made.append(refused("stale by a second", whole, "stale", stale, settings=settings, clock=clock))
    ahead = (
        "Timestamp: expected at most 300 seconds ahead, found 2026-11-24T10:15:00Z by a clock that shows "
        "2026-11-24T10:09:59Z"
    )
    clock = "2026-11-24T10:09:59Z"
    made.append(refused("from the future by a second", whole, "from_the_future", ahead, settings=settings, clock=clock))
    return made


def places() -> list[Case]:
    made = []
    path = CERTIFICATE_URL.removeprefix(f"https://{HOST}")
    malformed_url, host = "certificate_url_malformed", "certificate_url_host"
    other = "it written in another way"

    def add(title: str, url: str, kind: str, found: str) -> None:
        made.append(refused(f"a certificate {title}", sign(notification(SigningCertURL=url)), kind, PLACE + found))

    add("at no URL", "certificate.pem", malformed_url, "something that is no URL")
    add("at an empty URL", "", malformed_url, "something that is no URL")
    add("at a URL without a scheme", f"//{HOST}{path}", malformed_url, "something that is no URL")
    add("over http", f"http://{HOST}{path}", "certificate_url_scheme", 'the scheme "http"')
    add("over ftp", f"ftp://{HOST}{path}", "certificate_url_scheme", 'the scheme "ftp"')
    add("in a file", f"file://{path}", "certificate_url_scheme", 'the scheme "file"')
    add("in the URL itself", "data:text/plain,x.pem", "certificate_url_scheme", 'the scheme "data"')
    credentials = "certificate_url_credentials"
    add("with a user name", f"https://user@{HOST}{path}", credentials, "a user name or a password")
    add("with a password", f"https://user:open-sesame@{HOST}{path}", credentials, "a user name or a password")
    add("at a host disguised by credentials", f"https://{HOST}@evil.example{path}", credentials, "a user name or a password")
    for title, evil in (
        ("at a host that only begins like SNS's", f"{HOST}.evil.example"),
        ("at a host that only ends like SNS's", f"evil-{HOST}"),
        ("at a subdomain of SNS's", f"evil.{HOST}"),
        ("at a host with another domain", "sns.eu-west-1.evil.example"),
        ("at a host whose domain only ends like SNS's", "sns.eu-west-1.evilamazonaws.com"),
        ("at a host without a region", "sns.amazonaws.com"),
        ("at a host with two regions", "sns.eu-west-1.us-east-1.amazonaws.com"),
        ("at a host whose region has an underscore", "sns.eu_west_1.amazonaws.com"),
        ("at a bucket called like SNS", f"{HOST}.s3.amazonaws.com"),
        ("at another service", "s3.eu-west-1.amazonaws.com"),
        ("at a host of another country", "sns.eu-west-1.amazonaws.com.uk"),
        ("at a host with a dot at its end", f"{HOST}."),
        ("at an IP address", "127.0.0.1"),
        ("at an IPv6 address", "[::1]"),
        ("at localhost", "localhost"),
    ):
        add(title, f"https://{evil}{path}", host, f'the host "{evil}"')
    add("at SNS as a folder", f"https://evil.example/{HOST}{path}", host, 'the host "evil.example"')
    add("at SNS as a query", f"https://evil.example/?{HOST}{path}", host, 'the host "evil.example"')
    add("at SNS as a fragment", f"https://evil.example/#@{HOST}{path}", host, 'the host "evil.example"')
    add("behind a backslash", f"https://evil.example\\@{HOST}{path}", host, 'the host "evil.example"')
    add("at a port", f"https://{HOST}:8443{path}", "certificate_url_port", "the port 8443")
    add("at https's own port", f"https://{HOST}:443{path}", malformed_url, other)
    add("at a host in capital letters", f"https://{HOST.upper()}{path}", malformed_url, other)
    add("at a host with a full-width dot", f"https://{HOST.replace('.com', '．com')}{path}", malformed_url, other)
    add("at a URL with backslashes", f"https:\\\\{HOST}{path}", malformed_url, other)
    add("at a URL with white space", f" https://{HOST}{path}\t", malformed_url, other)
    add("at a path that goes back", f"https://{HOST}/a/..{path}", malformed_url, other)
    query = "a query or a fragment"
    for title, ending, found in (
        ("at a path that does not end with .pem", "/certificate.crt", "another path"),
        ("at a path that ends with .PEM", "/certificate.PEM", "another path"),
        ("at a path that goes on after .pem", "/certificate.pem/", "another path"),
        ("at no path", "", "another path"),
        ("with .pem in the query alone", "/?a=.pem", "another path"),
        ("with .pem in the fragment alone", "/#.pem", "another path"),
        ("with a query", "/certificate.pem?a=b", query),
        ("with a fragment", "/certificate.pem#a", query),
    ):
        add(title, f"https://{HOST}{ending}", "certificate_url_path", found)
    return made


def fetching() -> list[Case]:
    whole = sign(notification())
    made = []

    def add(title: str, served: Case, kind: str, message: str, retryable: bool = False, **more: Any) -> None:
        more = {"served": served, "fetches": 1, **more}
        made.append(refused(title, whole, f"certificate_{kind}", FETCH + message, retryable=retryable, **more))

    for status, target in (
        (301, f"https://{HOST}/other.pem"),
        (302, "https://evil.example/certificate.pem"),
        (303, "/other.pem"),
        (307, "http://127.0.0.1/certificate.pem"),
        (308, CERTIFICATE_URL),
    ):
        title = f"the certificate's host answers {status} with a redirect"
        redirect = {"status": status, "location": target, "certificate": "sns"}
        add(title, redirect, "redirect", f"expected status 200, found the redirect {status}")
    for status in (204, 206, 404, 500, 503):
        title = f"the certificate's host answers {status}"
        answer = {"status": status, "certificate": "sns"}
        add(title, answer, "status", f"expected status 200, found {status}", retryable=True)
    large = "the answer is larger than the 65536 bytes allowed"
    add("a certificate of 10 MB", {"certificate": "sns", "bytes": 10_000_000}, "too_large", large)
    unannounced = {"certificate": "sns", "bytes": 10_000_000, "announced": False}
    add("a certificate of 10 MB of which the length is not told", unannounced, "too_large", large)
    settings: Case = {"maxCertificateBytes": 100}
    message = "the answer is larger than the 100 bytes allowed"
    add("a certificate larger than allowed", {"certificate": "sns"}, "too_large", message, settings=settings)
    settings = {"timeoutMs": 100}
    add("the certificate's host is silent", {"silent": True}, "timeout", "…", retryable=True, settings=settings)
    message = "the connection broke before the answer was complete…"
    add("the certificate's host hangs up", {"cut": True}, "connection", message, retryable=True)
    message = "the TLS handshake failed: …"
    add("the certificate's host is not trusted", {"tls": "untrusted"}, "tls", message, True, fetches=0)
    add("the certificate's host is another", {"tls": "otherHost"}, "tls", message, True, fetches=0)
    made.append(
        refused(
            "nobody listens at the certificate's host",
            whole,
            "certificate_connection",
            FETCH + "no connection could be made: …",
            retryable=True,
            served={"closed": True},
            fetches=0,
        )
    )
    return made


def certificates(pem: dict[str, str]) -> list[Case]:
    whole = sign(notification())
    made = []

    def add(title: str, kind: str, message: str, content: Fields | None = None, **more: Any) -> None:
        more = {"fetches": 1, **more}
        made.append(refused(title, whole if content is None else content, kind, message, **more))

    def text(title: str, served: str, found: str) -> None:
        message = f'expected a PEM certificate ("BEGIN CERTIFICATE"), found {found}'
        add(title, "malformed_certificate", message, served={"text": served})

    lines = pem["sns"].splitlines(keepends=True)
    garbage = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(b'no certificate').decode()}\n-----END CERTIFICATE-----\n"
    text("an HTML page for a certificate", "<html><body>Sign in to the network</body></html>", "none")
    text("nothing for a certificate", "", "none")
    text("a key for a certificate", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "none")
    text("a certificate that is cut off", "".join(lines[:10]), "PEM that is cut off or damaged")
    text("a certificate with a damaged line", "".join([*lines[:5], "%%%\n", *lines[5:]]), "PEM that is cut off or damaged")
    text("PEM of something else", garbage, "one that cannot be read as X.509")
    text("a certificate with too much after it", pem["sns"] * 9, "more than 8")

    key_message = "the certificate's key: expected RSA of 2048 to 8192 bits, found another"
    add("a certificate with an elliptic curve's key", "unsupported_certificate_key", key_message, certificate="ec")
    title = "a certificate with a key of 1,024 bits, which signed the envelope"
    content = sign(notification(), "rsa-1024")
    add(title, "unsupported_certificate_key", key_message, content, certificate="rsa-1024")

    chain = "no chain leads from the certificate to a trusted root (…"
    for title, name in (
        ("of a foreign authority with the same name", "foreign"),
        ("that signed itself", "self-signed"),
        ("that is an authority itself", "authority"),
        ("for clients", "client"),
    ):
        add(f"a certificate {title}", "untrusted_certificate", chain, certificate=name)
    title = "a certificate of a foreign authority, served with that authority"
    add(title, "untrusted_certificate", chain, certificate=["foreign", "foreign-root"])
    title = "a certificate whose issuer is neither served nor known"
    add(title, "untrusted_certificate", chain, certificate="sns", settings={"intermediates": []})
    title = "a certificate of a root that is not trusted"
    add(title, "untrusted_certificate", chain, certificate="sns", settings={"roots": "foreign-root"})
    title = "a certificate of a test, with Mozilla's roots"
    add(title, "untrusted_certificate", chain, certificate="sns", settings={"roots": None})

    expired, early = "certificate_expired", "certificate_not_yet_valid"
    at = "and the clock shows 2026-11-24T10:20:00Z"
    add("an expired certificate", expired, f"the certificate was valid until 2026-01-01T00:00:00Z, {at}", certificate="expired")
    message = f"the certificate is valid from 2027-01-01T00:00:00Z, {at}: set the clock right"
    add("a certificate that is not yet valid", early, message, certificate="not-yet-valid")
    message = "the certificate was valid until 2027-01-01T00:00:00Z, and the clock shows 2027-01-01T00:00:01Z"
    add("a certificate that expired a second ago", expired, message, certificate="sns", clock="2027-01-01T00:00:01Z")
    message = (
        "the certificate is valid from 2026-01-01T00:00:00Z, and the clock shows 2025-12-31T23:59:59Z: "
        "set the clock right"
    )
    title = "a certificate that is valid in a second"
    add(title, early, message, certificate="sns", clock="2025-12-31T23:59:59Z")
    message = "a certificate above SNS's is no longer valid: give the verifier a newer one"
    title = "a certificate of an authority that expired"
    settings: Case = {"intermediates": ["expired-intermediate"]}
    add(title, expired, message, certificate="of-expired-intermediate", settings=settings)

    names = (
        "the certificate's name: expected sns.amazonaws.com or sns.eu-west-1.amazonaws.com or "
        "sns-signing.eu-west-1.amazonaws.com or sns-eu-west-1.amazonaws.com, found "
    )
    for title, name, found in (
        ("for another service", "other-name", '"sqs.amazonaws.com"'),
        ("for all of Amazon", "wildcard", '"*.amazonaws.com"'),
        ("for a host that only begins like SNS's", "longer-name", '"sns.amazonaws.com.evil.example"'),
        ("without an alternative name", "common-name-only", "no name"),
        (
            "for another region",
            "sns-signing-af-south-1",
            '"sns-signing.af-south-1.amazonaws.com", "sns.af-south-1.amazonaws.com"',
        ),
        ("for China", "sns-cn-north-1", '"sns-cn-north-1.amazonaws.com.cn"'),
    ):
        add(f"a certificate {title}", "wrong_certificate_name", names + found, certificate=name)
    url = "https://sns.cn-north-1.amazonaws.com.cn/certificate.pem"
    china = (
        "the certificate's name: expected sns.amazonaws.com.cn or sns.cn-north-1.amazonaws.com.cn or "
        'sns-signing.cn-north-1.amazonaws.com.cn or sns-cn-north-1.amazonaws.com.cn, found "sns.amazonaws.com"'
    )
    title = "a certificate for the rest of the world, in China"
    content = sign(notification(SigningCertURL=url))
    add(title, "wrong_certificate_name", china, content, certificate="sns")
    add("a certificate with another key", "wrong_signature", NO_FIT, certificate="other-key")
    return made


def signatures() -> list[Case]:
    made = []

    def add(title: str, content: Fields) -> None:
        made.append(refused(title, content, "wrong_signature", NO_FIT, fetches=1, certificate="sns"))

    for version in ("1", "2"):
        whole = sign(notification(version, Subject="Hello"))
        plain = sign(notification(version))
        message = json.dumps({**MESSAGE, "ObjectId": "S01-7654321-7654321-C654321"})
        for title, changes in (
            ("another message", {"Message": message}),
            ("a message with a space more", {"Message": whole["Message"] + " "}),
            ("another message id", {"MessageId": "5b1f6a1e-3c2d-5f7a-9b8e-2d4c6e8f0a1c"}),
            ("another subject", {"Subject": "hello"}),
            ("another timestamp", {"Timestamp": "2026-11-24T10:15:00.001Z"}),
            ("the same timestamp, written otherwise", {"Timestamp": "2026-11-24T10:15:00Z"}),
            ("another topic", {"TopicArn": TOPIC + "2"}),
        ):
            add(f"version {version}: {title}", {**whole, **changes})
        add(f"version {version}: a subject taken away", changed(whole, Subject=None))
        add(f"version {version}: a subject added", {**plain, "Subject": "Hello"})
        add(f"version {version}: an empty subject added", {**plain, "Subject": ""})
        asked = sign(confirmation(version))
        other_topic = SUBSCRIBE_URL.replace("AmazonPayNotifications", "Other")
        for title, changes in (
            ("another message", {"Message": "You have chosen well."}),
            ("another message id", {"MessageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1c"}),
            ("another SubscribeURL", {"SubscribeURL": other_topic}),
            ("another timestamp", {"Timestamp": "2026-11-25T10:15:00.000Z"}),
            ("another token", {"Token": TOKEN[::-1]}),
            ("another topic", {"TopicArn": TOPIC + "2"}),
            ("another type", {"Type": "UnsubscribeConfirmation"}),
            ("a notification's type", {"Type": "Notification"}),
        ):
            add(f"version {version}: a confirmation with {title}", {**asked, **changes})
        title = f"version {version}: a notification turned into a confirmation"
        turned = {**whole, "Type": "SubscriptionConfirmation", "Token": TOKEN, "SubscribeURL": SUBSCRIBE_URL}
        add(title, turned)
        add(f"version {version}: signed with another key", sign(notification(version), "other"))
        add(f"version {version}: signed with the authority's key", sign(notification(version), "intermediate"))
        add(f"version {version}: the signature of another envelope", {**plain, "Signature": whole["Signature"]})
        raw = base64.b64decode(plain["Signature"])
        for title, wrong in (
            ("an empty signature", b""),
            ("a signature that is cut off", raw[:-1]),
            ("a signature with a byte more", raw + b"\0"),
            ("a signature of zeros", bytes(len(raw))),
            ("a signature with a bit flipped", bytes([raw[0] ^ 1]) + raw[1:]),
        ):
            add(f"version {version}: {title}", {**plain, "Signature": base64.b64encode(wrong).decode()})
        told = "2" if version == "1" else "1"
        add(f"version {version}, but said to be {told}", {**plain, "SignatureVersion": told})
        signed_text = string_to_sign(plain)
        digest = DIGESTS[version]
        for title, signed in (
            ("without the last line feed", signed_text[:-1]),
            ("with carriage returns", signed_text.replace("\n", "\r\n")),
            ("as JSON has it, escapes and all", signed_text.replace('"', '\\"')),
            ("in another order", "".join(f"{name}\n{plain[name]}\n" for name in ("Type", "Message"))),
            ("values alone", "".join(signed_text.splitlines(keepends=True)[1::2])),
        ):
            title = f"version {version}: the fields signed {title}"
            add(title, {**plain, "Signature": signature(signed, digest, "sns")})
    plain = sign(notification())
    signed_text = string_to_sign(plain)
    add("signed with SHA-512", {**plain, "Signature": signature(signed_text, "-sha512", "sns")})
    return made


def messages() -> list[Case]:
    made = []
    told = (
        "Message: expected the JSON of an Amazon Pay notification with ObjectType and ObjectId, found something else; "
        "is this the topic of Amazon Pay?"
    )
    for title, message in (
        ("that is no JSON", "Your order has shipped."),
        ("that is empty", ""),
        ("that is an array", json.dumps([MESSAGE])),
        ("that is cut off", json.dumps(MESSAGE)[:-1]),
        ("without an object type", json.dumps(changed(MESSAGE, ObjectType=None))),
        ("without an object id", json.dumps(changed(MESSAGE, ObjectId=None))),
        ("whose object id is a number", json.dumps({**MESSAGE, "ObjectId": 17})),
        ("nested 5,000 deep", json.dumps(MESSAGE)[:-1] + ', "Deep": ' + "[" * 5000 + "]" * 5000 + "}"),
        ("with an object id in both letter cases", json.dumps({**MESSAGE, "objectId": "S01-7-7-C7"})),
    ):
        content = sign(notification(message=message))
        title = f"a genuine envelope with a message {title}"
        made.append(refused(title, content, "malformed_message", told, fetches=1, certificate="sns"))
    return made


def confirming() -> list[Case]:
    """Genuine envelopes that verify, but whose subscription is not confirmed."""
    made = []

    def add(title: str, url: str, kind: str, message: str, **more: Any) -> None:
        content = sign(confirmation(SubscribeURL=url))
        more = {"certificate": "sns", "fetches": 1, "confirm": True, "confirmations": 0, **more}
        made.append(refused(f"confirming {title}", content, kind, message, **more))

    def rule(title: str, url: str, kind: str, found: str) -> None:
        add(title, url, f"subscribe_url_{kind}", SUBSCRIBE + found)

    query = SUBSCRIBE_URL.removeprefix(f"https://{HOST}/")
    rule("at no URL", "visit us", "malformed", "something that is no URL")
    rule("over http", SUBSCRIBE_URL.replace("https", "http"), "scheme", 'the scheme "http"')
    rule("with a user name", f"https://user@{HOST}/{query}", "credentials", "a user name or a password")
    for evil in (f"{HOST}.evil.example", f"evil-{HOST}", "127.0.0.1", "sns.amazonaws.com"):
        rule(f"at {evil}", f"https://{evil}/{query}", "host", f'the host "{evil}"')
    rule("at a port", f"https://{HOST}:8443/{query}", "port", "the port 8443")
    rule("at another path", f"https://{HOST}/a/{query}", "action", "another path")
    rule("without a query", f"https://{HOST}/", "action", "no Action")
    other_action = SUBSCRIBE_URL.replace("ConfirmSubscription", "DeleteTopic")
    rule("with another action", other_action, "action", "another Action")
    rule("with two actions", SUBSCRIBE_URL + "&Action=DeleteTopic", "action", "Action twice")
    rule("another topic", SUBSCRIBE_URL.replace(TOPIC, TOPIC + "2"), "action", "another TopicArn")
    rule("no topic", SUBSCRIBE_URL.replace(f"&TopicArn={TOPIC}", ""), "action", "no TopicArn")
    rule("with another token", SUBSCRIBE_URL.replace(TOKEN, TOKEN[::-1]), "action", "another Token")
    rule("without a token", SUBSCRIBE_URL.replace(f"&Token={TOKEN}", ""), "action", "no Token")

    def answer(title: str, served: Case, kind: str, message: str, retryable: bool, **more: Any) -> None:
        more = {"confirmationServed": served, "confirmations": 1, "retryable": retryable, **more}
        add(f"when SNS {title}", SUBSCRIBE_URL, f"confirmation_{kind}", CONFIRM + message, **more)

    redirect = {"status": 302, "location": "https://evil.example/"}
    answer("redirects", redirect, "redirect", "expected status 200, found the redirect 302", False)
    answer("refuses", {"status": 403}, "status", "expected status 200, found 403", True)
    answer("is silent", {"silent": True}, "timeout", "…", True, settings={"timeoutMs": 1000})
    message = "the connection broke before the answer was complete…"
    answer("hangs up", {"cut": True}, "connection", message, True)
    large = {"status": 200, "bytes": 10_000_000}
    answer("says too much", large, "too_large", "the answer is larger than the 65536 bytes allowed", False)
    answer("is not trusted", {"tls": "untrusted"}, "tls", "the TLS handshake failed: …", True, confirmations=0)
    return made


def cases(pem: dict[str, str]) -> list[Case]:
    made = malformed() + fields() + policies() + places() + fetching()
    return made + certificates(pem) + signatures() + messages() + confirming()
