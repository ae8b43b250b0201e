//! Prints what the tests in Java need to run the shared vectors and scenarios through the typed methods of both views, and those
//! in Kotlin through the functions that suspend.
//!
//! It is printed as source, so that Java's compiler sees every operation, every builder and every exception as a shop's would,
//! and none of them is listed in a test by hand.

use std::fs;
use std::path::Path;

use super::source::{Function, Object};
use super::{CLIENT, MODELS, builders, comments, enums, exceptions, java_records, numbers, source};
use crate::description::{Description, Operation, Resource, camel_case, pascal_case};

const FOLDER: &str = "dev/amazonpay/data";

/// What scenarios and vectors hand over besides the queries and bodies of calls.
const MADE: [&str; 4] = ["CallOptions", "ButtonRequest", "ClientSettings", "NotificationSettings"];

/// The classes of the exceptions begin with it.
const EXCEPTION: &str = "sealed class AmazonPayException";

/// Reads what uniffi-bindgen has written into the folder `from`, and writes into the folder `to`.
///
/// # Errors
/// When a file cannot be read or written, or the package lacks an operation of the table, or has one that the table lacks.
pub(crate) fn write(api: &Description, from: &Path, to: &Path) -> Result<(), String> {
    let text = |name: &str| -> Result<String, String> {
        let text =
            fs::read_to_string(from.join(name)).map_err(|error| format!("cannot read {name}: {error}"))?;
        let text = numbers::signed(&comments::rewrite(&text))?;
        Ok(builders::add(&enums::rewrite(&exceptions::rewrite(&text)?, api)?))
    };
    let (client, models) = (text(CLIENT)?, text(MODELS)?);
    let objects = source::objects(&client)?;
    let calls = calls(api, &objects)?;
    let both = format!("{client}{models}");
    let made = calls.iter().flat_map(|call| &call.made).copied().chain(MADE);
    let records = java_records::print(&both, made)?;
    let views = [View::Blocking, View::Async, View::Suspend];
    let mut files: Vec<_> = views.iter().map(|view| (view.file(), view.print(&calls))).collect();
    files.extend([("Records.java", records), ("Kinds.java", kinds(&client)?)]);
    let folder = to.join(FOLDER);
    fs::create_dir_all(&folder)
        .and_then(|()| files.iter().try_for_each(|(name, text)| fs::write(folder.join(name), text)))
        .map_err(|error| format!("cannot write into {}: {error}", folder.display()))
}

/// One operation and the method that it is.
struct Call<'a> {
    operation: &'a Operation,
    /// The records among its parameters, but for the options.
    made: Vec<&'a str>,
    /// In Kotlin's names: `checkoutSessions` and `complete`.
    resource: String,
    method: String,
    /// In Java: `given.path(0), given.body(Records::captureCharge), given.callOptions()`.
    arguments: String,
    /// Whether it gives pages, of which the first is asked for.
    pages: bool,
}

/// # Errors
/// When the package lacks an operation of the table, or has one that the table lacks.
fn calls<'a>(api: &'a Description, objects: &'a [Object]) -> Result<Vec<Call<'a>>, String> {
    let mut calls = Vec::new();
    for resource in &api.resources {
        let name = pascal_case(&resource.name);
        let object = objects.iter().find(|object| object.name == name);
        let object = object.ok_or_else(|| format!("the package has no class {name}"))?;
        for operation in &resource.operations {
            calls.push(call(resource, operation, object, objects)?);
        }
        let is_told = |method: &&Function| {
            resource.operations.iter().any(|operation| camel_case(&operation.method) == method.name)
        };
        let with_options = |method: &&Function| method.parameters.contains("`options`: CallOptions");
        if let Some(method) = object.methods.iter().filter(with_options).find(|method| !is_told(method)) {
            return Err(format!("{name}.{} takes options and is no operation", method.name));
        }
    }
    Ok(calls)
}

