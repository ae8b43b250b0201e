//! What it costs to read an answer.

use std::hint::black_box;

use amazonpay::model::CheckoutSession;

use crate::Result;
use crate::batches::repeat;
use crate::summary::{Summary, Target};

/// The largest object, every field of it filled.
const SESSION: &[u8] = include_bytes!("../vectors/models/checkout-session-full.json");

pub(crate) fn measure(summary: &mut Summary) -> Result<()> {
    // As it comes over the wire, without the white space of the file.
    let session = serde_json::to_vec(&serde_json::from_slice::<serde_json::Value>(SESSION)?)?;
    let micros = repeat(|| {
        let decoded: CheckoutSession = serde_json::from_slice(black_box(&session))?;
        black_box(decoded);
        Ok(())
    })?;
    summary.judge("checkout_session_decode_us", micros, Target::AtMost(15.0));
    summary.note("checkout_session_bytes", session.len() as f64);
    Ok(())
}
