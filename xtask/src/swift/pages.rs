//! What comes piece by piece, as an `AsyncSequence`.

use super::source::{Object, Record};

/// A sequence for each object that has a next one of something, and one of the items where these are pages.
pub(super) fn print(objects: &[Object], records: &[Record]) -> String {
    let mut text = String::new();
    let pieces: Vec<(&Object, &str)> =
        objects.iter().filter_map(|object| Some((object, object.piece()?))).collect();
    if !pieces.is_empty() {
        text.push_str(include_str!("items.swift"));
    }
    for (object, piece) in pieces {
        let name = &object.name;
        text.push_str(&format!(
            "
/// All that comes of this, in order: each is asked for when the one before has been taken. Gone through once more, it goes
/// on where it ended.
extension {name}: AsyncSequence, AsyncIteratorProtocol {{
    public typealias Element = {piece}

    public func makeAsyncIterator() -> {name} {{ self }}
}}
"
        ));
        if let Some((field, item)) = piece.strip_prefix("Answered").and_then(|page| listed(records, page)) {
            text.push_str(&format!(
                "
extension {name} {{
    /// The items of all pages, in order: a page is asked for when the items of the one before have been taken.
    public var items: Items<{name}, {item}> {{ Items(pages: self) {{ $0.value.{field} ?? [] }} }}
}}
"
            ));
        }
    }
    text
}

impl Object {
    /// What it gives one after another, if it does.
    fn piece(&self) -> Option<&str> {
        let next = self.functions.iter().find(|function| function.waits && function.name == "next")?;
        next.gives.strip_suffix('?')
    }
}

/// The field of a page that holds its items, and their type.
fn listed<'a>(records: &'a [Record], page: &str) -> Option<(&'a str, &'a str)> {
    let record = records.iter().find(|record| record.name == page)?;
    record.fields.iter().find_map(|field| {
        let item = field.kind.strip_prefix('[')?.split_once(']')?.0;
        Some((field.name.as_str(), item))
    })
}

#[cfg(test)]
mod tests {
    use super::super::source::{objects, records};
    use super::*;

    #[test]
    fn pages_are_sequences_of_pages_and_of_items() {
        let client = "
open class ReportPages: ReportPagesProtocol, @unchecked Sendable {
open func next()async throws  -> AnsweredReportPage?  {
";
        let models = "
public struct ReportPage: Equatable, Hashable {
    public var reports: [Report]?
    public init(
";
        let text = print(&objects(client), &records(models));
        assert!(text.contains("    public typealias Element = AnsweredReportPage\n"), "{text}");
        assert!(text.contains("var items: Items<ReportPages, Report> {"), "{text}");
        assert!(text.contains("$0.value.reports ?? []"), "{text}");
        assert_eq!(print(&[], &[]), "");
    }
}
