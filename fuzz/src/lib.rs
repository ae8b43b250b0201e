//! Fuzz targets as ordinary functions, so that the tests replay their seeds without a fuzzer.
//!
//! A target takes any bytes, and panics when something does not hold: not only when the code under test panics, but
//! when what was read differs after it was written, when two sides derive different texts from the same request, when
//! a forged notification is accepted, when a secret shows in an error.
//!
//! Inputs are text where that can be, so that a seed says what it is about and the fuzzer cuts it at useful places.
#![warn(missing_docs)]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a finding is a panic, and so is a fixture that cannot be made"
)]

mod canonicalization;
mod control_api;
mod decoding;
mod envelope;
mod keys;
mod message;
mod notification;
mod own_canonical_form;
mod request_schema;
mod signed_request;
mod wire;

pub use canonicalization::canonicalization;
pub use control_api::control_api;
pub use decoding::decoding;
pub use keys::keys;
pub use notification::notification;

/// A target: panics when `data` breaks what must hold.
pub type Target = fn(data: &[u8]);

/// Every target with its name, which is that of its program and of its folder in `seeds/`.
pub const TARGETS: [(&str, Target); 5] = [
    ("canonicalization", canonicalization),
    ("control_api", control_api),
    ("decoding", decoding),
    ("keys", keys),
    ("notification", notification),
];

/// Stands in seeds for what must not be shown: names, tokens, pass phrases.
const SECRET: &str = "zQ7secret";

/// That a text for people and logs shows no secret and is one line, whatever came over the network.
fn assert_fit_to_be_shown(text: &str, may_show_secret: bool) {
    assert!(may_show_secret || !text.contains(SECRET), "a secret is shown: {text:?}");
    assert!(!text.contains(|c: char| c.is_control() && c != '\t'), "a log line is broken: {text:?}");
}

/// The program of a target: the fuzzer's when cargo-fuzz builds it; otherwise one that runs the target on the files
/// that it is given.
#[macro_export]
macro_rules! program {
    ($target:path) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|data: &[u8]| $target(data));

        #[cfg(not(fuzzing))]
        fn main() -> std::io::Result<()> {
            for path in std::env::args_os().skip(1) {
                $target(&std::fs::read(path)?);
            }
            Ok(())
        }
    };
}
