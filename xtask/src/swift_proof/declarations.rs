//! Reads declarations of Swift that begin and end at the margin, as uniffi-bindgen writes them.

/// A parameter of a function or an initializer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parameter {
    /// What a caller writes before it; none when it is `_`.
    pub(super) label: Option<String>,
    pub(super) kind: String,
    pub(super) default: Option<String>,
}

/// The declarations that begin with the words, such as `public struct `, with the name of each.
pub(super) fn all<'a>(text: &'a str, words: &str) -> Vec<(&'a str, &'a str)> {
    let start = format!("\n{words}");
    let found = text.match_indices(&start).filter_map(|(at, _)| {
        let whole = &text[at + 1..];
        let whole = &whole[..whole.find("\n}\n")?];
        let name = whole[words.len()..].split([':', ' ', '<', '{']).next()?;
        Some((name, whole))
    });
    found.collect()
}

/// The classes, each up to the next one: the bodies of their methods end at the margin too.
pub(super) fn classes(text: &str) -> Vec<(&str, &str)> {
    let classes = text.split("\npublic final class ").skip(1);
    classes.filter_map(|class| Some((class.split([':', ' ']).next()?, class))).collect()
}

/// The parameters behind the words, such as `public init(`, that end with their parenthesis; and what follows it up to the
/// end of the line.
pub(super) fn parameters<'a>(declaration: &'a str, words: &str) -> Option<(Vec<Parameter>, &'a str)> {
    let after = &declaration[declaration.find(words)? + words.len()..];
    let code = without_comments(after);
    let end = closing(&code)?;
    let parameters = split(&code[..end]).iter().filter_map(|text| parameter(text)).collect();
    // Comments stand before parameters alone.
    let rest = code[end + 1..].lines().next().unwrap_or_default().len();
    let at = after.len() - (code.len() - end - 1);
    Some((parameters, &after[at..at + rest]))
}

fn without_comments(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    // Those of the parameters; behind them the text stays as it is.
    while let Some(at) = rest.find("/**") {
        if closing(&format!("{code}{}", &rest[..at])).is_some() {
            break;
        }
        code.push_str(&rest[..at]);
        rest = rest[at..].split_once("*/").map_or("", |(_, after)| after);
    }
    code + rest
}

/// Where the parenthesis ends that began before the text.
fn closing(code: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, letter) in code.char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// At the commas that are in no brackets.
fn split(code: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_i32;
    for letter in code.chars() {
        match letter {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(letter);
        }
    }
    parts
}

fn parameter(text: &str) -> Option<Parameter> {
    let (names, rest) = text.trim().split_once(':')?;
    let label = names.split_whitespace().next().filter(|label| *label != "_").map(str::to_owned);
    let (kind, default) =
        rest.split_once('=').map_or((rest, None), |(kind, value)| (kind, Some(value.trim().to_owned())));
    Some(Parameter { label, kind: kind.trim().to_owned(), default })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRUCT: &str = "
public struct Capture: Equatable, Hashable {
    public init(
        /**
         * The amount (at most: the charge's), gross.
         */amount: Money,
        /**
         * Names.
         */headers: [String: String] = [:], text: String? = nil) {
        self.amount = amount
    }
}
public struct Other {
}
";

    #[test]
    fn a_declaration_has_its_name_and_its_parameters_without_their_comments() {
        let found = all(STRUCT, "public struct ");
        assert_eq!(found.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["Capture", "Other"]);
        let (parameters, rest) = parameters(found[0].1, "public init(").unwrap();
        let of = |label: &str, kind: &str, default: Option<&str>| Parameter {
            label: Some(label.to_owned()),
            kind: kind.to_owned(),
            default: default.map(str::to_owned),
        };
        let expected = [
            of("amount", "Money", None),
            of("headers", "[String: String]", Some("[:]")),
            of("text", "String?", Some("nil")),
        ];
        assert_eq!((parameters.as_slice(), rest), (expected.as_slice(), " {"));
    }

    #[test]
    fn a_parameter_may_have_no_label() {
        let (parameters, rest) =
            parameters("public func get(_ chargeId: String) async throws -> A {\n", "func get(").unwrap();
        assert_eq!((parameters[0].label.as_deref(), rest), (None, " async throws -> A {"));
    }
}
