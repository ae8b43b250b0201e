//! The settings of the client.

mod retry_policy;

pub use retry_policy::RetryPolicy;
