//! Reads the Kotlin that uniffi-bindgen writes: its declarations begin and end at the margin.

use super::properties::OWNERS;

/// An object of UniFFI's, by what its interface declares.
#[derive(Debug, PartialEq)]
pub(super) struct Object {
    pub(super) name: String,
    pub(super) methods: Vec<Function>,
    /// What makes one and has to be waited for.
    pub(super) makers: Vec<Function>,
    /// Whether another object has it, as a property.
    pub(super) is_held: bool,
}

#[derive(Debug, PartialEq)]
pub(super) struct Function {
    /// The comment above it, at the margin of a member.
    pub(super) docs: String,
    pub(super) waits: bool,
    pub(super) name: String,
    /// As they stand between the parentheses, with defaults.
    pub(super) parameters: String,
    /// `Unit` when it gives nothing.
    pub(super) gives: String,
    /// Whether it tells what its object has.
    pub(super) is_property: bool,
}

impl Function {
    /// The name of each parameter, and what stands behind its colon: the kind, and the default.
    pub(super) fn named_parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.parameters.split('`').skip(1).step_by(2);
        let kinds = self.parameters.split('`').skip(2).step_by(2);
        names.zip(kinds.map(|kind| kind.trim_start_matches(": ").trim_end().trim_end_matches(',')))
    }
}

/// The declarations whose first line begins like this, whole.
pub(super) fn declarations<'a>(text: &'a str, beginning: &str) -> Vec<&'a str> {
    let start = format!("\n{beginning}");
    let starts = text.match_indices(&start).map(|(at, _)| at + 1);
    starts.filter_map(|at| whole(&text[at..])).collect()
}

/// Up to the brace at the margin that ends it. After that of a call within it, which is written there too, the next line
/// is not at the margin.
fn whole(text: &str) -> Option<&str> {
    let mut ends = text.match_indices("\n}\n").map(|(at, _)| at + 3);
    let end = ends.find(|end| !text[*end..].starts_with(' '))?;
    Some(&text[..end])
}

/// The objects that Rust implements. Those that the shop's own code implements have none of the classes looked for.
///
/// # Errors
/// When there are none: then the text is not as expected.
pub(super) fn objects(client: &str) -> Result<Vec<Object>, String> {
    let mut objects = Vec::new();
    for interface in declarations(client, "public interface ") {
        let Some((name, _)) = interface["public interface ".len()..].split_once("Interface {") else {
            continue;
        };
        let class = declarations(client, &format!("open class {name}: Disposable"));
        let [class] = class.as_slice() else { return Err(format!("expected one class {name}")) };
        let companion = class.split_once("\n    companion object {").map_or("", |(_, companion)| companion);
        let makers = functions(companion).into_iter().filter(|maker| maker.waits).collect();
        let mut methods = functions(interface);
        for method in methods.iter_mut().filter(|_| OWNERS.contains(&name)) {
            method.is_property = !method.waits && method.parameters.is_empty() && method.gives != "Unit";
        }
        objects.push(Object { name: name.to_owned(), methods, makers, is_held: false });
    }
    let properties = objects.iter().flat_map(|object| &object.methods).filter(|method| method.is_property);
    let held: Vec<String> = properties.map(|property| property.gives.clone()).collect();
    for object in &mut objects {
        object.is_held = held.contains(&object.name);
    }
    if objects.is_empty() {
        return Err(
            "uniffi-bindgen has written no object: expected `public interface …Interface {`".to_owned()
        );
    }
    Ok(objects)
}

/// The functions with their comments.
fn functions(text: &str) -> Vec<Function> {
    let mut functions = Vec::new();
    let mut docs = String::new();
    for line in text.lines() {
        let code = line.trim();
        if code.starts_with("/**") {
            docs = format!("    {code}\n");
        } else if code.starts_with('*') {
            docs.push_str(&format!("     {code}\n"));
        } else if let Some(mut function) = function(code) {
            function.docs = std::mem::take(&mut docs);
            functions.push(function);
        }
    }
    functions
}

