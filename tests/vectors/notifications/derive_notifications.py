"""Makes the notification vectors: certificates/, accepted.json and refused.json.

    python3 derive_notifications.py            write what is stale
    python3 derive_notifications.py --check    write nothing, fail when a file differs

It is written from SNS's public rules and shares nothing with the Rust code that it proves: the standard library for
the texts, the openssl command for keys, certificates and signatures. RSA PKCS#1 v1.5 has no randomness, so the same
keys make the same bytes.
"""

import json
import pathlib
import sys

import notification_accepted
import notification_certificates
import notification_refused

HERE = pathlib.Path(__file__).parent
CLOCK = "2026-11-24T10:20:00Z"
HIDDEN = [
    "A2EXAMPLEMERCHANT",
    "S01-1234567",
    "0a4e5f6c-6a4f-4e8b-9c39-7d2b1c0e8f11",
    "2336412f37fb687f",
    "open-sesame",
    "You have chosen",
]


def main(check: bool) -> int:
    pem = notification_certificates.make_all()
    files = {f"certificates/{name}.pem": text for name, text in pem.items()}
    for name, cases in (
        ("accepted", notification_accepted.cases()),
        ("refused", notification_refused.cases(pem)),
    ):
        names = [case["name"] for case in cases]
        twice = {case for case in names if names.count(case) > 1}
        assert not twice, twice
        content = {"clock": CLOCK, "hidden": HIDDEN, "cases": cases}
        files[f"{name}.json"] = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        print(f"{name}: {len(cases)} cases")
    stale = []
    for name, text in files.items():
        file = HERE / name
        if not file.exists() or file.read_bytes() != text.encode():
            stale.append(name)
            if not check:
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(text.encode())
    unknown = {file.name for file in HERE.glob("certificates/*")} - {f"{name}.pem" for name in pem}
    stale += [f"certificates/{name} is made by nothing here" for name in sorted(unknown)]
    for name in stale:
        print(f"{name} {'differs' if check else 'written'}")
    return 1 if (check and stale) or unknown else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
