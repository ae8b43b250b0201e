//! What a test does with a sandbox besides being its client: it acts as the buyer, moves the clock, orders faults.
//!
//! All of it goes through the sandbox's control API, whose types are generated (`generated::sandbox`).

mod buyer;
mod clock;
mod control;
mod faults;

pub use buyer::SandboxBuyer;
pub use clock::SandboxClock;
pub use control::SandboxError;
pub use faults::SandboxFaults;
