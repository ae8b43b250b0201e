//! How a client holds its own calls back, so that a batch of them is not refused.

use std::collections::HashMap;

use amazonpay::throttle::{self, Quota};

/// How a client holds its calls back before the server refuses them. Waiting counts towards a call's total time-out.
///
/// All have defaults: each operation has the bucket that Amazon's guide gives it in the client's region and environment.
#[derive(Clone, Debug, Default, PartialEq, uniffi::Record)]
pub struct Throttle {
    /// The bucket of each operation that writes and has none of its own.
    #[uniffi(default)]
    pub write: Option<Quota>,
    /// The bucket of each operation that reads and has none of its own.
    #[uniffi(default)]
    pub read: Option<Quota>,
    /// The buckets of single operations, by their names in the table of operations, such as `charges.create`.
    #[uniffi(default)]
    pub operations: HashMap<String, Quota>,
}

impl From<Throttle> for throttle::Throttle {
    fn from(given: Throttle) -> Self {
        let mut throttle = Self::default();
        if let Some(quota) = given.write {
            throttle = throttle.write(quota);
        }
        if let Some(quota) = given.read {
            throttle = throttle.read(quota);
        }
        given.operations.into_iter().fold(throttle, |throttle, (name, quota)| throttle.operation(name, quota))
    }
}
