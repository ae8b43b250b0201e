//! Whole numbers as `Int` and `Long`. Kotlin's unsigned ones cannot be used from Java, which sees neither the constructors
//! nor the properties that have them.

use super::source::declarations;

/// Kotlin's type, the one it crosses the border as, the one that the language gets, and how it is read and checked.
const TYPES: [(&str, &str, &str, &str, &str); 3] = [
    ("UShort", "Short", "Int", "value.toInt() and 0xffff", "value in 0..0xffff"),
    // A count beyond the largest `Int` does not happen; if it did, the largest would say enough.
    ("UInt", "Int", "Int", "if (value < 0) Int.MAX_VALUE else value", "value >= 0"),
    ("ULong", "Long", "Long", "if (value < 0) Long.MAX_VALUE else value", "value >= 0"),
];

/// What Rust has none below zero of either.
const DURATION: &str = "java.time.Duration";

/// What fits into Rust's decimal, which has more digits than any amount: of the others, Rust tells.
const AMOUNT: &str =
    "value.scale() in -28..28 && value.setScale(maxOf(value.scale(), 0)).unscaledValue().bitLength() <= 96";

/// The text with signed numbers, which records check when they are made.
///
/// # Errors
/// When a converter is not as expected.
pub(super) fn signed(text: &str) -> Result<String, String> {
    let mut result = text.to_owned();
    for record in declarations(text, "data class ") {
        result = result.replace(record, &checked(record));
    }
    for (unsigned, wire, signed, read, check) in TYPES {
        let beginning = format!("public object FfiConverter{unsigned}: FfiConverter<{unsigned}, {wire}> {{");
        let uses = text.contains(&format!("FfiConverter{unsigned}."));
        match declarations(text, &beginning).as_slice() {
            [] if !uses => continue,
            [found] => result = result.replace(found, &converter(unsigned, wire, signed, read, check)),
            _ => return Err(format!("expected one `{beginning}`")),
        }
        result = result.replace(&format!("kotlin.{unsigned}"), &format!("kotlin.{signed}"));
        result = named(&result, &format!("FfiConverter{unsigned}.lower(`"));
    }
    Ok(result)
}

/// The text with what lowers a function's parameter told the parameter's name.
fn named(text: &str, lower: &str) -> String {
    let mut parts = text.split(lower);
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("`)").unwrap_or((part, ""));
        result.push_str(&format!("{lower}{name}`, \"{name}\"){rest}"));
    }
    result
}

/// A record that names the field whose number or time cannot be.
fn checked(record: &str) -> String {
    let Some((head, body)) = record.split_once("\n){") else { return record.to_owned() };
    let mut checks = String::new();
    for line in head.lines() {
        let Some((name, kind)) = line.trim().strip_prefix("val `").and_then(|rest| rest.split_once("`: "))
        else {
            continue;
        };
        let kind = kind.split([' ', '=']).next().unwrap_or_default();
        let Some((check, expected)) = check(kind.trim_end_matches('?')) else { continue };
        let check = check.replace("value", &format!("`{name}`"));
        let absent = if kind.ends_with('?') { format!("`{name}` == null || ") } else { String::new() };
        checks.push_str(&format!(
            "        require({absent}{check}) {{ \"{name}: expected {expected}, got ${{`{name}`}}\" }}\n"
        ));
    }
    if checks.is_empty() {
        record.to_owned()
    } else {
        format!("{head}\n){{\n    init {{\n{checks}    }}\n{body}")
    }
}

/// What a value of a kind has to be, and the words for it; nothing for a kind whose every value crosses the border.
fn check(kind: &str) -> Option<(&'static str, String)> {
    if kind == DURATION {
        return Some(("!value.isNegative", "a time of 0 or more".to_owned()));
    }
    if kind == "Decimal" {
        return Some((AMOUNT, "an amount of at most 18 digits".to_owned()));
    }
    let unsigned = kind.strip_prefix("kotlin.")?;
    let (.., check) = TYPES.iter().find(|(found, ..)| *found == unsigned)?;
    Some((check, format!("a number of {}", limits(check))))
}

fn limits(check: &str) -> &'static str {
    if check.ends_with("0xffff") { "0 to 65535" } else { "0 or more" }
}

fn converter(unsigned: &str, wire: &str, signed: &str, read: &str, check: &str) -> String {
    let size = match wire {
        "Short" => 2,
        "Int" => 4,
        _ => 8,
    };
    let limits = limits(check);
    // Kotlin warns of a conversion that changes nothing.
    let lowered = if signed == wire { "value".to_owned() } else { format!("value.to{wire}()") };
    format!(
        "public object FfiConverter{unsigned}: FfiConverter<{signed}, {wire}> {{
    override fun lift(value: {wire}): {signed} = {read}

    override fun read(buf: ByteBuffer): {signed} = lift(buf.get{wire}())

    override fun lower(value: {signed}): {wire} {{
        require({check}) {{ \"expected a number of {limits}, got $value\" }}
        return {lowered}
    }}

    /** The number of a parameter, which is named when the number cannot be. */
    fun lower(value: {signed}, name: String): {wire} {{
        require({check}) {{ \"$name: expected a number of {limits}, got $value\" }}
        return {lowered}
    }}

    override fun allocationSize(value: {signed}) = {size}UL

    override fun write(value: {signed}, buf: ByteBuffer) {{
        buf.put{wire}(lower(value))
    }}
}}
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_converters_are_signed() {
        let text = "
data class Meta (
    val `retries`: kotlin.UInt
    , 
    val `status`: kotlin.UShort? = null 
    , 
    val `retryAfter`: java.time.Duration? = null 
    , 
    val `name`: kotlin.String
    , 
    val `amount`: Decimal
    
){
    
    companion object
}

public object FfiConverterUInt: FfiConverter<UInt, Int> {
    override fun lift(value: Int): UInt {
        return value.toUInt()
    }
}
FfiConverterUInt.read(buf)
    override suspend fun `remove`(`id`: kotlin.UInt) {
        FfiConverterUInt.lower(`id`),
";
        let text = signed(text).unwrap();
        assert!(text.contains("    val `retries`: kotlin.Int\n"), "{text}");
        assert!(text.contains("FfiConverterUInt: FfiConverter<Int, Int>"), "{text}");
        for part in [
            "    init {\n        require(`retries` >= 0) { \"retries: expected a number of 0 or more, got ${`retries`}\" }\n",
            "        require(`status` == null || `status` in 0..0xffff) { \"status: expected a number of 0 to 65535, ",
            "require(`amount`.scale() in -28..28 && `amount`.setScale(maxOf(`amount`.scale(), 0)).unscaledValue()",
            "require(`retryAfter` == null || !`retryAfter`.isNegative) { \"retryAfter: expected a time of 0 or more, got ",
            "    }\n\n    \n    companion object\n}\n",
            "fun `remove`(`id`: kotlin.Int) {\n        FfiConverterUInt.lower(`id`, \"id\"),\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert_eq!(text.matches("        require(`").count(), 4, "{text}");
        assert!(!text.contains("toUInt") && text.contains("        return value\n"), "{text}");
        assert!(signed("\nFfiConverterULong.read(buf)\n").unwrap_err().contains("FfiConverterULong"));
    }
}
