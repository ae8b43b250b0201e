//! Who calls: the authorization header, the date, the signature, and for whom a solution provider acts.

use std::str::FromStr;
use std::sync::Arc;

use amazonpay::config::{Environment, Region};
use amazonpay::signing::{self, AuthorizationHeader, RequestToSign, VerificationFailure};
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};

use crate::api_failure::ApiFailure;
use crate::request_log::Exchange;
use crate::signature_report::{self, Suspect};
use crate::state::State;
use crate::target::Target;

/// How far a request's date may be off, in either direction.
const DATE_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// A caller whose signature was verified.
#[derive(Debug)]
pub(crate) struct Caller {
    /// The merchant on whose behalf the call is made.
    pub(crate) merchant: Arc<str>,
    /// Who signed, when it acts for the merchant by an auth token.
    pub(crate) provider: Option<Arc<str>>,
    pub(crate) environment: Environment,
    pub(crate) region: Region,
}

/// Checks everything about the caller, in the order: headers there, key known, environment, date, signature, token.
///
/// Statuses and reason codes are the guide's; which one Amazon gives for which defect it does not say, so the choice
/// among them is ours. The message of `InvalidRequestSignature` is Amazon's.
/// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/error-handling.html>.
pub(crate) fn authenticate(
    state: &State,
    target: &Target<'_>,
    exchange: &mut Exchange,
) -> Result<Caller, ApiFailure> {
    let headers = &exchange.headers;
    let authorization = required(headers, "authorization")?;
    let authorization = AuthorizationHeader::parse(authorization)
        .map_err(|failure| ApiFailure::new(403, "InvalidAuthentication", sentence(&failure.to_string())))?;
    let date = required(headers, "x-amz-pay-date")?;
    let region = required(headers, "x-amz-pay-region")?;
    required(headers, "x-amz-pay-host")?;

    state.merchants.check_environment(&authorization.public_key_id).map_err(|message| {
        ApiFailure::new(403, "InvalidAuthentication", format!("The public key id {message}."))
    })?;
    let Some(key) = state.merchants.key(&authorization.public_key_id) else {
        let message = format!(
            "The public key id {:?} is not registered with this sandbox; its start-up output and \
             /_sandbox/merchants list those that are.",
            shortened(&authorization.public_key_id)
        );
        return Err(ApiFailure::new(403, "InvalidAuthentication", message));
    };
    let environment = environment(target.environment, key.environment, &authorization.public_key_id)?;
    if environment == Environment::Live && !state.merchants.live_keys {
        let message = "The path asks for the live environment, and this is a local sandbox that moves no money: put /sandbox \
                       before the version, or call Amazon's own endpoint.";
        return Err(ApiFailure::new(400, "InvalidRequest", message));
    }
    let region = Region::from_str(region).map_err(|_| {
        let message = format!("x-amz-pay-region: expected na, eu or jp, found {:?}.", shortened(region));
        ApiFailure::new(400, "InvalidHeaderValue", message)
    })?;
    check_date(state, date, exchange.received)?;

    let pairs = text_headers(headers)?;
    let request = RequestToSign {
        method: exchange.method.as_str(),
        path: exchange.uri.path(),
        query: exchange.uri.query().unwrap_or_default(),
        headers: &pairs,
        body: &exchange.body,
    };
    let Some(public_key) = key.public_key() else {
        return Err(ApiFailure::new(
            500,
            "InternalServerError",
            "The sandbox could not generate its key pair.",
        ));
    };
    match signing::verify(&request, &authorization, public_key) {
        Ok(()) => drop(pairs),
        Err(VerificationFailure::WrongSignature(wrong)) => {
            let suspect = Suspect {
                request,
                authorization: &authorization,
                key: public_key,
                canonical_request: &wrong.canonical_request,
            };
            let report = signature_report::investigate(&suspect, &state.merchants);
            tracing::warn!(request_id = exchange.request_id, "signature refused: {}", report.conclusion());
            let message = report.message_to_client(&wrong.string_to_sign, &exchange.request_id);
            drop(pairs);
            exchange.signature = Some(Box::new(report));
            exchange.signature_valid = Some(false);
            return Err(ApiFailure::new(403, "InvalidRequestSignature", message));
        }
        Err(failure) => {
            exchange.signature_valid = Some(false);
            return Err(ApiFailure::new(403, "InvalidRequestSignature", sentence(&failure.to_string())));
        }
    }
    exchange.signature_valid = Some(true);
    let headers = &exchange.headers;
    let (merchant, provider) = match headers.get("x-amz-pay-authtoken") {
        None => (Arc::clone(&key.merchant_id), None),
        Some(token) => {
            let token = token.to_str().unwrap_or_default();
            let known = state.merchants.by_auth_token(token);
            let merchant = known.or_else(|| state.engine().merchant_of_auth_token(token));
            let merchant = merchant.ok_or_else(|| {
                let message = "x-amz-pay-authtoken is not the token of a merchant of this sandbox; \
                               /_sandbox/merchants/{id}/tokens tells a merchant's.";
                ApiFailure::new(403, "InvalidAuthorizationToken", message)
            })?;
            (merchant, Some(Arc::clone(&key.merchant_id)))
        }
    };
    Ok(Caller { merchant, provider, environment, region })
}

