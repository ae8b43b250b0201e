//! Amounts with the decimals of their currency: a `Decimal` keeps no zeros at its end, and `49.5` is not how Amazon Pay writes
//! forty-nine euros and a half.

use amazonpay::model::Currency;

use crate::description::{Description, Shape};

const AMOUNT: &str =
    "        FfiConverterTypeDecimal.write(value.amount, into: &buf)\n        FfiConverterTypeCurrency";
const WRITTEN: &str =
    "        FfiConverterString.write(value.writtenAmount, into: &buf)\n        FfiConverterTypeCurrency";

/// The text with amounts of money that go to Rust as Amazon Pay writes them.
pub(super) fn written(text: &str) -> String {
    text.replace(AMOUNT, WRITTEN)
}

/// How many decimals each currency has; nothing where there are no currencies.
pub(super) fn decimals(api: &Description, face: &str) -> String {
    let values = api.types.iter().find_map(|described| match &described.shape {
        Shape::Enum(values) if described.name == "Currency" => Some(values),
        _ => None,
    });
    let Some(values) = values.filter(|_| face.contains("public enum Currency:")) else {
        return String::new();
    };
    let mut cases = String::new();
    for value in values {
        if let Some(decimals) = Currency::from(value.wire.as_str()).decimals() {
            cases.push_str(&format!("        case .{}: return {decimals}\n", value.name.to_lowercase()));
        }
    }
    format!(
        "
extension Currency {{
    /// How many decimals an amount may have; nil for a currency that this version does not list.
    public var decimals: Int? {{
        switch self {{
{cases}        case .unknown: return nil
        }}
    }}
}}

{}",
        include_str!("money.swift")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description;

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        assert_eq!(written(&format!("a\n{AMOUNT}.write(")), format!("a\n{WRITTEN}.write("));
        let api = description::of_the_core().unwrap();
        let text = decimals(&api, "\npublic enum Currency: Equatable {");
        assert!(text.contains("        case .eur: return 2\n"), "{text}");
        assert!(text.contains("        case .jpy: return 0\n"), "{text}");
        assert_eq!(decimals(&api, ""), "");
    }
}
