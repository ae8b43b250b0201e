//! What signing costs beside the RSA operation, which is nearly all of it.

use std::hint::black_box;

use amazonpay::config::Region;
use amazonpay::error::SigningError;
use amazonpay::signing::{
    Algorithm, AuthorizationHeader, Credentials, OutgoingRequest, PrivateKey, RequestToSign, Signer,
    sign_request, verify,
};
use async_trait::async_trait;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PSS_SHA256;
use jiff::Timestamp;
use url::Url;

use crate::Result;
use crate::batches::{ROUNDS, batch, repeat};
use crate::processor_time::micros_each;
use crate::shop::at_once;
use crate::summary::{Summary, Target, median};

/// Few enough that both halves of a round meet the same machine, whatever else runs on it.
const BATCH: usize = 16;
const KEY: &[u8] = include_bytes!("../vectors/keys/accepted/pkcs8.der");
const BODY: &[u8] = br#"{"captureAmount":{"amount":"20.00","currencyCode":"EUR"},"softDescriptor":"KAFFE"}"#;

/// Signs in no time, to show what is left.
#[derive(Debug)]
struct Instant;

#[async_trait]
impl Signer for Instant {
    async fn sign(&self, _: Algorithm, _: &[u8]) -> Result<Vec<u8>, SigningError> {
        Ok(vec![7; 256])
    }

    fn sign_now(&self, _: Algorithm, _: &[u8]) -> Option<Result<Vec<u8>, SigningError>> {
        Some(Ok(vec![7; 256]))
    }
}

pub(crate) fn measure(summary: &mut Summary) -> Result<()> {
    let key = PrivateKey::from_der(KEY)?;
    let public_key = key.public_key();
    let raw_key = KeyPair::from_pkcs8(KEY).map_err(|_| "the key is damaged")?;
    let random = SystemRandom::new();
    let url: Url = "https://pay-api.amazon.eu/v2/charges/S02-9876543-1234567-C123456/capture".parse()?;
    let headers = [("user-agent", "amazonpay-rust/0.1.0"), ("x-amz-pay-idempotency-key", "capture-1001")];
    let request = OutgoingRequest { method: "POST", url: &url, headers: &headers, body: BODY };
    let now: Timestamp = "2026-11-24T10:15:00Z".parse()?;
    let with = |signer: &dyn Signer| {
        let credentials = Credentials {
            public_key_id: "SANDBOX-AEXAMPLEEXAMPLEEXAMPLE",
            signer,
            algorithm: Algorithm::V2,
            region: Region::Eu,
        };
        Ok(at_once(sign_request(&credentials, &request, now))??)
    };

    let mut sign = || with(&key).map(|headers| _ = black_box(headers));
    let message = b"AMZN-PAY-RSASSA-PSS-V2\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let mut signature = vec![0; 256];
    let mut raw = || {
        let made = raw_key.sign(&RSA_PSS_SHA256, &random, black_box(message), &mut signature);
        made.map_err(|_| "the key can't sign".into())
    };
    let mut pairs = Vec::new();
    for round in 0..ROUNDS {
        // In turns the first, since the second may find the processor warmer.
        let (whole, rsa) = if round % 2 == 0 {
            let whole = batch(BATCH, &mut sign)?;
            (whole, batch(BATCH, &mut raw)?)
        } else {
            let rsa = batch(BATCH, &mut raw)?;
            (batch(BATCH, &mut sign)?, rsa)
        };
        pairs.push((micros_each(whole, BATCH), micros_each(rsa, BATCH)));
    }
    let of = |figure: fn(&(f64, f64)) -> f64| median(pairs.iter().map(figure).collect());
    summary.note("raw_rsa_us", of(|(_, rsa)| *rsa));
    summary.note("sign_request_us", of(|(whole, _)| *whole));
    summary.judge("sign_over_raw_rsa", of(|(whole, rsa)| whole / rsa), Target::AtMost(1.05));
    summary.judge("sign_overhead_us", of(|(whole, rsa)| whole - rsa), Target::AtMost(10.0));

    let instant = repeat(|| with(&Instant).map(|headers| _ = black_box(headers)))?;
    summary.note("sign_request_with_instant_signer_us", instant);

    let signed = with(&key)?;
    let authorization = AuthorizationHeader::parse(signed.get("authorization").unwrap_or_default())?;
    let received: Vec<_> = headers.iter().copied().chain(signed.iter()).collect();
    let received =
        RequestToSign { method: "POST", path: url.path(), query: "", headers: &received, body: BODY };
    let verified = repeat(|| Ok(verify(black_box(&received), &authorization, &public_key)?))?;
    summary.note("verify_us", verified);
    Ok(())
}
