//! Builders of records, for Java, which has neither named arguments nor defaults.

use super::source::declarations;

/// What a record has.
pub(super) struct Property<'a> {
    docs: String,
    pub(super) name: &'a str,
    pub(super) kind: &'a str,
    default: Option<&'a str>,
}

/// The text with a builder in each record that has a default.
pub(super) fn add(text: &str) -> String {
    let mut result = text.to_owned();
    for record in declarations(text, "data class ") {
        let Some((head, _)) = record.split_once("\n){") else { continue };
        let name = head["data class ".len()..].split([' ', '(']).next().unwrap_or_default();
        let properties = properties(head);
        if properties.iter().all(|property| property.default.is_none()) {
            continue;
        }
        let with = format!("{}\n}}\n", print(name, &properties));
        result = result.replace(record, &record.replacen("    companion object\n}\n", &with, 1));
    }
    result
}

/// The properties of a record, of what stands between its parentheses.
pub(super) fn properties(head: &str) -> Vec<Property<'_>> {
    let mut properties = Vec::new();
    let mut docs = String::new();
    for line in head.lines() {
        let code = line.trim();
        if code.starts_with("/**") {
            docs = format!("        {code}\n");
        } else if code.starts_with('*') {
            docs.push_str(&format!("         {code}\n"));
        } else if let Some((name, rest)) = code.strip_prefix("val `").and_then(|rest| rest.split_once("`: "))
        {
            let (kind, default) =
                rest.split_once(" = ").map_or((rest, None), |(kind, value)| (kind, Some(value)));
            properties.push(Property { docs: std::mem::take(&mut docs), name, kind, default });
        }
    }
    properties
}

fn print(record: &str, properties: &[Property<'_>]) -> String {
    let (mut variables, mut copied, mut setters, mut given) =
        (String::new(), String::new(), String::new(), String::new());
    for Property { docs, name, kind, default } in properties {
        let may_be_absent = kind.ends_with('?');
        let variable = match default {
            Some(default) => format!("{kind} = {default}"),
            None => format!("{}? = null", kind.trim_end_matches('?')),
        };
        variables.push_str(&format!("        private var `{name}`: {variable}\n"));
        copied.push_str(&format!("            this.`{name}` = made.`{name}`\n"));
        setters.push_str(&format!(
            "\n{docs}        fun `{name}`(value: {kind}): Builder = apply {{ this.`{name}` = value }}\n"
        ));
        let value = if default.is_some() || may_be_absent {
            format!("`{name}`")
        } else {
            format!("requireNotNull(`{name}`) {{ \"{record} needs {name}\" }}")
        };
        given.push_str(&format!("            `{name}` = {value},\n"));
    }
    format!(
        "    /** A builder that has all of this, to change some of it; in Kotlin there is `copy`. */
    fun toBuilder(): Builder = Builder().from(this)

    /** Makes one field by field, for Java. */
    class Builder internal constructor() {{
{variables}{setters}
        internal fun from(made: {record}): Builder = apply {{
{copied}        }}

        /**
         * The object.
         *
         * @throws IllegalArgumentException when something is missing that has to be there
         */
        fun build(): {record} = {record}(
{given}        )
    }}

    companion object {{
        /** A builder, for Java: in Kotlin the constructor has names and defaults. */
        @JvmStatic
        fun builder(): Builder = Builder()
    }}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_with_a_default_has_a_builder() {
        let text = "
data class CaptureCharge (
    /**
     * The amount.
     */
    val `amount`: Money
    , 
    val `text`: kotlin.String? = null 
    
){
    
    companion object
}

data class Money (
    val `amount`: Decimal
){
    companion object
}
";
        let text = add(text);
        for part in [
            "        private var `amount`: Money? = null\n        private var `text`: kotlin.String? = null\n",
            "         * The amount.\n         */\n        fun `amount`(value: Money): Builder = apply { this.`amount` = value }\n",
            "            `amount` = requireNotNull(`amount`) { \"CaptureCharge needs amount\" },\n            `text` = `text`,\n",
            "            this.`text` = made.`text`\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert_eq!(text.matches("class Builder ").count(), 1);
    }
}
