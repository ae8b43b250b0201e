//! Open enums that know their values on the wire and print as their names.

use super::source::declarations;
use crate::description::Description;

/// What an open enum's case for all other values looks like.
const UNKNOWN: &str = "    data class Unknown(\n        val v1: kotlin.String)";

/// The text with `data object`s, `value`, and `of`.
///
/// # Errors
/// When an enum is not as the models have it.
pub(super) fn rewrite(text: &str, api: &Description) -> Result<String, String> {
    let mut result = text.to_owned();
    for open_enum in declarations(text, "sealed class ").into_iter().filter(|found| found.contains(UNKNOWN)) {
        result = result.replace(open_enum, &with_values(open_enum, api)?);
    }
    Ok(result.replace("(value.v1", "(value.value"))
}

fn with_values(open_enum: &str, api: &Description) -> Result<String, String> {
    let (head, body) = open_enum.split_once(" {\n").unwrap_or((open_enum, ""));
    let name = head.trim_start_matches("sealed class ");
    let mut body = body.replace(UNKNOWN, &UNKNOWN.replace("val v1", "override val value"));
    let mut cases = String::new();
    for value in api.values_of(name)? {
        let objects = body.lines().filter_map(|line| line.trim().strip_prefix("object ")?.split_once(" : "));
        let case = value.case(name, objects.map(|(object, _)| object))?.to_owned();
        let wire = &value.wire;
        let with_value = format!(
            "    data object {case} : {name}() {{\n        override val value: kotlin.String get() = \"{wire}\"\n    }}\n"
        );
        body = body.replacen(&format!("    object {case} : {name}()\n"), &with_value, 1);
        cases.push_str(&format!("            {} -> {case}\n", value.literals()));
    }
    let body = body.strip_suffix("}\n").unwrap_or(&body).trim_end();
    let body = body.strip_suffix("\n    companion object").unwrap_or(body).trim_end();
    Ok(format!(
        "{head} {{
    /** The value as Amazon Pay writes it. */
    abstract val value: kotlin.String

{body}

    companion object {{
        /** The value that Amazon Pay writes like this; [Unknown] when this version does not list it. */
        @JvmStatic
        fun of(value: kotlin.String): {name} = when (value) {{
{cases}            else -> Unknown(value)
        }}
    }}
}}
"
    ))
}

#[cfg(test)]
mod tests {
    use crate::description;

    const TEXT: &str = "
sealed class ReportState {
    object Done : ReportState()
    data class Unknown(
        val v1: kotlin.String) : ReportState()
}

FfiConverterString.write(value.v1, buf)
";

    #[test]
    fn values_know_how_they_are_written() {
        let missing = super::rewrite(TEXT, &description::of_the_core().unwrap()).unwrap_err();
        assert_eq!(missing, "ReportState is no enum of the models");
        let text = super::rewrite(TEXT, &description::with_report_state()).unwrap();
        for part in [
            "    data object Done : ReportState() {\n        override val value: kotlin.String get() = \"DONE\"\n",
            "        override val value: kotlin.String) : ReportState()\n",
            "            \"DONE\", \"FINISHED\" -> Done\n            else -> Unknown(value)\n",
            "write(value.value, buf)",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
