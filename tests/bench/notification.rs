//! What it costs to verify a notification whose certificate is known.

use std::hint::black_box;
use std::sync::Arc;

use amazonpay::notification::{CertificateRequest, CertificateSource, FetchError, SigningCertificate};
use amazonpay_tests::notification_vectors::{certificate, load};
use async_trait::async_trait;
use bytes::Bytes;

use crate::Result;
use crate::batches::repeat;
use crate::shop::at_once;
use crate::summary::{Summary, Target};

/// Has the certificate at hand, for the one time that it is asked for.
#[derive(Debug)]
struct AtHand(Bytes);

#[async_trait]
impl CertificateSource for AtHand {
    async fn fetch(&self, _: CertificateRequest<'_>) -> Result<Bytes, FetchError> {
        Ok(self.0.clone())
    }
}

pub(crate) fn measure(summary: &mut Summary) -> Result<()> {
    let described = |error: Box<dyn std::error::Error>| error.to_string();
    let file = load("accepted").map_err(described)?;
    let pem = certificate("sns").map_err(described)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for (figure, version) in [("notification_verify_us", "2"), ("notification_verify_version_1_us", "1")] {
        let name = format!("version {version}, the guide's letter case, with a subject");
        let case = file.cases.iter().find(|case| case.name == name).ok_or("the vector is gone")?;
        let source = Arc::new(AtHand(pem.clone().into()));
        let verifier = case.verifier(file.clock).map_err(described)?.certificate_source(source).build()?;
        let body = case.body();
        runtime.block_on(verifier.verify(&body))?;
        let cached = repeat(|| {
            black_box(at_once(verifier.verify(black_box(&body)))??);
            Ok(())
        })?;
        if version == "1" {
            summary.note(figure, cached);
            continue;
        }
        summary.judge(figure, cached, Target::AtMost(60.0));
        let given = SigningCertificate::from_pem(&pem)?;
        let checked = repeat(|| {
            black_box(verifier.verify_with_certificate(black_box(&body), &given)?);
            Ok(())
        })?;
        summary.note("notification_verify_with_certificate_us", checked);
    }
    Ok(())
}
