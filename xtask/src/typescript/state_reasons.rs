//! Prints what to do about the reasons of objects' states.

use super::text::{comment, literal};
use crate::description::{camel_case, snake_case};
use crate::state_reasons::{self, StateReasons};

const HEADER: &str = "/** What to do about the reason of an object's state, which a reading or a notification tells. Generated \
                      by `cargo xtask generate`; do not edit. */
import type { Advice } from './advice.js'
";

const LOOK_UP: &str = "
function find(table: Readonly<Record<string, Advice>>, reasonCode: string | undefined): Advice | undefined {
  return reasonCode !== undefined && Object.hasOwn(table, reasonCode) ? table[reasonCode] : undefined
}
";

pub(super) fn print() -> String {
    let all = state_reasons::all();
    let names: String = all.iter().map(|reasons| format!("  {},\n", reasons.enum_name())).collect();
    let functions: String = all.iter().map(function).collect();
    format!("{HEADER}import type {{\n{names}}} from './models.js'\n{functions}{LOOK_UP}")
}

fn function(reasons: &StateReasons) -> String {
    let name = snake_case(reasons.object);
    let docs = comment(
        &format!(
            "What to do about a {} that is in its state for this reason; undefined for none, and for one that this \
             version does not know.",
            reasons.object_in_words()
        ),
        0,
    );
    let rows: String = reasons
        .reasons
        .iter()
        .filter_map(|(reason, advice)| Some(format!("  {reason}: {},\n", literal(advice.as_ref()?.as_str()))))
        .collect();
    let (table, function, reason) =
        (name.to_uppercase(), camel_case(&format!("{name}_advice")), reasons.enum_name());
    format!(
        "
{docs}export function {function}(reasonCode: {reason} | undefined): Advice | undefined {{
  return find({table}, reasonCode)
}}

const {table}: Readonly<Record<string, Advice>> = {{
{rows}}}
"
    )
}
