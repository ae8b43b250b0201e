//! Java's views of the objects: one that blocks, one of `CompletableFuture`s.

use super::source::{Function, Object};

const HEADER: &str = "package dev.amazonpay.jvm

import dev.amazonpay.*
import dev.amazonpay.model.*
";

/// The objects with methods that return when there is an answer.
pub(super) fn blocking(objects: &[Object]) -> String {
    let views = objects.iter().map(|object| {
        let name = &object.name;
        let (iterable, iterator) = object.piece().map_or_else(Default::default, |piece| {
            let iterator = format!(
                "\n    /** What comes, one after another, each asked for when it is wanted. */\n    \
                 override fun iterator(): Iterator<{piece}> = each {{ inner.next() }}\n"
            );
            (format!("Iterable<{piece}>"), iterator)
        });
        let view = View { objects, prefix: "Blocking", call: "blocking", wrap: |gives| gives.to_owned() };
        format!(
            "
/**
 * [{name}] for Java: each method returns when there is an answer. Interrupting the thread cancels the request and throws a
 * `java.util.concurrent.CancellationException`.
 */
class Blocking{name}(private val inner: {name}){} {{
{}{iterator}{}{}}}
",
            kinds(object, &iterable),
            view.methods(object),
            close(object),
            view.makers(object)
        )
    });
    format!(
        "/* The client for Java, blocking. Generated; do not edit. */\n{HEADER}{}",
        views.collect::<String>()
    )
}

/// The objects with methods that return a future.
pub(super) fn asynchronous(objects: &[Object]) -> String {
    let views = objects.iter().map(|object| {
        let name = &object.name;
        let wrap = |gives: &str| format!("CompletableFuture<{gives}>");
        let view = View { objects, prefix: "Async", call: "future", wrap };
        format!(
            "
/** [{name}] for Java: each method returns a future at once. Cancelling the future cancels the request. */
class Async{name}(private val inner: {name}){} {{
{}{}{}}}
",
            kinds(object, ""),
            view.methods(object),
            close(object),
            view.makers(object)
        )
    });
    format!(
        "/* The client for Java, of futures. Generated; do not edit. */\n{HEADER}import java.util.concurrent.CompletableFuture\n{}",
        views.collect::<String>()
    )
}

/// What a view is besides itself. What is held by another object is closed with that.
fn kinds(object: &Object, iterable: &str) -> String {
    let kinds = [if object.is_held { "" } else { "AutoCloseable" }, iterable];
    let kinds: Vec<&str> = kinds.into_iter().filter(|kind| !kind.is_empty()).collect();
    if kinds.is_empty() { String::new() } else { format!(" : {}", kinds.join(", ")) }
}

fn close(object: &Object) -> &'static str {
    if object.is_held { "" } else { "\n    override fun close() = inner.close()\n" }
}

struct View<'a> {
    objects: &'a [Object],
    prefix: &'static str,
    /// What waits, or begins.
    call: &'static str,
    wrap: fn(&str) -> String,
}

impl View<'_> {
    fn methods(&self, object: &Object) -> String {
        let methods: Vec<String> =
            object.methods.iter().map(|method| self.function(method, "inner")).collect();
        methods.join("\n")
    }

    fn makers(&self, object: &Object) -> String {
        if object.makers.is_empty() {
            return String::new();
        }
        let makers = object.makers.iter();
        let makers: String = makers
            .map(|maker| {
                self.function(maker, &object.name).replace("@JvmOverloads", "@JvmStatic @JvmOverloads")
            })
            .collect();
        format!("\n    companion object {{\n{makers}    }}\n")
    }

    fn function(&self, function: &Function, of: &str) -> String {
        let Function { docs, waits, name, parameters, gives, is_property } = function;
        let arguments = function.arguments();
        let called =
            if *is_property { format!("{of}.`{name}`") } else { format!("{of}.`{name}`({arguments})") };
        let is_object = self.objects.iter().any(|object| &object.name == gives);
        let (given, called) = match is_object {
            true => (format!("{}{gives}", self.prefix), format!("{}{gives}({called})", self.prefix)),
            false => (gives.clone(), called),
        };
        let overloads = if parameters.contains(" = ") { "    @JvmOverloads\n" } else { "" };
        let (given, body) = match waits {
            true => ((self.wrap)(&given), format!("{} {{ {called} }}", self.call)),
            false => (given, called),
        };
        format!("{docs}{overloads}    fun `{name}`({parameters}): {given} =\n        {body}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::{CLIENT, objects};
    use super::*;

    #[test]
    fn each_view_has_each_method() {
        let objects = objects(CLIENT).unwrap();
        let text = blocking(&objects);
        for part in [
            "class BlockingCharges(private val inner: Charges) : AutoCloseable {\n    /**\n     * Reads a charge.\n",
            "    @JvmOverloads\n    fun `get`(`chargeId`: kotlin.String, `options`: CallOptions? = null): AnsweredCharge =\n        \
             blocking { inner.`get`(chargeId, options) }\n",
            "    @JvmStatic @JvmOverloads\n    fun `start`(`settings`: kotlin.String = \"{}\"): BlockingCharges =\n        \
             blocking { BlockingCharges(Charges.`start`(settings)) }\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let text = asynchronous(&objects);
        assert!(
            text.contains("): CompletableFuture<AnsweredCharge> =\n        future { inner.`get`("),
            "{text}"
        );
    }
}
