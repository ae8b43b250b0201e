//! Which language's package this is: what every request says of it.

use std::sync::OnceLock;

use serde_json::{Map, Value};

/// Headers' settings by the core's names.
static PACKAGE: OnceLock<[(&str, String); 3]> = OnceLock::new();

/// Says which language's package has loaded this library. The package does so before all else; once more changes nothing.
///
/// `sdk_type` becomes `x-amz-pay-sdk-type`, for example `amazonpay-kotlin`, and `language_version`
/// `x-amz-pay-language-version`; `x-amz-pay-sdk-version` is this library's version. What a client's settings say of these
/// goes first.
#[uniffi::export]
pub fn set_package(sdk_type: String, language_version: String) {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let _ = PACKAGE.set([
        ("sdk_type", sdk_type),
        ("sdk_version", version),
        ("language_version", language_version),
    ]);
}

/// Adds to a client's settings what they leave out of it.
pub(crate) fn complete(settings: &mut Map<String, Value>) {
    for (name, value) in PACKAGE.get().into_iter().flatten() {
        settings.entry(*name).or_insert_with(|| Value::from(value.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_is_told_unless_the_settings_tell_of_another() {
        set_package("amazonpay-kotlin".to_owned(), "2.4".to_owned());
        set_package("another".to_owned(), "1".to_owned());
        let mut settings = Map::from_iter([("language_version".to_owned(), Value::from("3.0"))]);
        complete(&mut settings);
        assert_eq!(settings["sdk_type"], "amazonpay-kotlin");
        assert_eq!(settings["sdk_version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(settings["language_version"], "3.0");
    }
}
