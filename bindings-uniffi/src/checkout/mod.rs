//! A checkout that an app drives and the merchant's server signs.
//!
//! An app has no private key and talks to nobody but the merchant's own back end, in four calls of a JSON contract
//! (`contract`, docs/mobile-checkout.md): `start`, `review`, `confirm`, `complete`. In between the buyer is on Amazon's pages,
//! in the system's own browser, and comes back by a link that anybody can send (`return_link`). What may happen when is a
//! small machine without input or output (`machine`), which can be written down and read again (`saved`); `driver` calls the
//! back end and tells the machine. HTTP is the app's: its system knows certificates, proxies, cookies and pins better.

mod backend;
mod contract;
mod driver;
mod error;
mod machine;
mod return_link;
mod saved;

pub use backend::{BackendAnswer, BackendError, CheckoutBackend};
pub use contract::{CheckoutReview, CheckoutStep, OrderOutcome};
pub use driver::Checkout;
pub use error::CheckoutError;
pub use machine::CheckoutState;
pub use return_link::CheckoutLinks;
