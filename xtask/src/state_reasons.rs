//! The reasons why objects are in a state, with what the core advises about each.

use amazonpay::error::Advice;
use amazonpay::model::{
    ChargePermissionReasonCode, ChargeReasonCode, CheckoutSessionReasonCode, RefundReasonCode,
};

use crate::description::{Description, snake_case};

/// The reasons of one object's states.
pub(crate) struct StateReasons {
    /// The object: `Charge`.
    pub(crate) object: &'static str,
    /// Each known reason as it stands on the wire.
    pub(crate) reasons: Vec<(String, Option<Advice>)>,
}

impl StateReasons {
    fn of<T: ToString>(object: &'static str, known: &[T], advice: fn(&T) -> Option<Advice>) -> Self {
        Self { object, reasons: known.iter().map(|reason| (reason.to_string(), advice(reason))).collect() }
    }

    /// The name of the enum: `ChargeReasonCode`.
    pub(crate) fn enum_name(&self) -> String {
        format!("{}ReasonCode", self.object)
    }

    /// What the advice is about, in words: `charge permission`.
    pub(crate) fn object_in_words(&self) -> String {
        snake_case(self.object).replace('_', " ")
    }

    /// Each reason that has an advice with it, as a language names both: `of` are the cases that it has of the reasons,
    /// `advice` those of the advice.
    ///
    /// # Errors
    /// When the language has no such case, or the models have no such reason.
    pub(crate) fn cases<'a>(
        &self,
        api: &Description,
        of: &[&'a str],
        advice: &[&'a str],
    ) -> Result<Vec<(&'a str, &'a str)>, String> {
        let name = self.enum_name();
        let known = api.values_of(&name)?;
        let advised = self.reasons.iter().filter_map(|(reason, advised)| Some((reason, advised.as_ref()?)));
        let cases = advised.map(|(reason, advised)| {
            let value = known.iter().find(|value| value.wire == *reason);
            let value = value.ok_or_else(|| format!("{name} does not know {reason}"))?;
            let spelt = advised.as_str().replace('_', "");
            let found = advice.iter().find(|case| case.replace('_', "").eq_ignore_ascii_case(&spelt));
            let found = found.ok_or_else(|| format!("Advice has no case {}", advised.as_str()))?;
            Ok((value.case(&name, of.iter().copied())?, *found))
        });
        cases.collect()
    }
}

/// All that the core advises on.
pub(crate) fn all() -> [StateReasons; 4] {
    [
        StateReasons::of("Charge", ChargeReasonCode::KNOWN, ChargeReasonCode::advice),
        StateReasons::of("Refund", RefundReasonCode::KNOWN, RefundReasonCode::advice),
        StateReasons::of(
            "ChargePermission",
            ChargePermissionReasonCode::KNOWN,
            ChargePermissionReasonCode::advice,
        ),
        StateReasons::of(
            "CheckoutSession",
            CheckoutSessionReasonCode::KNOWN,
            CheckoutSessionReasonCode::advice,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description;

    #[test]
    fn reasons_and_advice_are_what_the_language_calls_them() {
        let api = description::of_the_core().unwrap();
        let [_, refund, permission, _] = all();
        assert_eq!(
            (refund.enum_name().as_str(), refund.object_in_words().as_str()),
            ("RefundReasonCode", "refund")
        );
        assert_eq!(permission.object_in_words(), "charge permission");
        let of = ["amazonRejected", "processingFailure"];
        for advice in ["refundInAnotherWay", "REFUND_IN_ANOTHER_WAY"] {
            let cases = refund.cases(&api, &of, &["retryLater", advice]).unwrap();
            assert_eq!(cases, [("amazonRejected", advice), ("processingFailure", advice)]);
        }
        let missing = refund.cases(&api, &of, &["RETRY_LATER"]).unwrap_err();
        assert_eq!(missing, "Advice has no case refund_in_another_way");
        let missing = refund.cases(&api, &of[..1], &["refundInAnotherWay"]).unwrap_err();
        assert_eq!(missing, "RefundReasonCode has no case ProcessingFailure");
    }
}