fn required<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, ApiFailure> {
    let Some(value) = headers.get(name) else {
        return Err(ApiFailure::new(400, "MissingHeader", format!("The header {name} is missing.")));
    };
    let text = std::str::from_utf8(value.as_bytes()).map_err(|_| not_text(name))?.trim();
    if text.is_empty() {
        return Err(ApiFailure::new(400, "MissingHeaderValue", format!("The header {name} is empty.")));
    }
    Ok(text)
}

fn text_headers(headers: &HeaderMap) -> Result<Vec<(&str, &str)>, ApiFailure> {
    let mut pairs = Vec::with_capacity(headers.len());
    for (name, value) in headers {
        let text = std::str::from_utf8(value.as_bytes()).map_err(|_| not_text(name.as_str()))?;
        pairs.push((name.as_str(), text));
    }
    Ok(pairs)
}

fn not_text(name: &str) -> ApiFailure {
    ApiFailure::new(400, "InvalidHeaderValue", format!("The value of the header {name} is not UTF-8."))
}

/// The environment of the path and that of the key id's prefix; they must agree, and one of them must be there.
/// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/introduction.html>.
fn environment(
    path: Option<Environment>,
    key: Option<Environment>,
    public_key_id: &str,
) -> Result<Environment, ApiFailure> {
    match (path, key) {
        (Some(path), Some(key)) if path != key => {
            let message = format!(
                "The public key id {} is one of the {key} environment, the path one of {path}.",
                shortened(public_key_id)
            );
            Err(ApiFailure::new(400, "InvalidRequest", message))
        }
        (Some(environment), _) | (None, Some(environment)) => Ok(environment),
        (None, None) => {
            let message = format!(
                "Neither the path nor the public key id {} says which environment is meant: put /sandbox before \
                 the version, or use a key whose id begins with SANDBOX-.",
                shortened(public_key_id)
            );
            Err(ApiFailure::new(400, "InvalidRequest", message))
        }
    }
}

fn check_date(state: &State, date: &str, now: Timestamp) -> Result<(), ApiFailure> {
    // `20261124T172918Z` as the guide says, `2026-11-24T17:29:18Z` as an official SDK sends it.
    let parsed = date.ends_with('Z').then(|| Timestamp::from_str(date).ok()).flatten();
    let Some(date) = parsed else {
        let message = format!(
            "x-amz-pay-date: expected UTC as YYYYMMDDTHHMMSSZ, such as 20261124T172918Z, found {:?}.",
            shortened(date)
        );
        return Err(ApiFailure::new(400, "InvalidHeaderValue", message));
    };
    let is_near = |moment: Timestamp| date.duration_since(moment).abs() <= DATE_TOLERANCE;
    if is_near(now) || (state.accept_machine_time && is_near(Timestamp::now())) {
        return Ok(());
    }
    let off = date.duration_since(now).as_secs();
    let side = if off < 0 { "behind" } else { "ahead of" };
    let message = format!(
        "x-amz-pay-date {} is {} s {side} the server's time; it may be off by {} s. The Date header of this answer \
         has the server's time.",
        shortened(&date.to_string()),
        off.unsigned_abs(),
        DATE_TOLERANCE.as_secs()
    );
    Err(ApiFailure::new(403, "InvalidRequestSignature", message))
}

/// Client's text in a message: enough to recognise it, not enough to flood a log.
fn shortened(text: &str) -> String {
    text.chars().take(64).collect()
}

/// Core's error texts as Amazon's messages are written: with a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}
