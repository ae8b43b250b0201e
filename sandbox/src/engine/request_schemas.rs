//! The fields of each request, as the guide lists them.
//!
//! Lengths are the guide's (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html>).

use super::request_fields::{Field, Kind, optional, required, words};

/// For texts whose length the guide does not limit [own].
const LONG: usize = 4_096;

const MERCHANT_METADATA: &[Field] = &[
    optional("merchantReferenceId", Kind::Text(256)),
    optional("merchantStoreName", Kind::Text(50)),
    optional("noteToBuyer", Kind::Text(255)),
    optional("customInformation", Kind::Text(LONG)),
];

const PROVIDER_METADATA: &[Field] = &[optional("providerReferenceId", Kind::Text(256))];

const WEB_CHECKOUT_DETAILS: &[Field] = &[
    optional("checkoutReviewReturnUrl", Kind::Url),
    optional("checkoutResultReturnUrl", Kind::Url),
    optional("checkoutCancelUrl", Kind::Url),
    optional("amazonPayRedirectUrl", Kind::Text(LONG)),
    optional("checkoutMode", words!(CheckoutMode)),
];

const PAYMENT_DETAILS: &[Field] = &[
    optional("paymentIntent", words!(PaymentIntent)),
    optional("canHandlePendingAuthorization", Kind::Flag),
    optional("chargeAmount", Kind::Money),
    optional("totalOrderAmount", Kind::Money),
    optional("presentmentCurrency", words!(Currency)),
    optional("allowOvercharge", Kind::Flag),
    optional("extendExpiration", Kind::Flag),
    optional("softDescriptor", Kind::Text(16)),
    optional("estimateOrderTotal", Kind::MoneyOrZero),
];

const FREQUENCY: &[Field] = &[required("unit", words!(FrequencyUnit)), required("value", Kind::Digits)];

const RECURRING_METADATA: &[Field] =
    &[optional("frequency", Kind::Object(FREQUENCY)), optional("amount", Kind::MoneyOrZero)];

const RESTRICTION: &[Field] = &[
    optional("statesOrRegions", Kind::List(&Kind::Text(LONG))),
    optional("zipCodes", Kind::List(&Kind::Text(LONG))),
];

const ADDRESS_RESTRICTIONS: &[Field] = &[
    required("type", words!(AddressRestrictionType)),
    required("restrictions", Kind::ByName(&Kind::Object(RESTRICTION))),
];

const DELIVERY_SPECIFICATIONS: &[Field] = &[
    optional("specialRestrictions", Kind::List(&words!(SpecialRestriction))),
    optional("addressRestrictions", Kind::Object(ADDRESS_RESTRICTIONS)),
];

/// An address as the API writes it.
pub(super) const ADDRESS: &[Field] = &[
    optional("addressId", Kind::Text(LONG)),
    optional("name", Kind::Text(LONG)),
    optional("addressLine1", Kind::Text(LONG)),
    optional("addressLine2", Kind::Text(LONG)),
    optional("addressLine3", Kind::Text(LONG)),
    optional("city", Kind::Text(LONG)),
    optional("county", Kind::Text(LONG)),
    optional("district", Kind::Text(LONG)),
    optional("stateOrRegion", Kind::Text(LONG)),
    optional("postalCode", Kind::Text(LONG)),
    optional("countryCode", Kind::Text(LONG)),
    optional("phoneNumber", Kind::Text(LONG)),
];

const ADDRESS_DETAILS: &[Field] = &[
    optional("name", Kind::Text(LONG)),
    optional("addressLine1", Kind::Text(LONG)),
    optional("addressLine2", Kind::Text(LONG)),
    optional("addressLine3", Kind::Text(LONG)),
    optional("city", Kind::Text(LONG)),
    optional("districtOrCounty", Kind::Text(LONG)),
    optional("stateOrRegion", Kind::Text(LONG)),
    optional("postalCode", Kind::Text(LONG)),
    optional("countryCode", Kind::Text(LONG)),
    optional("phoneNumber", Kind::Text(LONG)),
];

const ADDRESS_SHARE: &[Field] = &[
    required("addressId", Kind::Text(LONG)),
    required("price", Kind::MoneyOrZero),
    optional("description", Kind::Text(LONG)),
];

