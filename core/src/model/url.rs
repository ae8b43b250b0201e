//! Addresses as Amazon and the merchant write them.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// An address, kept as it was written.
///
/// It is read from any text and not checked, as an address that Amazon sends must never cost an answer; what may stand in a
/// request is said at the field. It is a `str` wherever one is asked for.
///
/// ```
/// use amazonpay::model::{Url, WebCheckoutDetails};
///
/// let details = WebCheckoutDetails::new().checkout_review_return_url("https://shop.example/review").build();
/// assert_eq!(details.checkout_review_return_url.as_deref(), Some("https://shop.example/review"));
/// assert_eq!(Url::from("https://shop.example").len(), 20);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Url(String);

impl Url {
    /// The text, as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Url {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Url {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Url {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Url {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<::url::Url> for Url {
    fn from(url: ::url::Url) -> Self {
        Self(url.into())
    }
}

impl From<Url> for String {
    fn from(url: Url) -> Self {
        url.0
    }
}

impl PartialEq<str> for Url {
    fn eq(&self, text: &str) -> bool {
        self.0 == text
    }
}

impl PartialEq<&str> for Url {
    fn eq(&self, text: &&str) -> bool {
        self.0 == *text
    }
}

impl PartialEq<String> for Url {
    fn eq(&self, text: &String) -> bool {
        self.0 == *text
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Url {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Url".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[cfg(feature = "uniffi")]
mod border;
