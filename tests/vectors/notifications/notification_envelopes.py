"""Makes SNS envelopes by SNS's public rules, signed with the openssl command; shares nothing with the Rust code.

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
"""

import base64
import functools
import json
from typing import Any

from notification_certificates import key, openssl

Fields = dict[str, Any]

TOPIC = "arn:aws:sns:eu-west-1:123456789012:AmazonPayNotifications"
CERTIFICATE_URL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
TOKEN = "2336412f37fb687f5d51e6e241d09c805a5a57b30d712f794cc5f6a988666d92768dd60a747ba6f3beb71854e285d6ad02428b09"
SUBSCRIBE_URL = (
    f"https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token={TOKEN}"
)
MESSAGE = {
    "MerchantID": "A2EXAMPLEMERCHANT",
    "ObjectType": "CHARGE",
    "ObjectId": "S01-1234567-1234567-C123456",
    "ChargePermissionId": "S01-1234567-1234567",
    "NotificationType": "STATE_CHANGE",
    "NotificationId": "0a4e5f6c-6a4f-4e8b-9c39-7d2b1c0e8f11",
    "NotificationVersion": "V2",
}
DIGESTS = {"1": "-sha1", "2": "-sha256"}


def string_to_sign(fields: Fields) -> str:
    if fields["Type"] == "Notification":
        names = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
    else:
        names = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    return "".join(f"{name}\n{fields[name]}\n" for name in names if name in fields)


@functools.cache
def signature(text: str, digest: str, key_name: str, *options: str) -> str:
    made = openssl("dgst", digest, *options, "-sign", key(key_name), data=text.encode())
    return base64.b64encode(made).decode()


def sign(fields: Fields, key_name: str = "sns") -> Fields:
    """The envelope with its signature, in the order in which SNS writes the fields."""
    digest = DIGESTS[fields["SignatureVersion"]]
    signed = {**fields, "Signature": signature(string_to_sign(fields), digest, key_name)}
    order = ["Type", "MessageId", "Token", "TopicArn", "Subject", "Message", "SubscribeURL", "Timestamp"]
    order += ["SignatureVersion", "Signature", "SigningCertURL", "UnsubscribeURL"]
    return {name: signed[name] for name in [*order, *signed] if name in signed}


def notification(version: str = "2", message: str | None = None, **changes: Any) -> Fields:
    """A notification's fields, not signed. A change to None takes the field away."""
    fields = {
        "Type": "Notification",
        "MessageId": "5b1f6a1e-3c2d-5f7a-9b8e-2d4c6e8f0a1b",
        "TopicArn": TOPIC,
        "Message": json.dumps(MESSAGE) if message is None else message,
        "Timestamp": "2026-11-24T10:15:00.000Z",
        "SignatureVersion": version,
        "SigningCertURL": CERTIFICATE_URL,
        "UnsubscribeURL": f"https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={TOPIC}:c9135db0",
    }
    return changed(fields, **changes)


def confirmation(version: str = "2", kind: str = "SubscriptionConfirmation", **changes: Any) -> Fields:
    """A confirmation's fields, not signed."""
    fields = {
        "Type": kind,
        "MessageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
        "Token": TOKEN,
        "TopicArn": TOPIC,
        "Message": f"You have chosen to subscribe to the topic {TOPIC}.\nTo confirm, visit the SubscribeURL.",
        "SubscribeURL": SUBSCRIBE_URL,
        "Timestamp": "2026-11-24T10:15:00.000Z",
        "SignatureVersion": version,
        "SigningCertURL": CERTIFICATE_URL,
    }
    return changed(fields, **changes)


def changed(fields: Fields, **changes: Any) -> Fields:
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}


def body(fields: Fields) -> str:
    """The JSON in SNS's own layout."""
    lines = [f"  {json.dumps(name)} : {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    return "{\n" + ",\n".join(lines) + "\n}"
