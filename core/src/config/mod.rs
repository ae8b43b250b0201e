//! The settings of the client.

mod api_version;
mod environment;
mod public_key_id;
mod region;
mod retry_policy;
mod timeouts;

pub use api_version::ApiVersion;
pub use environment::Environment;
pub use public_key_id::PublicKeyId;
pub use region::Region;
pub use retry_policy::RetryPolicy;
pub use timeouts::Timeouts;
