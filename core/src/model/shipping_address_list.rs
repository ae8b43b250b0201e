//! The list of a buyer's addresses, each of which arrives as the text of a JSON object inside the JSON.
//!
//! It is only ever read, so it is written as the plain list that it means: that is what callers of every language get.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::Address;

/// One element: text that holds an address or, to be lenient, the address itself.
#[derive(Deserialize)]
#[serde(untagged)]
enum Element {
    Text(String),
    Object(Box<Address>),
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<Address>>, D::Error> {
    let Some(elements) = Option::<Vec<Element>>::deserialize(deserializer)? else { return Ok(None) };
    let address = |(index, element)| {
        match element {
        Element::Object(address) => Ok(*address),
        // The parser's own message could quote the address, so only its place is told.
        Element::Text(text) => serde_json::from_str(&text).map_err(|error: serde_json::Error| {
            let (line, column) = (error.line(), error.column());
            D::Error::custom(format!(
                "shippingAddressList[{index}] holds no address as JSON text (line {line} column {column} of the text)"
            ))
        }),
    }
    };
    elements.into_iter().enumerate().map(address).collect::<Result<_, _>>().map(Some)
}
