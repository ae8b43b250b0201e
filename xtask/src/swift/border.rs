//! Hides what crosses the border to Rust: only what shops call is public.

use super::source::{class, replace_blocks};

/// The first lines of every file.
pub(super) const HEADER: &str = "// What calls Rust. Generated; do not edit.
import Foundation
";

const DOCUMENTATION: &str = "#if swift(>=5.8)\n@_documentation(visibility: private)\n#endif\n";
const MEMBER_DOCUMENTATION: &str = "#if swift(>=5.8)\n    @_documentation(visibility: private)\n#endif\n";
const FAKES_START: &str = "    /// Used to instantiate a [FFIObject]";
const FAKES_END: &str = "    public init(noHandle: NoHandle) {\n        self.handle = 0\n    }\n";
const FROM_HANDLE: &str =
    "    fileprivate init(unsafeFromHandle handle: UInt64) {\n        self.handle = handle\n    }\n";

/// The text with its converters and handles hidden, for a package that calls the C module `ffi`.
///
/// # Errors
/// When the text does not import a C module.
pub(super) fn hide(text: &str, ffi: &str) -> Result<String, String> {
    let text = text.replace(DOCUMENTATION, "").replace(MEMBER_DOCUMENTATION, "");
    let import = format!("internal import {ffi}\n");
    let (text, imports) = replace_blocks(&text, "#if canImport(AmazonPay", "#endif\n", |_| import.clone());
    if imports != 1 {
        return Err(format!("expected one import of a C module, found {imports}"));
    }
    let (_, text) = text.split_once("import Foundation\n").ok_or("expected an import of Foundation")?;
    let text = text.trim_start_matches("import Foundation\n");
    let (text, fakes) = replace_blocks(text, FAKES_START, FAKES_END, |_| FROM_HANDLE.to_owned());
    let classes = text.lines().filter(|line| class(line).is_some()).count();
    if fakes != classes {
        return Err(format!("expected a way to make fakes of each of {classes} classes, found {fakes}"));
    }
    let text = text
        .replace("public struct FfiConverter", "struct FfiConverter")
        .replace("public func FfiConverter", "func FfiConverter")
        .replace("    public func uniffiCloneHandle", "    fileprivate func uniffiCloneHandle")
        .replace("public func uniffiEnsure", "func uniffiEnsure")
        .replace("public func uniffiForeignFutureHandleCount", "func uniffiForeignFutureHandleCount")
        .replace("public func checkMoney(", "func checkMoney(");
    Ok(format!("{HEADER}{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "// header
import Foundation
#if canImport(AmazonPayClientFFI)
import AmazonPayClientFFI
#endif
open class Charges: ChargesProtocol, @unchecked Sendable {
    fileprivate let handle: UInt64

    /// Used to instantiate a [FFIObject] without an actual handle, for fakes in tests, mostly.
#if swift(>=5.8)
    @_documentation(visibility: private)
#endif
    public struct NoHandle {
    public init(noHandle: NoHandle) {
        self.handle = 0
    }
}
#if swift(>=5.8)
@_documentation(visibility: private)
#endif
public struct FfiConverterTypeCharges: FfiConverter {
";

    #[test]
    fn only_what_shops_call_is_public() {
        let text = hide(TEXT, "AmazonPayFFI").unwrap();
        assert!(text.starts_with(HEADER) && text.contains("\ninternal import AmazonPayFFI\n"), "{text}");
        assert!(text.contains(FROM_HANDLE) && !text.contains("NoHandle"), "{text}");
        assert!(text.contains("}\nstruct FfiConverterTypeCharges"), "{text}");
        assert!(!text.contains("_documentation"), "{text}");
    }

    #[test]
    fn another_text_than_expected_is_refused() {
        assert!(hide("import Foundation\n", "A").unwrap_err().contains("C module"));
        let fakes = TEXT.replace(FAKES_START, "");
        assert!(hide(&fakes, "A").unwrap_err().contains("1 classes, found 0"));
    }
}