fn function(code: &str) -> Option<Function> {
    let waits = code.starts_with("suspend fun `");
    let rest = code.strip_prefix("suspend ").unwrap_or(code).strip_prefix("fun `")?;
    let (name, rest) = rest.split_once("`(")?;
    let (parameters, rest) = rest.rsplit_once(')')?;
    let gives = rest.trim().trim_start_matches(':').trim_end_matches('{').trim();
    Some(Function {
        docs: String::new(),
        waits,
        name: name.to_owned(),
        parameters: parameters.to_owned(),
        gives: if gives.is_empty() { "Unit" } else { gives }.to_owned(),
        is_property: false,
    })
}

/// Lets Java call constructors, and what else makes an object, without what has a default.
pub(super) fn static_constructors(client: &str) -> String {
    let lines = client.lines().map(|line| {
        if line.starts_with("    constructor(`") && line.contains(" = ") {
            return format!("    @JvmOverloads{}\n", &line[3..]);
        }
        let is_maker = line.starts_with("    @Throws(") && line.contains("::class) fun `");
        if is_maker && !line.contains("`checkMoney`") {
            let overloads = if line.contains(" = ") { "@JvmOverloads " } else { "" };
            return format!("    @JvmStatic {overloads}{}\n", line.trim_start());
        }
        format!("{line}\n")
    });
    lines.collect()
}

#[cfg(test)]
pub(super) const CLIENT: &str = "
public interface ChargesInterface {
    
    /**
     * Reads a charge.
     */
    suspend fun `get`(`chargeId`: kotlin.String, `options`: CallOptions? = null): AnsweredCharge
    
    fun `close`()
    
    companion object
}

open class Charges: Disposable, AutoCloseable, ChargesInterface
{
    companion object {
    /**
     * Starts.
     */
     suspend fun `start`(`settings`: kotlin.String = \"{}\") : Charges {
    }
    }
}

public interface Signer {
    suspend fun `sign`(`message`: kotlin.ByteArray): kotlin.ByteArray
}
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_have_their_methods_and_makers() {
        let objects = objects(CLIENT).unwrap();
        let [charges] = objects.as_slice() else { panic!("{objects:?}") };
        let [get, close] = charges.methods.as_slice() else { panic!("{charges:?}") };
        assert_eq!(get.docs, "    /**\n     * Reads a charge.\n     */\n");
        assert_eq!((get.waits, get.gives.as_str()), (true, "AnsweredCharge"));
        assert_eq!(
            get.named_parameters().collect::<Vec<_>>(),
            [("chargeId", "kotlin.String"), ("options", "CallOptions? = null")]
        );
        assert_eq!((close.waits, close.gives.as_str(), close.parameters.as_str()), (false, "Unit", ""));
        assert_eq!(charges.makers.len(), 1);
        assert_eq!(charges.makers[0].parameters, "`settings`: kotlin.String = \"{}\"");
    }

    #[test]
    fn a_declaration_ends_at_its_own_brace() {
        let text = "\ndata class A (\n    f() { s ->\n}\n    )\n}\ndata class B (\n}\n";
        assert_eq!(declarations(text, "data class A"), ["data class A (\n    f() { s ->\n}\n    )\n}\n"]);
    }

    #[test]
    fn a_text_that_is_none_of_uniffi_s_is_refused() {
        assert!(super::objects("class Charges").unwrap_err().contains("no object"));
    }

    #[test]
    fn java_gets_overloads() {
        let text =
            static_constructors("    constructor(`a`: A, `b`: B? = null) :\n    constructor(`a`: A) :\n");
        assert_eq!(
            text,
            "    @JvmOverloads constructor(`a`: A, `b`: B? = null) :\n    constructor(`a`: A) :\n"
        );
        let maker = "    @Throws(AmazonPayException::class) fun `fromEnv`(`a`: A? = null): AmazonPay {\n";
        assert!(static_constructors(maker).starts_with("    @JvmStatic @JvmOverloads @Throws("));
    }
}
