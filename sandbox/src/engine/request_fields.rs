//! Checks a request's fields before it is read: unknown, missing, of the wrong type, of a wrong value.
//!
//! The first fault found is answered, with the path of its field. Null stands for an absent field everywhere.
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/error-handling.html>.

use amazonpay::model::{Money, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::failures;
use crate::api_failure::ApiFailure;

/// A field of a request.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: Box<str>,
    pub(super) required: bool,
    pub(super) kind: Kind,
}

/// What a field may hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Text of at most so many characters.
    Text(usize),
    /// An https address, or an http one on this machine, of at most so many characters.
    Url(usize),
    /// True or false.
    Flag,
    /// One of these words.
    Word(Box<[Box<str>]>),
    /// Digits, as text or as a number.
    Digits,
    /// A moment, as [`amazonpay::model::Timestamp`] reads it.
    Moment,
    /// A whole number in this range, such as a time in Unix seconds; the model may read a text as well.
    WholeNumber { least: u64, most: u64 },
    /// An amount of these fields: above zero, or of zero or more.
    Money { fields: Box<[Field]>, zero: bool },
    /// An object of these fields.
    Object(Box<[Field]>),
    /// A list of such values.
    List(Box<Kind>),
    /// An object with any names, whose values are such.
    ByName(Box<Kind>),
    /// Whatever the model can read.
    Anything,
}

/// Reads a request's body by its fields into the model's type. An empty body is an object without fields.
///
/// # Errors
/// The first fault of the body, with the reason code that the guide gives it.
pub(super) fn read<T: DeserializeOwned>(body: &[u8], fields: &[Field]) -> Result<T, ApiFailure> {
    let value = if body.is_empty() {
        Value::Object(Map::new())
    } else {
        serde_json::from_slice(body).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            failures::invalid_format(format!("The body is not JSON (line {line}, column {column})."))
        })?
    };
    read_value(value, fields)
}

/// Reads a JSON value by its fields into the model's type.
///
/// # Errors
/// As [`read`].
pub(super) fn read_value<T: DeserializeOwned>(value: Value, fields: &[Field]) -> Result<T, ApiFailure> {
    check_object(&value, fields, "")?;
    serde_json::from_value(value).map_err(|_| {
        failures::invalid_format("The request does not have the form of this operation's model.")
    })
}

fn check_object(value: &Value, fields: &[Field], path: &str) -> Result<(), ApiFailure> {
    let Value::Object(object) = value else { return Err(wrong_type(path, "an object", value)) };
    if let Some(name) = object.keys().find(|name| !fields.iter().any(|field| *field.name == **name)) {
        let name = failures::shown(name);
        return Err(failures::unrecognized(&inside(path, name.trim_matches('"'))));
    }
    fields.iter().try_for_each(|field| {
        let path = inside(path, &field.name);
        match object.get(&*field.name) {
            None | Some(Value::Null) if field.required => Err(failures::missing(&path)),
            Some(Value::String(text)) if field.required && text.is_empty() => Err(failures::missing(&path)),
            None | Some(Value::Null) => Ok(()),
            Some(value) => check(value, &field.kind, &path),
        }
    })
}