fn call<'a>(
    resource: &Resource,
    operation: &'a Operation,
    object: &'a Object,
    objects: &[Object],
) -> Result<Call<'a>, String> {
    let name = camel_case(&operation.method);
    let method = object.methods.iter().find(|method| method.name == name);
    let method = method.ok_or_else(|| format!("the package lacks {}", operation.name))?;
    let kinds: Vec<&'a str> = method
        .named_parameters()
        .map(|(_, kind)| kind.split(" = ").next().unwrap_or_default().trim_end_matches('?'))
        .collect();
    let arguments = kinds.iter().enumerate().map(|(index, kind)| {
        if index < operation.path_parameters.len() {
            format!("given.path({index})")
        } else if *kind == "CallOptions" {
            "given.callOptions()".to_owned()
        } else {
            let is_query = operation.query.as_ref().is_some_and(|query| query.name == *kind);
            let part = if is_query { "query" } else { "body" };
            format!("given.{part}(Records::{})", java_records::maker(kind))
        }
    });
    let made = kinds.iter().skip(operation.path_parameters.len()).filter(|kind| **kind != "CallOptions");
    Ok(Call {
        operation,
        made: made.copied().collect(),
        resource: camel_case(&resource.name),
        method: name,
        arguments: arguments.collect::<Vec<_>>().join(", "),
        pages: objects.iter().any(|object| object.name == method.gives),
    })
}

#[derive(Clone, Copy)]
enum View {
    Blocking,
    Async,
    Suspend,
}

impl View {
    fn file(self) -> &'static str {
        match self {
            View::Blocking => "BlockingCalls.java",
            View::Async => "AsyncCalls.java",
            View::Suspend => "SuspendCalls.kt",
        }
    }

    fn print(self, calls: &[Call<'_>]) -> String {
        let (head, foot) = match self {
            View::Blocking => (java("Blocking", "Answer", "waits for the answer"), JAVA_END),
            View::Async => {
                (java("Async", "CompletableFuture<Answer>", "gives the answer's future"), JAVA_END)
            }
            View::Suspend => (kotlin(calls), KOTLIN_END),
        };
        let cases: String = calls.iter().map(|call| self.case(call)).collect();
        format!("{head}{cases}{foot}")
    }

    fn case(self, call: &Call<'_>) -> String {
        let Call { operation, resource, method, arguments, pages, .. } = call;
        let name = &operation.name;
        let fits = format!(
            "given.fits({}, {}, {})",
            operation.path_parameters.len(),
            operation.query.is_some(),
            operation.request.is_some()
        );
        let answer = "new Answer(answered.getValue(), answered.getMeta(), answered.toString())";
        let call = format!("pay.{resource}().{method}({arguments})");
        let body = match (self, pages) {
            (View::Blocking, false) => format!(
                "        var answered = {call};
        return {answer};
"
            ),
            (View::Blocking, true) => format!(
                "        try (var pages = {call}) {{
          var answered = pages.iterator().next();
          return {answer};
        }}
"
            ),
            (View::Async, false) => format!(
                "        return {call}
            .thenApply(answered -> {answer});
"
            ),
            (View::Async, true) => format!(
                "        var pages = {call};
        return pages.next()
            .thenApply(answered -> {answer})
            .whenComplete((answer, error) -> pages.close());
"
            ),
            (View::Suspend, _) => {
                let call = format!("`{resource}`.`{method}`({arguments})");
                let answered = if *pages { format!("{call}.use {{ it.next()!! }}") } else { call };
                return format!(
                    "    \"{name}\" -> {{
        {fits}
        val answered = {answered}
        Answer(answered.value, answered.meta, answered.toString())
    }}
"
                );
            }
        };
        format!("      case \"{name}\" -> {{\n        {fits};\n{body}      }}\n")
    }
}

