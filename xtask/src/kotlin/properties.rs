//! What an object has, as properties: a client's resources, each made once, and what it says of itself.

use super::source::{Object, declarations};

/// The objects whose methods that take nothing and give something at once tell what they have. Of others such a method may
/// be a deed.
pub(super) const OWNERS: [&str; 2] = ["AmazonPay", "Sandbox"];

const COUNTER: &str = "    private val callCounter = AtomicLong(1)\n";
const DESTROYED: &str = "        if (this.wasDestroyed.compareAndSet(false, true)) {\n";
const CLOSE: &str = "    @Synchronized\n    override fun close() {\n        this.destroy()\n    }\n";

/// The client with properties. What they hold is closed with its owner and by nobody else.
///
/// # Errors
/// When the text is not as expected.
pub(super) fn rewrite(client: &str, objects: &[Object]) -> Result<String, String> {
    let mut result = client.to_owned();
    for object in objects {
        let name = &object.name;
        let replace =
            |text: &mut String, beginning: &str, change: &dyn Fn(&str) -> Result<String, String>| {
                for found in declarations(client, beginning) {
                    *text = text.replace(found, &change(found)?);
                }
                Ok::<(), String>(())
            };
        if object.is_held {
            let head = format!("open class {name}: Disposable, AutoCloseable, ");
            let without = format!("open class {name}: Disposable, ");
            replace(&mut result, &head, &|class| replaced(&replaced(class, &head, &without)?, CLOSE, ""))?;
        }
        if object.methods.iter().any(|method| method.is_property) {
            let interface = format!("public interface {name}Interface {{");
            replace(&mut result, &interface, &|interface| declared(interface, object))?;
            replace(&mut result, &format!("open class {name}: "), &|class| owner(class, object, objects))?;
        }
    }
    Ok(result)
}

/// An interface that declares properties.
fn declared(interface: &str, object: &Object) -> Result<String, String> {
    let mut text = interface.to_owned();
    for method in object.methods.iter().filter(|method| method.is_property) {
        let (name, gives) = (&method.name, &method.gives);
        text = replaced(
            &text,
            &format!("    fun `{name}`(): {gives}\n"),
            &format!("    val `{name}`: {gives}\n"),
        )?;
    }
    Ok(text)
}

/// A class that has them.
fn owner(class: &str, object: &Object, objects: &[Object]) -> Result<String, String> {
    let mut text = class.to_owned();
    let mut holds = false;
    for method in object.methods.iter().filter(|method| method.is_property) {
        let (name, gives) = (&method.name, &method.gives);
        let is_object = objects.iter().any(|object| &object.name == gives);
        holds |= is_object;
        let function = format!("override fun `{name}`(): {gives} {{\n            return ");
        let property = if is_object {
            format!("override val `{name}`: {gives} by held.once {{\n            ")
        } else {
            format!("override val `{name}`: {gives} get() {{\n            return ")
        };
        text = replaced(&text, &function, &property)?;
    }
    if holds {
        text = replaced(&text, COUNTER, &format!("{COUNTER}    private val held = HeldObjects()\n"))?;
        text = replaced(&text, DESTROYED, &format!("{DESTROYED}            held.destroy()\n"))?;
    }
    Ok(text)
}

fn replaced(text: &str, from: &str, to: &str) -> Result<String, String> {
    match text.contains(from) {
        true => Ok(text.replacen(from, to, 1)),
        false => Err(format!("expected `{}` in\n{}", from.trim(), text.lines().next().unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::objects;
    use super::*;

    const TEXT: &str = "
public interface AmazonPayInterface {
    fun `charges`(): Charges
    fun `region`(): Region
    suspend fun `button`(): Button
    companion object
}

open class AmazonPay: Disposable, AutoCloseable, AmazonPayInterface
{
    private val callCounter = AtomicLong(1)
    override fun destroy() {
        if (this.wasDestroyed.compareAndSet(false, true)) {
        }
    }
    @Synchronized
    override fun close() {
        this.destroy()
    }
     */override fun `charges`(): Charges {
            return FfiConverterTypeCharges.lift(
    )
    }
     */override fun `region`(): Region {
            return FfiConverterTypeRegion.lift(
    )
    }
}

public interface ChargesInterface {
    fun `other`(): kotlin.String
}

open class Charges: Disposable, AutoCloseable, ChargesInterface
{
    @Synchronized
    override fun close() {
        this.destroy()
    }
}
";

    #[test]
    fn a_client_has_its_resources_and_closes_them() {
        let text = rewrite(TEXT, &objects(TEXT).unwrap()).unwrap();
        for part in [
            "    val `charges`: Charges\n    val `region`: Region\n    suspend fun `button`(): Button\n",
            "override val `charges`: Charges by held.once {\n            FfiConverterTypeCharges.lift(\n",
            "override val `region`: Region get() {\n            return FfiConverterTypeRegion.lift(\n",
            "compareAndSet(false, true)) {\n            held.destroy()\n",
            "    private val held = HeldObjects()\n",
            "open class AmazonPay: Disposable, AutoCloseable, AmazonPayInterface\n",
            "open class Charges: Disposable, ChargesInterface\n{\n}\n",
            "    fun `other`(): kotlin.String\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let other =
            TEXT.replace("            return FfiConverterTypeRegion", "            FfiConverterTypeRegion");
        assert!(rewrite(&other, &objects(&other).unwrap()).unwrap_err().contains("`region`"));
    }
}
