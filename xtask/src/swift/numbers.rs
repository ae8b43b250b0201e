//! Whole numbers as `Int`, as Swift has them; and no number, time or duration that ends the process.
//!
//! What Rust has no number for is refused before a call, by the field's name ([`super::checks`]). Where nothing can be
//! refused, as in a description, the nearest number stands for it.

use super::source::replace_blocks;

const UNSIGNED: [&str; 3] = ["UInt16", "UInt32", "UInt64"];

/// The text with signed numbers.
///
/// # Errors
/// When a converter is not as expected.
pub(super) fn signed(text: &str) -> Result<String, String> {
    let mut text = text.to_owned();
    for unsigned in UNSIGNED {
        let start = format!("fileprivate struct FfiConverter{unsigned}: FfiConverterPrimitive {{");
        let (replaced, count) = replace_blocks(&text, &start, "\n}\n", |_| converter(unsigned));
        if count == 0 && text.contains(&format!("FfiConverter{unsigned}.")) {
            return Err(format!("expected `{start}`"));
        }
        text = replaced.replace(&format!("typealias SwiftType = {unsigned}?"), "typealias SwiftType = Int?");
    }
    let lines = text.lines().map(|line| {
        let is_field = line.starts_with("    public var ") || line.starts_with("         */");
        let line = if is_field { signed_types(line) } else { line.to_owned() };
        line + "\n"
    });
    bounded(&lines.collect::<String>())
}

/// A declaration with `Int` in place of unsigned numbers.
pub(super) fn signed_types(declaration: &str) -> String {
    UNSIGNED.into_iter().fold(declaration.to_owned(), |text, unsigned| text.replace(unsigned, "Int"))
}

/// Durations and times that are brought within what Rust has.
fn bounded(text: &str) -> Result<String, String> {
    let (text, _) = replace_blocks(
        text,
        "        if value.rounded(.down) > Double(Int64.max) {",
        "must be non-negative\")\n        }\n",
        |_| "        let value = value.isFinite ? min(max(value, 0), 1e15) : 0\n".to_owned(),
    );
    let (text, _) =
        replace_blocks(&text, "        if delta.rounded(.down) > Double(Int64.max) {", "        }\n", |_| {
            "        delta = delta.isFinite ? min(delta, 253_402_300_799) : 0\n".to_owned()
        });
    match text.contains("max bounds supported by Uniffi") {
        true => {
            Err("times or durations that end the process are written in another way than expected".to_owned())
        }
        false => Ok(text),
    }
}

fn converter(unsigned: &str) -> String {
    format!(
        "fileprivate struct FfiConverter{unsigned}: FfiConverter {{
    typealias FfiType = {unsigned}
    typealias SwiftType = Int

    static func lift(_ value: {unsigned}) throws -> Int {{ Int(clamping: value) }}

    static func lower(_ value: Int) -> {unsigned} {{ {unsigned}(clamping: value) }}

    static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Int {{
        let value: {unsigned} = try readInt(&buf)
        return try lift(value)
    }}

    static func write(_ value: Int, into buf: inout [UInt8]) {{
        writeInt(&buf, lower(value))
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
    public var retries: UInt32?
    typealias FfiType = UInt64
fileprivate struct FfiConverterUInt32: FfiConverterPrimitive {
    typealias SwiftType = UInt32
}
FfiConverterUInt32.read
";
        let text = signed(text).unwrap();
        assert!(text.contains("    public var retries: Int?\n"), "{text}");
        assert!(text.contains("    typealias FfiType = UInt64\n"), "{text}");
        assert!(text.contains("UInt32(clamping: value)") && !text.contains("Primitive"), "{text}");
        assert!(signed("FfiConverterUInt64.read").unwrap_err().contains("FfiConverterUInt64"));
    }

    #[test]
    fn no_duration_ends_the_process() {
        let text = "        if value.rounded(.down) > Double(Int64.max) {
            fatalError(\"Duration overflow, exceeds max bounds supported by Uniffi\")
        }
            fatalError(\"Invalid duration, must be non-negative\")
        }
";
        assert!(!signed(text).unwrap().contains("fatalError"));
        let text = "fatalError(\"Timestamp overflow, exceeds max bounds supported by Uniffi\")";
        assert!(signed(text).unwrap_err().contains("end the process"));
    }
}
