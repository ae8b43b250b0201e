"""The envelopes that verify, and what they say."""

import json
from typing import Any

from notification_certificates import CERTIFICATES
from notification_envelopes import MESSAGE, SUBSCRIBE_URL, TOKEN, Fields, body, confirmation, notification, sign

OLDER_NAMES = {
    "merchantId": "MerchantID",
    "objectType": "ObjectType",
    "objectId": "ObjectId",
    "chargePermissionId": "ChargePermissionId",
    "notificationType": "NotificationType",
    "notificationId": "NotificationId",
    "notificationVersion": "NotificationVersion",
}


def accepted(name: str, fields: Fields, message: dict[str, Any] | None, text: str = "", **more: Any) -> dict[str, Any]:
    expected = {
        "type": fields["Type"],
        "messageId": fields["MessageId"],
        "topicArn": fields["TopicArn"],
        "timestamp": more.pop("timestamp", "2026-11-24T10:15:00Z"),
        "signatureVersion": fields["SignatureVersion"],
    }
    if fields["Type"] == "Notification":
        expected |= {"subject": fields.get("Subject"), "message": message}
    if fields["Type"] == "SubscriptionConfirmation":
        expected |= {"token": TOKEN, "subscribeUrl": SUBSCRIBE_URL}
    return {"name": name, "body": text or body(fields), "certificate": "sns", "fetches": 1, **more, "expected": expected}


def cases() -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    spellings = {
        "the guide's letter case": {name: name for name in MESSAGE},
        "the older letter case": {upper: lower for lower, upper in OLDER_NAMES.items()},
        "the older letter case with merchantID": {
            **{upper: lower for lower, upper in OLDER_NAMES.items()},
            "MerchantID": "merchantID",
        },
    }
    for version in ("1", "2"):
        for spelling, names in spellings.items():
            text = json.dumps({names[name]: value for name, value in MESSAGE.items()})
            for subject in (None, "Amazon Pay: a charge changed"):
                title = f"version {version}, {spelling}, {'with' if subject else 'without'} a subject"
                fields = sign(notification(version, text, Subject=subject))
                made.append(accepted(title, fields, MESSAGE))
        for kind in ("SubscriptionConfirmation", "UnsubscribeConfirmation"):
            made.append(accepted(f"version {version}, {kind}", sign(confirmation(version, kind)), None))

    for kind in ("CHARGE_PERMISSION", "REFUND", "CHARGEBACK", "SOMETHING_NEW"):
        message = {**MESSAGE, "ObjectType": kind, "NotificationType": "ATTRIBUTE_CHANGE"}
        fields = sign(notification(message=json.dumps(message)))
        made.append(accepted(f"an attribute change of a {kind}", fields, message))
    further: dict[str, Any] = {**MESSAGE, "NewField": {"a": [1, 2.5, None]}, "Another": "ü"}
    fields = sign(notification(message=json.dumps(further)))
    made.append(accepted("a message with fields that are not known yet", fields, further))
    message = {"ObjectType": "CHARGE", "ObjectId": "S01-1234567-1234567-C123456"}
    fields = sign(notification(message=json.dumps(message)))
    made.append(accepted("a message with nothing but the object", fields, message))

    fields = sign(notification(message=json.dumps(MESSAGE, indent=2) + "\n"))
    made.append(accepted("a message of several lines", fields, MESSAGE))
    fields = sign(notification(Subject='Größe "Ü" \\ 日本 🛒\tund mehr'))
    made.append(accepted("a subject beyond ASCII, with characters that JSON escapes", fields, MESSAGE))
    escaped = json.dumps(fields, ensure_ascii=True).replace("/", "\\/")
    made.append(accepted("the same on one line, with every escape that JSON allows", fields, MESSAGE, escaped))
    fields = sign(notification(Subject=""))
    made.append(accepted("an empty subject, which is signed as such", fields, MESSAGE))
    fields = sign(notification())
    text = body({**fields, "Subject": None})
    made.append(accepted("a subject of null, which is as good as none", fields, MESSAGE, text))
    attributes = {"MessageAttributes": {"Token": {"Type": "String", "Value": "x"}}, "UnsubscribeURL": 7}
    text = body({**fields, **attributes})
    made.append(accepted("further fields, which the signature doesn't cover, of any type", fields, MESSAGE, text))
    text = body(fields).replace("{", '{ "Deep" : ' + "[" * 5000 + "]" * 5000 + ",", 1)
    made.append(accepted("a further field nested 5,000 deep", fields, MESSAGE, text))
    made.append(accepted("fields in another order", fields, MESSAGE, body(dict(reversed(fields.items())))))
    made.append(accepted("white space around the object", fields, MESSAGE, f"\r\n {body(fields)}\n"))
    limit = len(body(fields).encode())
    made.append(accepted("exactly as large as allowed", fields, MESSAGE, settings={"maxBodyBytes": limit}))
    fields = sign(notification(Timestamp="2026-11-24T11:15:00+01:00"))
    made.append(accepted("a time with an offset", fields, MESSAGE))

    fields = sign(notification())
    settings: dict[str, Any] = {"allowedTopics": ["arn:aws:sns:eu-west-1:123456789012:Other", fields["TopicArn"]]}
    made.append(accepted("one of the allowed topics", fields, MESSAGE, settings=settings))
    settings = {"freshnessWindowSeconds": 300}
    made.append(accepted("just fresh enough", fields, MESSAGE, settings=settings))
    clock = "2026-11-24T10:10:00Z"
    made.append(accepted("just not too far ahead", fields, MESSAGE, settings=settings, clock=clock))
    made.append(accepted("of long ago, without a freshness window", fields, MESSAGE, clock="2026-12-31T23:59:59Z"))
    made.append(accepted("at the first moment of the certificate", fields, MESSAGE, clock="2026-01-01T00:00:00Z"))
    made.append(accepted("at the last moment of the certificate", fields, MESSAGE, clock="2027-01-01T00:00:00Z"))

    chain: dict[str, Any] = {"certificate": ["sns", "intermediate"], "settings": {"intermediates": []}}
    made.append(accepted("the whole chain is served", fields, MESSAGE, **chain))
    chain = {"certificate": ["sns", "foreign-root", "intermediate"], "settings": {"intermediates": []}}
    made.append(accepted("the chain is served with a certificate that leads nowhere", fields, MESSAGE, **chain))
    chain = {"certificate": "sns-of-root", "settings": {"intermediates": []}}
    made.append(accepted("a certificate of the root's own", fields, MESSAGE, **chain))
    made.append(accepted("a certificate for the region's host", fields, MESSAGE, certificate="sns-region"))
    for region, domain, certificate in (
        ("af-south-1", "amazonaws.com", "sns-signing-af-south-1"),
        ("cn-north-1", "amazonaws.com.cn", "sns-cn-north-1"),
    ):
        assert certificate in CERTIFICATES
        url = f"https://sns.{region}.{domain}/SimpleNotificationService-0123456789abcdef.pem"
        fields = sign(notification(SigningCertURL=url))
        made.append(accepted(f"from {region}, with that region's certificate", fields, MESSAGE, certificate=certificate))
    url = "https://sns.eu-west-1.amazonaws.com/a/b%20c/..pem"
    fields = sign(notification(SigningCertURL=url))
    made.append(accepted("a certificate in a folder", fields, MESSAGE))
    return made