/// Create Checkout Session, and the payload of a button.
pub(super) const CREATE_SESSION: &[Field] = &[
    required("webCheckoutDetails", Kind::Object(WEB_CHECKOUT_DETAILS)),
    required("storeId", Kind::Text(LONG)),
    optional("scopes", Kind::List(&words!(Scope))),
    optional("deliverySpecifications", Kind::Object(DELIVERY_SPECIFICATIONS)),
    optional("addressDetails", Kind::Object(ADDRESS_DETAILS)),
    optional("paymentDetails", Kind::Object(PAYMENT_DETAILS)),
    optional("merchantMetadata", Kind::Object(MERCHANT_METADATA)),
    optional("supplementaryData", Kind::Text(LONG)),
    optional("platformId", Kind::Text(LONG)),
    optional("providerMetadata", Kind::Object(PROVIDER_METADATA)),
    optional("chargePermissionType", words!(ChargePermissionType)),
    optional("recurringMetadata", Kind::Object(RECURRING_METADATA)),
    optional("paymentMethodOnFileMetadata", Kind::Object(&[optional("setupOnly", Kind::Flag)])),
    optional("multiAddressesCheckoutMetadata", Kind::List(&Kind::Object(ADDRESS_SHARE))),
    optional("chargePermissionId", Kind::Text(64)),
];

/// Update Checkout Session.
pub(super) const UPDATE_SESSION: &[Field] = &[
    optional("webCheckoutDetails", Kind::Object(WEB_CHECKOUT_DETAILS)),
    optional("paymentDetails", Kind::Object(PAYMENT_DETAILS)),
    optional("merchantMetadata", Kind::Object(MERCHANT_METADATA)),
    optional("supplementaryData", Kind::Text(LONG)),
    optional("platformId", Kind::Text(LONG)),
    optional("providerMetadata", Kind::Object(PROVIDER_METADATA)),
    optional("chargePermissionType", words!(ChargePermissionType)),
    optional("recurringMetadata", Kind::Object(RECURRING_METADATA)),
    optional("multiAddressesCheckoutMetadata", Kind::List(&Kind::Object(ADDRESS_SHARE))),
];

/// Complete Checkout Session. The amount may be left out of a set-up without a charge.
pub(super) const COMPLETE_SESSION: &[Field] =
    &[optional("chargeAmount", Kind::Money), optional("totalOrderAmount", Kind::Money)];

/// Finalize Checkout Session.
pub(super) const FINALIZE_SESSION: &[Field] = &[
    required("paymentIntent", words!(PaymentIntent)),
    required("chargeAmount", Kind::Money),
    optional("canHandlePendingAuthorization", Kind::Flag),
    optional("totalOrderAmount", Kind::Money),
    optional("supplementaryData", Kind::Text(LONG)),
    optional("shippingAddress", Kind::Object(ADDRESS)),
    optional("billingAddress", Kind::Object(ADDRESS)),
];

/// Update Charge Permission.
pub(super) const UPDATE_PERMISSION: &[Field] = &[
    optional("merchantMetadata", Kind::Object(MERCHANT_METADATA)),
    optional("recurringMetadata", Kind::Object(RECURRING_METADATA)),
];

/// Close Charge Permission.
pub(super) const CLOSE_PERMISSION: &[Field] =
    &[required("closureReason", Kind::Text(255)), optional("cancelPendingCharges", Kind::Flag)];

/// Create Charge.
pub(super) const CREATE_CHARGE: &[Field] = &[
    required("chargePermissionId", Kind::Text(64)),
    required("chargeAmount", Kind::Money),
    optional("captureNow", Kind::Flag),
    optional("softDescriptor", Kind::Text(16)),
    optional("canHandlePendingAuthorization", Kind::Flag),
    optional("platformId", Kind::Text(LONG)),
    optional("providerMetadata", Kind::Object(PROVIDER_METADATA)),
    optional("merchantMetadata", Kind::Object(MERCHANT_METADATA)),
    optional("chargeInitiator", words!(ChargeInitiator)),
    optional("channel", words!(Channel)),
    optional("webCheckoutDetails", Kind::Object(WEB_CHECKOUT_DETAILS)),
];

const STATUS_UPDATE: &[Field] =
    &[required("state", words!(ChargeState)), optional("reasonCode", words!(ChargeReasonCode))];

/// Update Charge, for payment service providers.
pub(super) const UPDATE_CHARGE: &[Field] = &[required("statusDetails", Kind::Object(STATUS_UPDATE))];

/// Capture Charge.
pub(super) const CAPTURE_CHARGE: &[Field] =
    &[required("captureAmount", Kind::Money), optional("softDescriptor", Kind::Text(16))];

/// Cancel Charge.
pub(super) const CANCEL_CHARGE: &[Field] = &[required("cancellationReason", Kind::Text(255))];

/// Create Refund.
pub(super) const CREATE_REFUND: &[Field] = &[
    required("chargeId", Kind::Text(64)),
    required("refundAmount", Kind::Money),
    optional("softDescriptor", Kind::Text(16)),
];

/// The payload of a sign-in button
/// (<https://developer.amazon.com/docs/amazon-pay-checkout/amazon-sign-in.html>).
pub(super) const SIGN_IN: &[Field] = &[
    required("signInReturnUrl", Kind::Url),
    required("storeId", Kind::Text(LONG)),
    optional("signInCancelUrl", Kind::Url),
    optional("signInScopes", Kind::List(&words!(Scope))),
];
