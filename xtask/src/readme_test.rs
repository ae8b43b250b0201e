//! Tests that run what a README shows: its blocks of code stand where a test asks for them.
//!
//! A test asks with a line `// README: A checkout`, which names the heading above the block; a second block under the same
//! heading is `A checkout 2`. Every block of the language is asked for once, so that none is shown which nothing has run.

use std::fs;
use std::path::Path;

/// What the line begins with, whatever its margin.
const ASKED: &str = "// README: ";

/// A block of code, without its imports: those are the test's.
#[derive(Debug, PartialEq)]
struct Block<'a> {
    name: String,
    lines: Vec<&'a str>,
    imports: Vec<&'a str>,
}

/// Writes the test with the README's blocks in `language` to the file `to`, unless it is there already.
///
/// # Errors
/// When a file cannot be read or written, or the test does not run each of the blocks.
pub(crate) fn write(language: &str, readme: &Path, test: &Path, to: &Path) -> Result<(), String> {
    let read = |path: &Path| {
        fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
    };
    let text = with_blocks(&blocks(&read(readme)?, language), &read(test)?)
        .map_err(|error| format!("{}: {error}", readme.display()))?;
    // What is there as it was is not compiled again.
    if fs::read_to_string(to).is_ok_and(|found| found == text) {
        return Ok(());
    }
    let written = to.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(to, text));
    written.map_err(|error| format!("cannot write {}: {error}", to.display()))
}

/// The blocks in this language, in their order.
fn blocks<'a>(readme: &'a str, language: &str) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block<'a>> = Vec::new();
    let (mut heading, mut count) = ("", 0);
    // The fence that is open: whether it is of this language.
    let mut open: Option<bool> = None;
    for line in readme.lines() {
        if let Some(fence) = line.strip_prefix("```") {
            open = match open {
                Some(_) => None,
                None => Some(fence == language),
            };
            if open == Some(true) {
                count += 1;
                let name = if count == 1 { heading.to_owned() } else { format!("{heading} {count}") };
                blocks.push(Block { name, lines: Vec::new(), imports: Vec::new() });
            }
        } else if let (Some(true), Some(block)) = (open, blocks.last_mut()) {
            if line.starts_with("import ") { block.imports.push(line) } else { block.lines.push(line) }
        } else if let (None, true) = (open, line.starts_with('#')) {
            (heading, count) = (line.trim_start_matches('#').trim(), 0);
        }
    }
    blocks
}

/// The test with the blocks at the margin of the lines that ask for them.
fn with_blocks(blocks: &[Block<'_>], test: &str) -> Result<String, String> {
    let mut waiting: Vec<&Block<'_>> = blocks.iter().collect();
    let mut text = String::new();
    for line in test.lines() {
        let code = line.trim_start();
        let Some(name) = code.strip_prefix(ASKED) else {
            text.push_str(&format!("{line}\n"));
            continue;
        };
        let at = waiting.iter().position(|block| block.name == name);
        let block = waiting.remove(at.ok_or_else(|| format!("it has no block {name:?}, or one alone"))?);
        if let Some(missing) = block.imports.iter().find(|import| !test.lines().any(|line| line == **import))
        {
            return Err(format!("its block {name:?} has `{missing}`, which its test has not"));
        }
        let margin = &line[..line.len() - code.len()];
        for shown in block.lines.iter().copied().skip_while(|line| line.is_empty()) {
            text.push_str(format!("{margin}{shown}").trim_end());
            text.push('\n');
        }
    }
    match waiting.first() {
        None if blocks.is_empty() => Err("it has no block".to_owned()),
        None => Ok(text),
        Some(block) => Err(format!("its block {:?} is run by no test", block.name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "# Package\n\n```text\n# none\n```\n\n## A checkout\n\n```swift\nimport A\n\nlet a = 1\n\n\
                          if a { b() }\n```\n\n```kotlin\nval a = 1\n```\n\n```swift\nc()\n```\n";

    #[test]
    fn a_test_has_the_blocks_where_it_asks_for_them() {
        let test = "import A\nfunc t() {\n    // README: A checkout\n    // README: A checkout 2\n}\n";
        let text = with_blocks(&blocks(README, "swift"), test).unwrap();
        assert_eq!(text, "import A\nfunc t() {\n    let a = 1\n\n    if a { b() }\n    c()\n}\n");
    }

    #[test]
    fn every_block_is_run() {
        let refused = |language, test| with_blocks(&blocks(README, language), test).unwrap_err();
        let test = "import A\n// README: A checkout\n";
        assert_eq!(refused("swift", test), "its block \"A checkout 2\" is run by no test");
        assert_eq!(refused("kotlin", ""), "its block \"A checkout\" is run by no test");
        assert_eq!(refused("rust", ""), "it has no block");
        assert!(refused("swift", "// README: B\n").contains("no block \"B\""));
        assert!(refused("swift", "// README: A checkout\n").contains("`import A`"));
        let twice = "// README: A checkout\n// README: A checkout\n";
        assert!(refused("kotlin", twice).contains("no block \"A checkout\", or one alone"));
    }
}
