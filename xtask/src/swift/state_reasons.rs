//! What to do about the reasons of objects' states.

use super::source::Enum;
use crate::description::Description;
use crate::state_reasons::{self, StateReasons};

/// The advice about each reason; nothing for apps, which have no advice.
///
/// # Errors
/// When an enum is not as the models have it.
pub(super) fn print(enums: &[Enum], api: &Description) -> Result<String, String> {
    let Some(advice) = enums.iter().find(|found| found.name == "Advice") else { return Ok(String::new()) };
    state_reasons::all().iter().map(|reasons| of_an_object(reasons, advice, enums, api)).collect()
}

fn of_an_object<'a>(
    reasons: &StateReasons,
    advice: &'a Enum,
    enums: &'a [Enum],
    api: &Description,
) -> Result<String, String> {
    let name = reasons.enum_name();
    let open = enums.iter().find(|found| found.name == name).ok_or_else(|| format!("there is no {name}"))?;
    let names = |found: &'a Enum| found.cases.iter().map(|case| case.name.as_str()).collect::<Vec<_>>();
    let cases = reasons.cases(api, &names(open), &names(advice))?;
    let cases: String =
        cases.iter().map(|(case, advice)| format!("        case .{case}: return .{advice}\n")).collect();
    let object = reasons.object_in_words();
    Ok(format!(
        "
extension {name} {{
    /// What to do about a {object} that is in its state for this reason; nil for a reason that this version does not list.
    public var advice: Advice? {{
        switch self {{
{cases}        default: return nil
        }}
    }}
}}
"
    ))
}

#[cfg(test)]
mod tests {
    use super::super::source::enums;
    use super::*;
    use crate::description::{self, camel_case};

    #[test]
    fn a_reason_has_its_advice() {
        let api = description::of_the_core().unwrap();
        let mut text = "public enum Advice: Equatable {\n".to_owned();
        for advice in amazonpay::error::Advice::ALL {
            text.push_str(&format!("    case {}\n", camel_case(advice.as_str())));
        }
        for reasons in state_reasons::all() {
            text.push_str(&format!("}}\npublic enum {}: Equatable {{\n", reasons.enum_name()));
            for value in api.values_of(&reasons.enum_name()).unwrap() {
                text.push_str(&format!("    case {}\n", value.name.to_lowercase()));
            }
        }
        let printed = print(&enums(&text), &api).unwrap();
        assert!(printed.contains("extension ChargeReasonCode {"), "{printed}");
        assert!(printed.contains("        case .softdeclined: return .retryLater\n"), "{printed}");
        assert_eq!(print(&[], &api).unwrap(), "");
        let missing = print(&enums("public enum Advice: Equatable {\n}\n"), &api).unwrap_err();
        assert_eq!(missing, "there is no ChargeReasonCode");
    }
}
