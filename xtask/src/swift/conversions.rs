//! What does not get to Rust or back is an `AmazonPayError`, as all else that a call ends in.

/// Errors of UniFFI's and of the amounts'.
const THROWN: [&str; 2] = ["throw UniffiInternalError.", "throw DecodingError."];

/// The text with errors of its own in place of those. An app's library has none to put there.
pub(super) fn told(text: &str, is_server: bool) -> String {
    if !is_server {
        return text.to_owned();
    }
    let lines = text.lines().map(|line| {
        let thrown = THROWN.iter().find_map(|thrown| line.find(thrown));
        match thrown.map(|at| line.split_at(at + "throw ".len())) {
            Some((before, error)) => format!("{before}failedConversion({error})\n"),
            None => format!("{line}\n"),
        }
    });
    lines.collect()
}

/// What makes them.
pub(super) fn print(is_server: bool) -> &'static str {
    if is_server { include_str!("conversions.swift") } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_thrown_is_an_error_of_the_package() {
        let text = "        default: throw UniffiInternalError.unexpectedEnumCase\n        }\n";
        let expected =
            "        default: throw failedConversion(UniffiInternalError.unexpectedEnumCase)\n        }\n";
        assert_eq!(told(text, true), expected);
        assert_eq!(told("throw DecodingError.a(b)\n", true), "throw failedConversion(DecodingError.a(b))\n");
        assert_eq!((told(text, false).as_str(), print(false)), (text, ""));
    }
}
