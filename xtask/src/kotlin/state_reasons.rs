//! What to do about the reasons of objects' states.

use super::source::declarations;
use crate::description::Description;
use crate::state_reasons::{self, StateReasons};

/// Where the advice goes: behind what all values of an open enum have.
const VALUE: &str = "    abstract val value: kotlin.String\n";

/// The models, whose reasons know their advice.
///
/// # Errors
/// When an enum is not as the models have it.
pub(super) fn advised(models: &str, api: &Description) -> Result<String, String> {
    let advice = one(models, "enum class Advice")?;
    let advice: Vec<&str> = advice.lines().map(|line| line.trim().trim_end_matches([',', ';'])).collect();
    let mut result = models.to_owned();
    for reasons in &state_reasons::all() {
        let class = one(models, &format!("sealed class {}", reasons.enum_name()))?;
        result = result.replace(class, &with_advice(class, reasons, &advice, api)?);
    }
    Ok(result)
}

fn one<'a>(models: &'a str, head: &str) -> Result<&'a str, String> {
    let found = declarations(models, &format!("{head} {{"));
    found.first().copied().ok_or_else(|| format!("expected `{head}`"))
}

fn with_advice(
    class: &str,
    reasons: &StateReasons,
    advice: &[&str],
    api: &Description,
) -> Result<String, String> {
    let objects =
        class.lines().filter_map(|line| line.trim().strip_prefix("data object ")?.split_once(" : "));
    let objects: Vec<&str> = objects.map(|(object, _)| object).collect();
    let cases = reasons.cases(api, &objects, advice)?;
    let cases: String =
        cases.iter().map(|(case, advice)| format!("            {case} -> Advice.{advice}\n")).collect();
    let object = reasons.object_in_words();
    if !class.contains(VALUE) {
        return Err(format!("expected `{}` in {}", VALUE.trim(), reasons.enum_name()));
    }
    let property = format!(
        "{VALUE}
    /** What to do about a {object} that is in its state for this reason; null for a reason that this version does not list. */
    val advice: Advice?
        get() = when (this) {{
{cases}            else -> null
        }}
"
    );
    Ok(class.replacen(VALUE, &property, 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description;

    #[test]
    fn a_reason_has_its_advice() {
        let api = description::of_the_core().unwrap();
        let mut text = "\nenum class Advice {\n".to_owned();
        for advice in amazonpay::error::Advice::ALL {
            text.push_str(&format!("    {},\n", advice.as_str().to_uppercase()));
        }
        for reasons in state_reasons::all() {
            let name = reasons.enum_name();
            text.push_str(&format!("}}\nsealed class {name} {{\n{VALUE}"));
            for value in api.values_of(&name).unwrap() {
                text.push_str(&format!("    data object {} : {name}() {{\n    }}\n", value.name));
            }
        }
        text.push_str("}\n");
        let rewritten = advised(&text, &api).unwrap();
        for part in [
            "    val advice: Advice?\n        get() = when (this) {\n",
            "            SoftDeclined -> Advice.RETRY_LATER\n",
            "/** What to do about a charge permission that is in",
        ] {
            assert!(rewritten.contains(part), "{part}\n{rewritten}");
        }
        assert_eq!(rewritten.matches("val advice: Advice?").count(), 4);
        let other = advised(&text.replace("value: kotlin", "text: kotlin"), &api).unwrap_err();
        assert_eq!(other, "expected `abstract val value: kotlin.String` in ChargeReasonCode");
        assert_eq!(advised("", &api).unwrap_err(), "expected `enum class Advice`");
    }
}
