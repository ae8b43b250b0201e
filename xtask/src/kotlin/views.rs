//! Java's views of the objects: one that blocks, one of `CompletableFuture`s.

use super::flows;
use super::source::{Function, Object};

const HEADER: &str = "package dev.amazonpay.jvm

import dev.amazonpay.*
import dev.amazonpay.model.*
";

/// The objects with methods that return when there is an answer.
pub(super) fn blocking(objects: &[Object], models: &str) -> String {
    let views = objects.iter().map(|object| {
        let name = &object.name;
        let (iterable, iterator) = object.piece().map_or_else(Default::default, |piece| {
            let mut iterator = format!(
                "\n    /** What comes, one after another, each asked for when it is wanted. */\n    \
                 override fun iterator(): Iterator<{piece}> = each {{ inner.next() }}\n"
            );
            if let Some((field, item)) = flows::listed_by(models, piece) {
                iterator.push_str(&format!(
                    "
    /** The items of all pages, in order: a page is asked for when the items of the one before have been taken. */
    fun items(): Iterable<{item}> = Iterable {{
        iterator {{ for (page in this@Blocking{name}) yieldAll(page.value.`{field}`.orEmpty()) }}
    }}
"
                ));
            }
            (format!("Iterable<{piece}>"), iterator)
        });
        let view = View { objects, prefix: "Blocking", call: "blocking", wrap: |gives| gives.to_owned() };
        format!(
            "
/**
 * [{name}] for Java: each method returns when there is an answer. Interrupting the thread cancels the request and throws a
 * `java.util.concurrent.CancellationException`.
 */
class Blocking{name}({} inner: {name}){} {{
{}{iterator}{}{}}}
",
            view.visibility(name),
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
        // What Java has for nothing.
        let wrap =
            |gives: &str| format!("CompletableFuture<{}>", if gives == "Unit" { "Void?" } else { gives });
        let view = View { objects, prefix: "Async", call: "future", wrap };
        format!(
            "
/** [{name}] for Java: each method returns a future at once. Cancelling the future cancels the request. */
class Async{name}({} inner: {name}){} {{
{}{}{}}}
",
            view.visibility(name),
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
    fn is_object(&self, kind: &str) -> bool {
        self.objects.iter().any(|object| object.name == kind)
    }

    /// How a view has what it is a view of: views take it out of one that they are handed.
    fn visibility(&self, name: &str) -> &'static str {
        let functions = self.objects.iter().flat_map(|object| object.methods.iter().chain(&object.makers));
        let mut parameters = functions.flat_map(Function::named_parameters);
        let is_handed = parameters.any(|(_, kind)| kind == name);
        if is_handed { "@get:JvmSynthetic internal val" } else { "private val" }
    }

    /// The parameters, with views in place of the objects that Java never sees, and the arguments that are handed on.
    fn parameters(&self, function: &Function) -> (String, String) {
        let both = function.named_parameters().map(|(name, kind)| match self.is_object(kind) {
            true => (format!("`{name}`: {}{kind}", self.prefix), format!("{name}.inner")),
            false => (format!("`{name}`: {kind}"), name.to_owned()),
        });
        let (parameters, arguments): (Vec<_>, Vec<_>) = both.unzip();
        (parameters.join(", "), arguments.join(", "))
    }

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
        let Function { docs, waits, name, gives, is_property, .. } = function;
        let (parameters, arguments) = self.parameters(function);
        let called =
            if *is_property { format!("{of}.`{name}`") } else { format!("{of}.`{name}`({arguments})") };
        let (given, called) = match self.is_object(gives) {
            true => (format!("{}{gives}", self.prefix), format!("{}{gives}({called})", self.prefix)),
            false => (gives.clone(), called),
        };
        let overloads = if parameters.contains(" = ") { "    @JvmOverloads\n" } else { "" };
        let (given, body) = match waits {
            true => {
                let given = (self.wrap)(&given);
                let nothing = if given.ends_with("<Void?>") { "; null" } else { "" };
                (given, format!("{} {{ {called}{nothing} }}", self.call))
            }
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
        let text = blocking(&objects, "");
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

    #[test]
    fn java_hands_over_views_and_gets_nothing_of_kotlin_s() {
        let client = "
public interface VerifierInterface {
    suspend fun `confirm`(`notification`: Notice, `certificate`: kotlin.String? = null)
}

public interface NoticeInterface {
    fun `content`(): kotlin.String
}

open class Verifier: Disposable, AutoCloseable, VerifierInterface
{
}

open class Notice: Disposable, AutoCloseable, NoticeInterface
{
}
";
        let objects = objects(client).unwrap();
        let text = blocking(&objects, "");
        assert!(
            text.contains(
                "(`notification`: BlockingNotice, `certificate`: kotlin.String? = null): Unit =\n        \
                 blocking { inner.`confirm`(notification.inner, certificate) }\n"
            ),
            "{text}"
        );
        assert!(
            text.contains("class BlockingNotice(@get:JvmSynthetic internal val inner: Notice)"),
            "{text}"
        );
        assert!(text.contains("class BlockingVerifier(private val inner: Verifier)"), "{text}");
        let text = asynchronous(&objects);
        let future = "CompletableFuture<Void?> =\n        future { inner.`confirm`(notification.inner, certificate); null }";
        assert!(text.contains(future), "{text}");
    }

    #[test]
    fn java_iterates_over_pages_and_over_items() {
        let (client, models) = flows::tests::PAGES;
        let text = blocking(&objects(client).unwrap(), models);
        for part in [
            "class BlockingReportPages(private val inner: ReportPages) : AutoCloseable, Iterable<AnsweredReportPage> {",
            "    fun items(): Iterable<Report> = Iterable {\n",
            "yieldAll(page.value.`reports`.orEmpty())",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
