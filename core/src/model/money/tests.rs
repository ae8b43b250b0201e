//! Unit tests of exact amounts; their module is declared under `#[cfg(test)]`.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn read(amount: serde_json::Value) -> Result<Money, String> {
    serde_json::from_value(json!({"amount": amount, "currencyCode": "EUR"}))
        .map_err(|error| error.to_string())
}

#[test]
fn refused_amounts_say_what_is_wrong_and_what_to_do() {
    let refused = [
        ("12.345", Currency::Eur, r#"amount: "12.345" has more decimals (3) than EUR (2): round it first"#),
        ("1.000", Currency::Eur, r#"amount: "1.000" has more decimals (3) than EUR (2): round it first"#),
        ("100.5", Currency::Jpy, r#"amount: "100.5" has more decimals (1) than JPY (0): round it first"#),
        ("-1", Currency::Usd, r#"amount: "-1" is below zero: give an amount of zero or more"#),
        ("1234567890123456789", Currency::Usd, "too long: an amount has at most 18 digits"),
        ("99999999999999999999999999999999", Currency::Usd, "too long: an amount has at most 18 digits"),
    ];
    for (amount, currency, expected) in refused {
        let message = Money::new(amount, currency).unwrap_err().to_string();
        assert!(message.contains(expected), "{amount}: {message}");
    }
    for text in ["", " ", "12,30", "1_000", "1e3", "12.", ".5", "+5", "€5", "NaN", "--1", "1.2.3"] {
        let message = Money::eur(text).unwrap_err().to_string();
        assert!(message.contains("is no decimal number"), "{text}: {message}");
    }
}

#[test]
fn an_unlisted_currency_takes_any_number_of_decimals() {
    assert!(Money::new("1.2345", Currency::from("XTS")).is_ok());
}

#[test]
fn what_the_server_sent_is_kept_to_the_digit() {
    let cases = [(json!("12.30"), "12.30"), (json!("12"), "12"), (json!(50), "50"), (json!(50.35), "50.35")];
    for (sent, kept) in cases {
        assert_eq!(read(sent.clone()).unwrap().amount().to_string(), kept, "{sent}");
    }
    assert_eq!(read(json!(0.1)).unwrap(), Money::eur("0.1").unwrap());
    assert_eq!(read(json!(-3)).unwrap().amount().to_string(), "-3");
    // More decimals than the currency has: read, but not made.
    assert_eq!(read(json!("12.345")).unwrap().to_string(), "12.345 EUR");
    assert!(read(json!("12.345")).unwrap().validate().is_err());
}

#[test]
fn digits_are_refused_rather_than_rounded_away() {
    let unlisted = |amount| Money::new(amount, Currency::from("XTS")).unwrap();
    let (large, small) = (unlisted("999999999999999999"), unlisted("0.000000000000000001"));
    for result in [large.checked_add(&small), large.checked_sub(&small)] {
        assert!(result.unwrap_err().to_string().contains("too long: an amount has at most 18 digits"));
    }
    let sum = large.checked_add(&unlisted("1"));
    assert!(sum.unwrap_err().to_string().contains("1000000000000000000"), "19 digits");
    assert_eq!(unlisted("1.5").checked_add(&unlisted("0.25")).unwrap().to_string(), "1.75 XTS");
    let zero = Money::zero(Currency::Eur);
    assert_eq!(zero.checked_add(&Money::eur("5").unwrap()).unwrap(), Money::eur("5").unwrap());
    assert_eq!(Money::eur("5").unwrap().checked_sub(&zero).unwrap(), Money::eur("5.00").unwrap());
    // A decimal has room for 28 digits.
    let read = read(json!("0.10000000000000000000000000000000000001"));
    assert!(read.unwrap_err().contains("is too long"));
}

#[test]
fn unreadable_amounts_are_errors() {
    assert!(read(json!("twelve")).unwrap_err().contains("is no decimal number"));
    assert!(read(json!(true)).unwrap_err().contains("decimal string"));
    assert!(read(json!(null)).unwrap_err().contains("decimal string"));
    assert!(read(json!(1.234_567_890_123_456_7)).unwrap_err().contains("more than 15 digits"));
}

#[test]
fn amounts_of_different_currencies_do_not_mix() {
    let (euro, dollar) = (Money::eur("1").unwrap(), Money::usd("1").unwrap());
    assert_eq!(euro.partial_cmp(&dollar), None);
    let message = euro.checked_add(&dollar).unwrap_err().to_string();
    assert_eq!(message, r#"amount: "1 USD" is not in EUR: convert it first"#);
    let message = euro.checked_sub(&Money::eur("1.01").unwrap()).unwrap_err().to_string();
    assert_eq!(message, r#"amount: "1.01" is more than 1: the difference would be below zero"#);
}

#[test]
fn a_refused_amount_is_a_configuration_error_that_names_the_field() {
    let error = Error::from(Money::jpy("1.5").unwrap_err());
    assert_eq!(error.to_string().matches("amount").count(), 1, "{error}");
}

proptest! {
    #[test]
    fn no_digit_is_lost(whole in "0|[1-9][0-9]{0,15}", cents in "[0-9]{2}", taken in 0u64..100) {
        let text = format!("{whole}.{cents}");
        let money = Money::eur(&text).unwrap();
        let json = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(&json, &format!(r#"{{"amount":"{text}","currencyCode":"EUR"}}"#));
        let read: Money = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(read.amount().to_string(), text.clone());

        // Integer arithmetic over the cents is the measure.
        let units: u64 = text.replace('.', "").parse().unwrap();
        let step = Money::eur(Decimal::new(taken as i64, 2)).unwrap();
        let sum = money.checked_add(&step).unwrap();
        prop_assert_eq!(sum.amount().to_string().replace('.', "").parse::<u64>().unwrap(), units + taken);
        prop_assert_eq!(sum.checked_sub(&step).unwrap().amount().to_string(), text);
    }

    #[test]
    fn a_json_number_is_read_as_it_was_written(units in 0u64..100_000_000_000, scale in 0u32..=2) {
        let written = Decimal::new(units as i64, scale).normalize().to_string();
        let read: Money =
            serde_json::from_str(&format!(r#"{{"amount":{written},"currencyCode":"USD"}}"#)).unwrap();
        prop_assert_eq!(read.amount().to_string(), written);
    }
}
