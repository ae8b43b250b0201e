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

/// The text with signed numbers.
///
/// # Errors
/// When a converter is not as expected.
pub(super) fn signed(text: &str) -> Result<String, String> {
    let mut result = text.to_owned();
    for (unsigned, wire, signed, read, check) in TYPES {
        let beginning = format!("public object FfiConverter{unsigned}: FfiConverter<{unsigned}, {wire}> {{");
        let uses = text.contains(&format!("FfiConverter{unsigned}."));
        match declarations(text, &beginning).as_slice() {
            [] if !uses => continue,
            [found] => result = result.replace(found, &converter(unsigned, wire, signed, read, check)),
            _ => return Err(format!("expected one `{beginning}`")),
        }
        result = result.replace(&format!("kotlin.{unsigned}"), &format!("kotlin.{signed}"));
    }
    Ok(result)
}

fn converter(unsigned: &str, wire: &str, signed: &str, read: &str, check: &str) -> String {
    let size = match wire {
        "Short" => 2,
        "Int" => 4,
        _ => 8,
    };
    let limits = if wire == "Short" { "0 to 65535" } else { "0 or more" };
    format!(
        "public object FfiConverter{unsigned}: FfiConverter<{signed}, {wire}> {{
    override fun lift(value: {wire}): {signed} = {read}

    override fun read(buf: ByteBuffer): {signed} = lift(buf.get{wire}())

    override fun lower(value: {signed}): {wire} {{
        require({check}) {{ \"expected a number of {limits}, got $value\" }}
        return value.to{wire}()
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
    val `retries`: kotlin.UInt
public object FfiConverterUInt: FfiConverter<UInt, Int> {
    override fun lift(value: Int): UInt {
        return value.toUInt()
    }
}
FfiConverterUInt.read(buf)
";
        let text = signed(text).unwrap();
        assert!(text.contains("    val `retries`: kotlin.Int\n"), "{text}");
        assert!(text.contains("FfiConverterUInt: FfiConverter<Int, Int>"), "{text}");
        assert!(!text.contains("toUInt"), "{text}");
        assert!(signed("\nFfiConverterULong.read(buf)\n").unwrap_err().contains("FfiConverterULong"));
    }
}
