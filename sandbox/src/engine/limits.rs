//! How much and how often: every limit on amounts and counts, in one place.

use amazonpay::model::{ChargePermissionType, Currency, Money};
use rust_decimal::Decimal;

/// Charges on a one-time Charge Permission: "you can call Create Charge up to 25 times"
/// (<https://developer.amazon.com/docs/amazon-pay-checkout/one-time-payment-scenarios.html>).
pub(super) const CHARGES_PER_ONE_TIME_PERMISSION: usize = 25;

/// Refunds on a charge [own]: the older API had this limit, the guide names only the error.
pub(super) const REFUNDS_PER_CHARGE: usize = 10;

/// How much more than the authorized amount may be captured, in percent [own]. The guide names the error
/// (TransactionAmountExceeded) and no tolerance for a capture, so there is none.
pub(super) const OVER_CAPTURE_PERCENT: i64 = 0;

/// How much more than the captured amount may be refunded, in percent, up to [`over_refund_most`].
pub(super) const OVER_REFUND_PERCENT: i64 = 15;

/// Currencies whose unit is worth about a tenth of a dollar; the guide's monthly limits are ten times higher for them,
/// so the limits it gives only for dollars, pounds and euros are too [own].
fn is_small_unit(currency: &Currency) -> bool {
    matches!(currency, Currency::Dkk | Currency::Hkd | Currency::Nok | Currency::Sek | Currency::Zar)
}

fn by_unit(currency: &Currency, large: i64, yen: i64) -> Decimal {
    match currency {
        Currency::Jpy => Decimal::from(yen),
        _ if is_small_unit(currency) => Decimal::from(large * 10),
        _ => Decimal::from(large),
    }
}

/// The most that one charge may be: 150,000 USD, GBP or EUR, 10,000,000 JPY
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/charge.html>).
pub(super) fn most_per_charge(currency: &Currency) -> Decimal {
    by_unit(currency, 150_000, 10_000_000)
}

/// The most that may be captured of an authorized amount.
pub(super) fn most_to_capture(authorized: Decimal, currency: &Currency) -> Decimal {
    let decimals = currency.decimals().unwrap_or(2);
    (authorized * Decimal::from(100 + OVER_CAPTURE_PERCENT) / Decimal::from(100)).trunc_with_scale(decimals)
}

/// The most that a refund may add to the captured amount, whatever the percentage comes to: 75, or 8,400 JPY.
pub(super) fn over_refund_most(currency: &Currency) -> Decimal {
    by_unit(currency, 75, 8_400)
}

/// The most that may be refunded in all of a captured amount
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/refund.html>).
pub(super) fn most_to_refund(captured: Decimal, currency: &Currency) -> Decimal {
    let decimals = currency.decimals().unwrap_or(2);
    let share =
        (captured * Decimal::from(OVER_REFUND_PERCENT) / Decimal::from(100)).trunc_with_scale(decimals);
    captured + share.min(over_refund_most(currency))
}

/// The limit of a Charge Permission that asked for `allowOvercharge`: 900 % of the order or 500 USD, GBP or EUR or
/// 70,000 JPY, whichever is more
/// (<https://developer.amazon.com/docs/amazon-pay-checkout/advanced-one-time-payment-options.html>).
pub(super) fn overcharge_limit(order: Decimal, currency: &Currency) -> Decimal {
    (order * Decimal::from(9)).max(by_unit(currency, 500, 70_000))
}

/// What a permission that is charged again and again may be charged in a calendar month; `None` for a one-time one
/// (<https://developer.amazon.com/docs/amazon-pay-checkout/monthly-recurring-charge-limits.html>,
/// <https://developer.amazon.com/docs/amazon-pay-checkout/monthly-paymentmethodonfile-charge-limits.html>).
pub(super) fn most_per_month(kind: &ChargePermissionType, currency: &Currency) -> Option<Decimal> {
    match kind {
        ChargePermissionType::Recurring => Some(by_unit(currency, 1_000, 100_000)),
        ChargePermissionType::PaymentMethodOnFile => Some(by_unit(currency, 15_000, 2_000_000)),
        _ => None,
    }
}

/// The currencies that a region takes. The monthly limits list twelve for the EU and one each for NA and JP.
pub(super) fn region_takes(region: amazonpay::config::Region, currency: &Currency) -> bool {
    match region.code() {
        "na" => *currency == Currency::Usd,
        "jp" => *currency == Currency::Jpy,
        _ => !currency.is_unknown(),
    }
}

/// An amount of the engine's own reckoning as Money. Reckoned amounts never go below zero.
pub(super) fn money(amount: Decimal, currency: &Currency) -> Money {
    let mut amount = amount.max(Decimal::ZERO);
    amount.rescale(currency.decimals().unwrap_or(2));
    Money::new(amount, currency.clone()).unwrap_or_else(|_| Money::zero(currency.clone()))
}