fn java(view: &str, gives: &str, does: &str) -> String {
    let import = if view == "Async" { "import java.util.concurrent.CompletableFuture;\n" } else { "" };
    format!(
        "package dev.amazonpay.data;

import dev.amazonpay.jvm.{view}AmazonPay;
{import}
/** The typed method of each operation. Generated by `cargo xtask java-proof`; do not edit. */
final class {view}Calls {{
  private {view}Calls() {{}}

  /** Calls the method that an operation is and {does}; of a list, that of its first page. */
  static {gives} call({view}AmazonPay pay, String operation, Given given) {{
    switch (operation) {{
"
    )
}

const JAVA_END: &str = "      default -> throw new AssertionError(\"no operation \" + operation);
    }
  }
}
";

fn kotlin(calls: &[Call<'_>]) -> String {
    let names: String = calls.iter().map(|call| format!("    \"{}\",\n", call.operation.name)).collect();
    format!(
        "package dev.amazonpay.data

import dev.amazonpay.AmazonPay

/** All of them. Generated by `cargo xtask java-proof`; do not edit. */
internal val OPERATIONS = setOf(
{names})

/**
 * Calls the typed method that an operation is; of a list, asks for its first page. Generated by `cargo xtask java-proof`; do not
 * edit.
 */
internal suspend fun AmazonPay.typed(operation: String, given: Given): Answer = when (operation) {{
"
    )
}

const KOTLIN_END: &str = "    else -> throw AssertionError(\"no operation $operation\")
}
";

/// A method that tells an exception's class by catching it.
///
/// # Errors
/// When there are none: then the text is not as expected.
fn kinds(client: &str) -> Result<String, String> {
    let declared = source::declarations(client, EXCEPTION);
    let lines = declared.iter().flat_map(|class| class.lines());
    let names: Vec<&str> =
        lines.filter_map(|line| line.strip_prefix("    class ")?.split(['(', ' ']).next()).collect();
    if names.is_empty() {
        return Err(format!("expected `{EXCEPTION}` with classes"));
    }
    let caught: String = names
        .iter()
        .map(|name| format!("    }} catch (AmazonPayException.{name} caught) {{\n      return \"{name}\";\n"))
        .collect();
    Ok(format!(
        "package dev.amazonpay.data;

import dev.amazonpay.AmazonPayException;

/** The exceptions by their classes. Generated by `cargo xtask java-proof`; do not edit. */
final class Kinds {{
  private Kinds() {{}}

  /** The name of the class, by whose catch clause it is caught. */
  static String of(AmazonPayException error) {{
    try {{
      throw error;
{caught}    }}
  }}
}}
"
    ))
}

#[cfg(test)]
mod tests {
    use super::super::source::{CLIENT, objects};
    use super::*;
    use crate::description;

    /// Charges with their method `get`, which is all that the example of a client has.
    fn charges() -> Description {
        let mut api = description::of_the_core().unwrap();
        api.resources.retain(|resource| resource.name == "charges");
        api.resources[0].operations.retain(|operation| operation.method == "get");
        api
    }

    #[test]
    fn each_view_calls_the_operation_with_what_is_given() {
        let api = charges();
        let objects = objects(CLIENT).unwrap();
        let calls = calls(&api, &objects).unwrap();
        for (view, part) in [
            (
                View::Blocking,
                "        var answered = pay.charges().get(given.path(0), given.callOptions());\n",
            ),
            (
                View::Async,
                "        return pay.charges().get(given.path(0), given.callOptions())\n            .thenApply(",
            ),
            (View::Suspend, "        val answered = `charges`.`get`(given.path(0), given.callOptions())\n"),
        ] {
            let text = view.print(&calls);
            assert!(text.contains(part) && text.contains("given.fits(1, false, false)"), "{text}");
        }
    }

    #[test]
    fn a_body_is_made_by_its_builder() {
        let mut api = description::of_the_core().unwrap();
        api.resources.retain(|resource| resource.name == "charges");
        api.resources[0].operations.retain(|operation| operation.method == "capture");
        let client = CLIENT.replace(
            "suspend fun `get`(`chargeId`: kotlin.String,",
            "suspend fun `capture`(`chargeId`: kotlin.String, `request`: CaptureCharge,",
        );
        let objects = objects(&client).unwrap();
        let calls = calls(&api, &objects).unwrap();
        assert_eq!(calls[0].made, ["CaptureCharge"]);
        assert_eq!(
            calls[0].arguments,
            "given.path(0), given.body(Records::captureCharge), given.callOptions()"
        );
    }

    #[test]
    fn what_the_package_lacks_or_has_beyond_the_table_is_told() {
        let mut api = charges();
        let told = |api: &Description| calls(api, &objects(CLIENT).unwrap()).err().unwrap_or_default();
        api.resources[0].operations[0].method = "brew".into();
        assert!(told(&api).contains("lacks charges.get"), "{}", told(&api));
        api.resources[0].operations.clear();
        assert_eq!(told(&api), "Charges.get takes options and is no operation");
    }

    #[test]
    fn an_exception_is_told_by_its_catch_clause() {
        let text =
            kinds("\nsealed class AmazonPayException: A() {\n    class Declined(\n    ) {\n    }\n}\n")
                .unwrap();
        assert!(
            text.contains("} catch (AmazonPayException.Declined caught) {\n      return \"Declined\";\n"),
            "{text}"
        );
        assert!(kinds("class A").unwrap_err().contains(EXCEPTION));
    }
}
