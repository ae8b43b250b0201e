//! The proxy on the way to Amazon.

use std::fmt;

use url::Url;

use super::endpoint::without_credentials;
use crate::error::ConfigError;

const FIELD: &str = "proxy";

/// A proxy that https requests go through, by CONNECT; its credentials are shown nowhere.
#[derive(Clone)]
pub(crate) struct Proxy {
    url: Url,
    pub(crate) transport: reqwest::Proxy,
}

impl Proxy {
    pub(crate) fn new(text: &str) -> Result<Self, ConfigError> {
        let shown = without_credentials(text);
        let expected = "expected one such as http://proxy.example:3128";
        let url = Url::parse(text)
            .map_err(|error| ConfigError::new(FIELD, format!("{shown:?} is no URL ({error}); {expected}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(ConfigError::new(
                FIELD,
                format!("{shown:?} has the scheme {:?}; expected http or https", url.scheme()),
            ));
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(ConfigError::new(
                FIELD,
                format!("{shown:?} has more than scheme, host and port; {expected}"),
            ));
        }
        let transport = reqwest::Proxy::https(url.as_str())
            .map_err(|_| ConfigError::new(FIELD, format!("{shown:?} cannot be used; {expected}")))?;
        Ok(Self { url, transport })
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", without_credentials(self.url.as_str()))
    }
}
