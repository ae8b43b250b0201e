//! A checkout as text, for the app that is killed while the buyer is at Amazon.

use serde::{Deserialize, Serialize};

use super::CheckoutError;
use super::machine::{Machine, Phase};
use super::return_link::is_session_id;

/// The version of the text. Another one is refused: the checkout begins anew.
const VERSION: u32 = 1;

/// More than a checkout takes.
const LONGEST: usize = 16 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved<M> {
    version: u32,
    checkout: M,
}

/// Writes a checkout down: ids, nonces and addresses, nothing of the buyer's.
pub(super) fn write(machine: &Machine) -> Result<String, CheckoutError> {
    let unwritable = |error: serde_json::Error| CheckoutError::Saved { reason: error.to_string() };
    serde_json::to_string(&Saved { version: VERSION, checkout: machine }).map_err(unwritable)
}

/// Reads what was written. A text that no checkout can have written is refused.
pub(super) fn read(text: &str) -> Result<Machine, CheckoutError> {
    let unreadable = |reason: String| CheckoutError::Saved { reason };
    if text.len() > LONGEST {
        return Err(unreadable(format!("it has {} bytes; expected at most {LONGEST}", text.len())));
    }
    let saved: Saved<Machine> = serde_json::from_str(text).map_err(|error| {
        unreadable(format!("line {} column {} does not fit", error.line(), error.column()))
    })?;
    if saved.version != VERSION {
        return Err(unreadable(format!("expected version {VERSION}, found {}", saved.version)));
    }
    let machine = saved.checkout;
    let awaits = matches!(machine.phase, Phase::BuyerAtAmazon { .. } | Phase::Confirming { url: Some(_) });
    let has_session = matches!(machine.phase, Phase::Reviewing | Phase::Confirming { .. });
    if awaits != machine.awaited.is_some()
        || (has_session && machine.checkout_session_id.is_none())
        || machine.checkout_session_id.as_deref().is_some_and(|id| !is_session_id(id))
    {
        return Err(unreadable("its parts do not go together".to_owned()));
    }
    Ok(machine)
}
