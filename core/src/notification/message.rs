//! What an Instant Payment Notification says.

use serde::{Deserialize, Serialize};

use super::{NotificationError, NotificationErrorKind as Kind};
use crate::model::UnknownFields;
use crate::model::lenient::{is_default, null_as_default};
use crate::model::open_enum::open_enum;
use crate::model::redacted::redacted_debug;

open_enum! {
    /// The type of the object that a notification is about.
    ObjectType {
        /// A charge permission: `charge_permissions.get` reads it.
        ChargePermission = "CHARGE_PERMISSION",
        /// A charge: `charges.get` reads it.
        Charge = "CHARGE",
        /// A refund: `refunds.get` reads it.
        Refund = "REFUND",
        /// A chargeback: `disputes.get` reads it.
        Chargeback = "CHARGEBACK",
    }
}

open_enum! {
    /// What happened to the object.
    NotificationType {
        /// Its state changed.
        StateChange = "STATE_CHANGE",
        /// Something else of it changed.
        AttributeChange = "ATTRIBUTE_CHANGE",
    }
}

/// An Instant Payment Notification: says that an object changed, not how. Read the object before acting.
/// (<https://developer.amazon.com/docs/amazon-pay-checkout/set-up-instant-payment-notifications.html>)
///
/// Both spellings of the guide are read, capitals or not at the beginning of names, and the capitals are written.
/// `Debug` hides the ids.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("x-redacted" = Self::REDACTED)))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
#[serde(rename_all = "PascalCase")]
pub struct IpnMessage {
    /// The merchant that the object belongs to.
    #[serde(rename = "MerchantID", alias = "MerchantId", alias = "merchantId", alias = "merchantID")]
    pub merchant_id: Option<String>,
    /// What kind of object changed.
    #[serde(alias = "objectType")]
    pub object_type: ObjectType,
    /// The object's id, to be read with a GET.
    #[serde(alias = "objectId")]
    pub object_id: String,
    /// The charge permission that the object belongs to, or is.
    #[serde(alias = "chargePermissionId")]
    pub charge_permission_id: Option<String>,
    /// What kind of change it was.
    #[serde(
        alias = "notificationType",
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "is_default"
    )]
    pub notification_type: NotificationType,
    /// An id made for this notification, for tracking.
    #[serde(alias = "notificationId")]
    pub notification_id: Option<String>,
    /// The version of the message's format: `V2`. It is not that of the API.
    #[serde(alias = "notificationVersion")]
    pub notification_version: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

impl IpnMessage {
    /// Reads the `Message` of a verified envelope.
    pub(super) fn read(text: &str) -> Result<Self, NotificationError> {
        // Without serde's own words, which may quote the message.
        let message: Self = serde_json::from_str(text).map_err(|_| {
            let expected = "expected the JSON of an Amazon Pay notification with ObjectType and ObjectId";
            let advice = "is this the topic of Amazon Pay?";
            NotificationError::new(
                Kind::MalformedMessage,
                format!("Message: {expected}, found something else; {advice}"),
            )
        })?;
        Ok(message)
    }
}

redacted_debug!(IpnMessage {
    merchant_id, object_id, charge_permission_id, notification_id,
} shown: object_type, notification_type, notification_version, unknown_fields);
