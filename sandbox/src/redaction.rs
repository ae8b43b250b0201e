//! What the request log may show: secrets and buyers' data are replaced before anything leaves it.

use http::HeaderMap;
use serde_json::Value;

/// What stands in place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// Fields that hold a person's data or a token, wherever they stand in a body.
const PRIVATE_FIELDS: &[&str] = &[
    "name",
    "email",
    "phoneNumber",
    "buyerId",
    "buyerToken",
    "addressLine1",
    "addressLine2",
    "addressLine3",
    "city",
    "county",
    "district",
    "districtOrCounty",
    "stateOrRegion",
    "postalCode",
    "addressId",
    "shippingAddressList",
    "signature",
    "authorizationToken",
    // Who is behind a merchant account.
    "businessLegalName",
    "businessDisplayName",
    "annualSalesVolume",
    "personFullName",
    "dateOfBirth",
    "customerSupportEmail",
    "customerSupportPhoneNumber",
    // What a buyer showed or said.
    "scanData",
    "evidenceText",
    // Addresses that need no signature: whoever has one can write a file or read a report.
    "url",
];

/// Paths whose next segment is a token rather than an id.
const TOKEN_PATHS: &[&str] = &["buyers", "authorizationTokens"];

/// A header's value as the log shows it.
pub(crate) fn header(name: &str, value: &str) -> String {
    match name {
        "authorization" => authorization(value),
        "x-amz-pay-authtoken" | "cookie" | "proxy-authorization" => REDACTED.into(),
        // Encoded, it is of no use to a reader; decoded and redacted it is part of the signature report.
        "x-amz-pay-sandbox-canonical-request" => format!("[{} characters of base64]", value.len()),
        _ => value.into(),
    }
}

/// All headers as the log shows them, in the order in which they came.
pub(crate) fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let show = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.to_string(), header(name.as_str(), &String::from_utf8_lossy(value.as_bytes())))
    };
    headers.iter().map(show).collect()
}

/// The authorization header without its signature.
fn authorization(value: &str) -> String {
    match value.split_once("Signature=") {
        Some((before, _)) => format!("{before}Signature={REDACTED}"),
        None => REDACTED.into(),
    }
}

/// A path (or path and query) with its tokens replaced.
pub(crate) fn path(path: &str) -> String {
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let mut after_token_path = false;
    let segments = path.split('/').map(|segment| {
        let shown = if after_token_path && !segment.is_empty() { REDACTED } else { segment };
        after_token_path = TOKEN_PATHS.contains(&segment);
        shown
    });
    let path = segments.collect::<Vec<_>>().join("/");
    query.map_or(path.clone(), |query| format!("{path}?{query}"))
}

/// A canonical request with the token in its path and its auth token replaced. The lines stay where they are.
pub(crate) fn canonical_request(text: &str) -> String {
    let line = |(number, line): (usize, &str)| match line.split_once(':') {
        _ if number == 1 => path(line),
        Some((name, value)) if number > 2 => format!("{name}:{}", header(&name.to_ascii_lowercase(), value)),
        _ => line.to_owned(),
    };
    text.split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// A body as the log shows it: JSON with private fields replaced, or a note on what else it is.
pub(crate) fn body(body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    match serde_json::from_slice(body) {
        Ok(mut value) => {
            redact(&mut value);
            value
        }
        Err(_) => Value::String(format!("[{} bytes that are not JSON]", body.len())),
    }
}

fn redact(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                if PRIVATE_FIELDS.contains(&name.as_str()) && !value.is_null() {
                    *value = REDACTED.into();
                } else {
                    redact(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_and_tokens_are_replaced_in_headers_and_paths() {
        let shown = header(
            "authorization",
            "AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=K, SignedHeaders=a, Signature=c2lnbg==",
        );
        assert_eq!(shown, "AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=K, SignedHeaders=a, Signature=[redacted]");
        assert_eq!(header("authorization", "Bearer c2lnbg=="), REDACTED);
        assert_eq!(header("x-amz-pay-authtoken", "amzn.token"), REDACTED);
        assert_eq!(header("accept", "application/json"), "application/json");
        assert_eq!(path("/v2/buyers/tok.en?x=1"), "/v2/buyers/[redacted]?x=1");
        assert_eq!(
            path("/v2/authorizationTokens/amzn.mws.1?merchantId=A1"),
            "/v2/authorizationTokens/[redacted]?merchantId=A1"
        );
        assert_eq!(path("/v2/charges/S01-1"), "/v2/charges/S01-1");
    }

    #[test]
    fn a_canonical_request_keeps_its_lines() {
        let text =
            "GET\n/v2/buyers/token\n\naccept:application/json\nx-amz-pay-authtoken:secret\n\naccept;x\nabc";
        let shown = canonical_request(text);
        assert_eq!(
            shown,
            "GET\n/v2/buyers/[redacted]\n\naccept:application/json\nx-amz-pay-authtoken:[redacted]\n\naccept;x\nabc"
        );
    }

    #[test]
    fn buyers_data_is_replaced_at_any_depth() {
        let shown =
            body(br#"{"a":[{"buyer":{"name":"Ann","email":null}}],"shippingAddressList":["{}"],"x":1}"#);
        assert_eq!(
            shown.to_string(),
            r#"{"a":[{"buyer":{"email":null,"name":"[redacted]"}}],"shippingAddressList":"[redacted]","x":1}"#
        );
        for private in [
            r#"{"scanData":"UKhrmatMeKdlfY6b"}"#,
            r#"{"businessInfo":{"businessLegalName":"Ann","businessDisplayName":"Ann","annualSalesVolume":{"amount":"1"}}}"#,
            r#"{"beneficiaryOwners":[{"personFullName":"Ann","dateOfBirth":"19840229"}]}"#,
            r#"{"customerSupportInformation":{"customerSupportEmail":"a@b","customerSupportPhoneNumber":{"number":"1"}}}"#,
            r#"{"merchantEvidences":[{"evidenceText":"Ann lives here"}]}"#,
            r#"{"id":"file_1","url":"https://files.example/1?token=2"}"#,
            r#"{"authorizationToken":"amzn.pay.1"}"#,
        ] {
            let shown = body(private.as_bytes()).to_string();
            for secret in ["Ann", "UKhr", "1984", "a@b", "number", "amount", "token=", "amzn.pay"] {
                assert!(!shown.contains(secret), "{shown}");
            }
            assert!(shown.contains(REDACTED), "{shown}");
        }
        assert_eq!(body(b"<html>"), "[6 bytes that are not JSON]");
        assert_eq!(body(b""), Value::Null);
    }
}
