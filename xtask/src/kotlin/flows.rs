//! Flows of what comes piece by piece.

use super::source::{Object, declarations};

const HEADER: &str = "/* Flows of pages and pieces. Generated; do not edit. */
package dev.amazonpay

import dev.amazonpay.model.*
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
";

/// A flow for each object that has a next one of something, and one of the items where these are pages.
pub(super) fn print(objects: &[Object], models: &str) -> String {
    let mut text = HEADER.to_owned();
    for object in objects {
        let Some(piece) = object.piece() else { continue };
        let name = &object.name;
        text.push_str(&format!(
            "
/**
 * All that comes of this, in order: each is asked for when the one before has been collected. Collected once more, it
 * goes on where it ended.
 */
fun {name}.asFlow(): Flow<{piece}> = flow {{
    while (true) emit(next() ?: break)
}}
"
        ));
        if let Some((field, item)) = listed_by(models, piece) {
            text.push_str(&format!(
                "
/** The items of all pages, in order: a page is asked for when the items of the one before have been collected. */
fun {name}.items(): Flow<{item}> = flow {{
    asFlow().collect {{ page -> page.value.`{field}`.orEmpty().forEach {{ emit(it) }} }}
}}
"
            ));
        }
    }
    text
}

impl Object {
    /// What it gives one after another, if it does.
    pub(super) fn piece(&self) -> Option<&str> {
        let next = self.methods.iter().find(|method| method.waits && method.name == "next")?;
        next.gives.strip_suffix('?')
    }
}

/// The field that holds the items of an answered page, if it is one, and their type.
pub(super) fn listed_by<'a>(models: &'a str, piece: &str) -> Option<(&'a str, &'a str)> {
    let page = piece.strip_prefix("Answered")?;
    let record = declarations(models, &format!("data class {page} (")).into_iter().next()?;
    record.lines().find_map(|line| {
        let (name, kind) = line.trim().strip_prefix("val `")?.split_once("`: List<")?;
        Some((name, kind.split_once('>')?.0))
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::source::objects;
    use super::*;

    /// A client and its models.
    pub(in super::super) const PAGES: (&str, &str) = (
        "
public interface ReportPagesInterface {
    suspend fun `next`(): AnsweredReportPage?
}

open class ReportPages: Disposable, AutoCloseable, ReportPagesInterface
{
}
",
        "
data class ReportPage (
    val `reports`: List<Report>? = null 
){
}
",
    );

    #[test]
    fn pages_are_flows_of_pages_and_of_items() {
        let (client, models) = PAGES;
        let text = print(&objects(client).unwrap(), models);
        assert!(text.contains("fun ReportPages.asFlow(): Flow<AnsweredReportPage> = flow {\n"), "{text}");
        assert!(text.contains("fun ReportPages.items(): Flow<Report> = flow {\n"), "{text}");
        assert!(text.contains("page.value.`reports`"), "{text}");
    }
}
