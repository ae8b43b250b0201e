//! The ledger: every charge, refund and session that the sandbox holds, read from its engine and from no answer.

use std::collections::BTreeMap;

use amazonpay::model::{Charge, CheckoutSession, MerchantMetadata, Refund};
use amazonpay_sandbox::Sandbox;
use amazonpay_sandbox::engine::ObjectKind;
use serde::de::DeserializeOwned;

use crate::Result;

/// The sandbox's objects by the reference that the shop gave them when it asked for them.
///
/// Under one reference there may be several: a shop that asks twice under two keys gets two.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) sessions: BTreeMap<String, Vec<CheckoutSession>>,
    pub(crate) charges: BTreeMap<String, Vec<Charge>>,
    pub(crate) refunds: BTreeMap<String, Vec<Refund>>,
    pub(crate) permissions: usize,
}

impl Ledger {
    /// Reads everything, after all that is due has happened.
    pub(crate) fn read(sandbox: &Sandbox) -> Result<Self> {
        let now = sandbox.clock().now();
        sandbox.with_engine(|engine| engine.run_until(now));
        let mut ledger = Self {
            permissions: objects::<serde_json::Value>(sandbox, ObjectKind::ChargePermission)?.len(),
            ..Self::default()
        };
        for session in objects::<CheckoutSession>(sandbox, ObjectKind::CheckoutSession)? {
            let reference = reference(session.merchant_metadata.as_ref());
            ledger.sessions.entry(reference).or_default().push(session);
        }
        for charge in objects::<Charge>(sandbox, ObjectKind::Charge)? {
            let reference = reference(charge.merchant_metadata.as_ref());
            ledger.charges.entry(reference).or_default().push(charge);
        }
        for refund in objects::<Refund>(sandbox, ObjectKind::Refund)? {
            let reference = refund.soft_descriptor.clone().unwrap_or_default();
            ledger.refunds.entry(reference).or_default().push(refund);
        }
        Ok(ledger)
    }
}

fn reference(metadata: Option<&MerchantMetadata>) -> String {
    metadata.and_then(|metadata| metadata.merchant_reference_id.clone()).unwrap_or_default()
}

fn objects<T: DeserializeOwned>(sandbox: &Sandbox, kind: ObjectKind) -> Result<Vec<T>> {
    let objects = sandbox.with_engine(|engine| engine.objects(kind));
    Ok(objects.into_iter().map(serde_json::from_value).collect::<Result<_, _>>()?)
}