fn inside(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn check(value: &Value, kind: &Kind, path: &str) -> Result<(), ApiFailure> {
    match kind {
        Kind::Text(most) => check_text(text(value, path)?, *most, path),
        Kind::Url(most) => check_url(text(value, path)?, *most, path),
        Kind::Flag if value.is_boolean() => Ok(()),
        Kind::Flag => Err(wrong_type(path, "true or false", value)),
        Kind::Word(words) => check_word(text(value, path)?, words, path),
        Kind::Digits => check_digits(value, path),
        Kind::Moment => check_moment(text(value, path)?, path),
        Kind::WholeNumber { least, most } => check_whole_number(value, *least, *most, path),
        Kind::Money { fields, zero } => check_money(value, fields, *zero, path),
        Kind::Object(fields) => check_object(value, fields, path),
        Kind::List(element) => {
            let Value::Array(elements) = value else { return Err(wrong_type(path, "a list", value)) };
            let mut elements = elements.iter().enumerate();
            elements.try_for_each(|(index, value)| check(value, element, &format!("{path}[{index}]")))
        }
        Kind::ByName(element) => {
            let Value::Object(object) = value else { return Err(wrong_type(path, "an object", value)) };
            object.iter().try_for_each(|(name, value)| {
                let name = failures::shown(name);
                check(value, element, &inside(path, name.trim_matches('"')))
            })
        }
        Kind::Anything => Ok(()),
    }
}

fn wrong_type(path: &str, expected: &str, found: &Value) -> ApiFailure {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let path = if path.is_empty() { "The body" } else { path };
    failures::invalid_format(format!("{path}: expected {expected}, found {found}."))
}

fn text<'a>(value: &'a Value, path: &str) -> Result<&'a str, ApiFailure> {
    value.as_str().ok_or_else(|| wrong_type(path, "a text", value))
}

fn check_text(text: &str, most: usize, path: &str) -> Result<(), ApiFailure> {
    let length = text.chars().count();
    if length > most {
        return Err(failures::invalid_value(
            path,
            format!("at most {most} characters are allowed, found {length}."),
        ));
    }
    Ok(())
}

/// "The URLs must use HTTPS protocol." A shop under development on this machine may use http [own].
fn check_url(text: &str, most: usize, path: &str) -> Result<(), ApiFailure> {
    check_text(text, most, path)?;
    let url = url::Url::parse(text)
        .map_err(|error| failures::invalid_value(path, format!("is not an address ({error}).")))?;
    let local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() == "https" || (url.scheme() == "http" && local) {
        return Ok(());
    }
    Err(failures::invalid_value(path, "the address must begin with https://."))
}

fn check_word(text: &str, words: &[Box<str>], path: &str) -> Result<(), ApiFailure> {
    if words.iter().any(|word| **word == *text) {
        return Ok(());
    }
    let found = failures::shown(text);
    Err(failures::invalid_value(path, format!("{found} is not one of {}.", words.join(", "))))
}

fn check_moment(text: &str, path: &str) -> Result<(), ApiFailure> {
    match text.parse::<Timestamp>() {
        Ok(_) => Ok(()),
        Err(_) => {
            let found = failures::shown(text);
            Err(failures::invalid_value(path, format!("{found} is not a time such as 20261124T101500Z.")))
        }
    }
}

fn check_whole_number(value: &Value, least: u64, most: u64, path: &str) -> Result<(), ApiFailure> {
    match value.as_u64() {
        Some(number) if (least..=most).contains(&number) => Ok(()),
        Some(number) => {
            let message = format!("{number} is not in the range from {least} to {most}.");
            Err(failures::invalid_value(path, message))
        }
        None if value.is_string() => Ok(()),
        None => Err(wrong_type(path, "a whole number", value)),
    }
}

fn check_digits(value: &Value, path: &str) -> Result<(), ApiFailure> {
    let digits = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return Err(wrong_type(path, "a whole number", value)),
    };
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let found = failures::shown(&digits);
        return Err(failures::invalid_value(
            path,
            format!("{found} is not a whole number of at most nine digits."),
        ));
    }
    Ok(())
}

fn check_money(value: &Value, fields: &[Field], zero: bool, path: &str) -> Result<(), ApiFailure> {
    if let Some(Value::Number(number)) = value.get("amount") {
        // The model says text, and reads a number as well.
        let mut written = value.clone();
        written["amount"] = number.to_string().into();
        check_object(&written, fields, path)?;
    } else {
        check_object(value, fields, path)?;
    }
    let path = inside(path, "amount");
    let invalid = |message: String| failures::invalid_value(&path, message);
    let money: Money = serde_json::from_value(value.clone()).map_err(|error| invalid(format!("{error}.")))?;
    money.validate().map_err(|error| invalid(format!("{} {}.", money.amount(), error.message())))?;
    if money.amount().is_zero() && !zero {
        return Err(invalid("must be more than zero.".to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
