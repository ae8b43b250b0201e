//! The settings of the client: collected by [`ClientBuilder`], checked, and then read-only as [`Config`].

mod api_version;
mod builder;
mod endpoint;
mod environment;
mod from_environment;
mod header_values;
pub(crate) mod proxy;
mod public_key_id;
mod region;
mod retry_policy;
pub(crate) mod root_certificates;
pub(crate) mod settings;
mod settled_config;
mod timeouts;

pub use api_version::ApiVersion;
pub use builder::ClientBuilder;
pub use environment::Environment;
pub use public_key_id::PublicKeyId;
pub use region::Region;
pub use retry_policy::RetryPolicy;
pub(crate) use retry_policy::check_max_retries;
pub use settled_config::Config;
pub use timeouts::Timeouts;
pub(crate) use timeouts::check_duration;

#[cfg(test)]
mod tests;
