//! Where requests go.

use url::{Host, Url};

use super::{ApiVersion, Environment, Region};
use crate::error::ConfigError;

const FIELD: &str = "endpoint";

/// The address that all paths are appended to, and the value of `x-amz-pay-host`.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    pub(super) base_url: Url,
    pub(super) host_header: String,
}

impl Endpoint {
    /// Amazon's address for the region or the caller's own, with the environment's segment (unless the key's prefix
    /// fixes it) and the version appended.
    pub(super) fn new(
        custom: Option<&str>,
        region: Region,
        environment_segment: Option<Environment>,
        version: ApiVersion,
    ) -> Result<Self, ConfigError> {
        let amazons = format!("https://{}", region.host());
        let mut base_url = check(custom.unwrap_or(&amazons))?;
        let mut path = base_url.path().trim_end_matches('/').to_owned();
        for segment in environment_segment.map(Environment::as_str).into_iter().chain([version.as_str()]) {
            path.push('/');
            path.push_str(segment);
        }
        base_url.set_path(&path);
        let host = base_url.host_str().unwrap_or_default();
        // Url has no port when it is the scheme's own.
        let host_header = match base_url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Ok(Self { base_url, host_header })
    }
}

fn check(text: &str) -> Result<Url, ConfigError> {
    let wrong = |message: String| Err(ConfigError::new(FIELD, message));
    let shown = without_credentials(text);
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => {
            return wrong(format!(
                "{shown:?} is no URL ({error}); expected one such as https://pay-api.amazon.eu"
            ));
        }
    };
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("holds a user name or a password; requests are signed, so leave them out".to_owned());
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => {
            return wrong(format!(
                "{shown:?} is plain http; use https (plain http is for this machine only: localhost, 127.0.0.0/8 \
                 and [::1])"
            ));
        }
        scheme => return wrong(format!("{shown:?} has the scheme {scheme:?}; expected https")),
    }
    if url.query().is_some() || url.fragment().is_some() {
        return wrong("has a query or a fragment; give scheme, host and port only".to_owned());
    }
    let last = url.path_segments().and_then(|mut segments| segments.rfind(|segment| !segment.is_empty()));
    if let Some(segment @ ("v1" | "v2" | "sandbox" | "live")) = last {
        return wrong(format!(
            "{shown:?} ends in {segment:?}, which is added by itself; leave environment and version out"
        ));
    }
    Ok(url)
}

/// Whether the address is of this very machine: 127.0.0.0/8, ::1 or localhost.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

/// An address for an error message: what stands before an `@` may be a password.
pub(super) fn without_credentials(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => text.to_owned(),
    }
}
