//! What apps get of the models: those that a checkout has, out of the hundred that uniffi-bindgen writes for the crate.
//!
//! Kotlin and Swift are read alike: a declaration begins at the margin and ends where its brackets are closed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One declaration with its comment and annotations, or what stands between declarations.
#[derive(Debug)]
struct Chunk<'a> {
    text: &'a str,
    /// What it declares or extends; none of imports, comments and the like.
    name: Option<&'a str>,
}

/// Takes out of the file `models` what nothing in the file `client` leads to.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn rewrite(client: &Path, models: &Path) -> Result<(), String> {
    let read = |path: &Path| {
        fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
    };
    let kept = from(&read(client)?, &read(models)?);
    fs::write(models, kept).map_err(|error| format!("cannot write {}: {error}", models.display()))
}

/// The models without what nothing in `client` leads to.
pub(crate) fn from(client: &str, models: &str) -> String {
    let chunks = chunks(models);
    let declared: BTreeSet<&str> = chunks.iter().filter_map(|chunk| chunk.name).collect();
    let mut wanted: BTreeSet<&str> = words(client).filter(|word| declared.contains(word)).collect();
    let is_kept = |chunk: &Chunk<'_>, wanted: &BTreeSet<&str>| {
        chunk.name.is_none_or(|name| wanted.contains(name) || is_of_the_language(name))
    };
    loop {
        let known = wanted.len();
        for chunk in &chunks {
            if is_kept(chunk, &wanted) {
                wanted.extend(words(chunk.text).filter(|word| declared.contains(word)));
            }
        }
        if wanted.len() == known {
            break;
        }
    }
    chunks.iter().filter(|chunk| is_kept(chunk, &wanted)).map(|chunk| chunk.text).collect()
}

/// Extensions of what the language has are kept: nobody has to name them.
fn is_of_the_language(name: &str) -> bool {
    matches!(name, "Data" | "NSLock")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
}

fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let mut chunks = Vec::new();
    let (mut began, mut at) = (0, 0);
    let (mut depth, mut is_conditional) = (0_i32, false);
    let mut name: Option<&str> = None;
    let mut has_code = false;
    for line in text.split_inclusive('\n') {
        let continues = depth > 0 || line.starts_with([' ', '\t', '{', '}', ')']);
        if has_code && !continues && !is_conditional && !line.trim().is_empty() {
            chunks.push(Chunk { text: &text[began..at], name });
            (began, name, has_code) = (at, None, false);
        }
        at += line.len();
        let code = line.trim();
        if depth == 0 && line.starts_with("#if") {
            is_conditional = true;
        } else if depth == 0 && line.starts_with("#endif") {
            is_conditional = false;
        } else if !code.is_empty() && !is_comment(code) && !line.starts_with('@') {
            if !has_code {
                name = declared(line);
            }
            has_code = true;
            depth += depth_of(code);
        }
    }
    chunks.push(Chunk { text: &text[began..], name });
    chunks
}

fn is_comment(code: &str) -> bool {
    code.starts_with("//") || code.starts_with("/*") || code.starts_with('*')
}

fn depth_of(code: &str) -> i32 {
    code.chars().map(|letter| i32::from("({[".contains(letter)) - i32::from(")}]".contains(letter))).sum()
}

/// The name behind the keyword.
fn declared(line: &str) -> Option<&str> {
    const KEYWORDS: [&str; 13] = [
        "class",
        "object",
        "interface",
        "typealias",
        "struct",
        "enum",
        "extension",
        "protocol",
        "func",
        "fun",
        "val",
        "let",
        "var",
    ];
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut keyword_end = None;
    let mut at = 0;
    for word in line.split_inclusive(|letter| !is_word(letter)) {
        at += word.len();
        match KEYWORDS.contains(&word.trim_end_matches(|letter| !is_word(letter))) {
            true => keyword_end = Some(at - 1),
            false if keyword_end.is_some() => break,
            false => {}
        }
    }
    let mut rest = &line[keyword_end?..];
    // `fun <T> name`, `fun<T> name`, `fun Receiver.Companion.name`
    rest = rest.trim_start();
    if rest.starts_with('<') {
        rest = rest.split_once("> ")?.1;
    }
    let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && !"_.".contains(letter));
    let name = &rest[..end.unwrap_or(rest.len())];
    Some(name.rsplit('.').next().unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::from;

    const KOTLIN: &str = "// By uniffi.
package a

import b

/**
 * Money.
 */
data class Money (
    val `amount`: Decimal
    , 
    val `currency`: Currency
){
    companion object
}

/**
 * @suppress
 */
public object FfiConverterTypeMoney: FfiConverterRustBuffer<Money> {
    override fun read(buf: ByteBuffer) = lift(buf) // }
}

sealed class Currency {
    object Eur : Currency()
}

data class Charge (
    val `amount`: Money
){
}

open class Charges: AutoCloseable
{
}

private inline fun <U, E: kotlin.Exception> call(error: Handler<E>, callback: (Status) -> U): U {
}

private inline fun<T> same(): T {
}

private fun Cleaner.Companion.create(): Cleaner =
    try {
        a()
    } catch (e: B) {
        b()
    }

public typealias Decimal = java.math.BigDecimal
";

    #[test]
    fn what_a_client_uses_is_kept_with_what_that_uses() {
        let kept = from("fun total(): Money = FfiConverterTypeMoney.lift(it)", KOTLIN);
        for part in
            ["package a\n", "import b\n", " * Money.\n", "data class Money (", "sealed class Currency {"]
        {
            assert!(kept.contains(part), "{part}\n{kept}");
        }
        assert!(kept.contains("public typealias Decimal") && kept.contains("object FfiConverterTypeMoney"));
        let kept = from("call()", KOTLIN);
        assert!(kept.contains("fun <U, E: kotlin.Exception> call(") && !kept.contains("same()"), "{kept}");
        assert!(!kept.contains("Charge") && !kept.contains("create()") && !kept.contains("b()"), "{kept}");
    }

    #[test]
    fn swift_s_conditions_stay_with_what_they_are_of() {
        let models = "import Foundation\n\n#if swift(>=5.8)\n@_documentation(visibility: private)\n#endif\n\
                      public struct A: B {\n    let a: Int\npublic var c: String {\n}\n}\n\n\
                      #if compiler(>=6)\nextension A: Sendable {}\n#endif\n\n\
                      #if compiler(>=6)\nextension D: Sendable {}\n#endif\n\n\
                      public struct D {\n}\n\nfileprivate extension Data {\n}\n";
        let kept = from("A", models);
        assert!(
            kept.contains("#endif\npublic struct A: B {\n    let a: Int\npublic var c: String {\n}\n}\n")
        );
        assert!(kept.contains("#if compiler(>=6)\nextension A: Sendable {}\n#endif\n"), "{kept}");
        assert!(kept.contains("fileprivate extension Data {\n}\n"), "{kept}");
        assert!(!kept.contains("struct D") && !kept.contains("extension D:"), "{kept}");
    }
}
