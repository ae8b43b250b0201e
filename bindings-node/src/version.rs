//! Of which version the native module is, so that the package around it can tell when it is another's.

use napi_derive::napi;

/// The version that this was built as.
#[napi]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
