//! Operations that share method and path: which of the two a request of merchant accounts means.
//!
//! Guide:
//! <https://developer.amazon.com/docs/amazon-pay-registration/jp-merchant-onboarding-and-account-management-APIs.html>.

use amazonpay::operation::{self, OperationDescription};
use http::HeaderMap;

use crate::engine;

/// The operation that is meant by a request that the table of operations has found one for. What a partner creates has
/// fields that a registration has not, and what a partner updates it updates by the merchant's token [own].
pub(crate) fn meant(
    found: &'static OperationDescription,
    headers: &HeaderMap,
    body: &[u8],
) -> &'static OperationDescription {
    let other = match found.name {
        "merchant_accounts.register" if engine::is_partners(body) => "merchant_accounts.create",
        "merchant_accounts.update" if headers.contains_key("x-amz-pay-authtoken") => {
            "merchant_accounts.update_merchant"
        }
        _ => return found,
    };
    operation::by_name(other).unwrap_or(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(method: &str, path: &str, token: bool, body: &str) -> &'static str {
        let mut headers = HeaderMap::new();
        if token {
            headers.insert("x-amz-pay-authtoken", http::HeaderValue::from_static("t"));
        }
        meant(operation::find(method, path).unwrap().0, &headers, body.as_bytes()).name
    }

    #[test]
    fn partners_are_told_by_their_fields_and_by_the_token() {
        for (body, expected) in [
            ("{}", "merchant_accounts.register"),
            ("nonsense", "merchant_accounts.register"),
            (r#"{"businessInfo": {"businessLegalName": "A"}}"#, "merchant_accounts.register"),
            (r#"{"stores": null}"#, "merchant_accounts.register"),
            (r#"{"businessInfo": {"email": "a@example.com"}}"#, "merchant_accounts.create"),
            (r#"{"stores": []}"#, "merchant_accounts.create"),
            (r#"{"beneficiaryOwners": []}"#, "merchant_accounts.create"),
            (r#"{"integrationInfo": {}}"#, "merchant_accounts.create"),
            (r#"{"merchantStatus": {}}"#, "merchant_accounts.create"),
        ] {
            assert_eq!(name("POST", "merchantAccounts", true, body), expected, "{body}");
        }
        assert_eq!(name("PATCH", "merchantAccounts/A1", false, "{}"), "merchant_accounts.update");
        assert_eq!(name("PATCH", "merchantAccounts/A1", true, "{}"), "merchant_accounts.update_merchant");
        assert_eq!(name("DELETE", "merchantAccounts/A1", true, ""), "merchant_accounts.delete");
    }
}
