//! Kotlin's face of the apps' library: the checkout, what it shows, and its state as a flow.

use std::fs;
use std::path::Path;

use super::{builders, enums, exceptions, numbers, source, threads};
use crate::description::Description;
use crate::reachable;

const CHECKOUT: &str = "dev/amazonpay/checkout/amazonpay_uniffi.kt";
const MODELS: &str = "dev/amazonpay/checkout/model/amazonpay.kt";

/// Where what is added to the class stands.
const CLASS: &str = "open class Checkout: Disposable, AutoCloseable, CheckoutInterface\n{\n";

/// The steps, each of which tells the flow how it left the checkout, whether it was done or not.
const STATES: &str = "
    private val current by lazy { kotlinx.coroutines.flow.MutableStateFlow(`state`()) }

    /**
     * Where the checkout is, for a screen that follows it: a new value after every step, also after one that failed or was
     * cancelled. It outlives the checkout and ends never.
     */
    val states: kotlinx.coroutines.flow.StateFlow<CheckoutState> get() = current

    private inline fun moving(step: () -> CheckoutState): CheckoutState {
        val flow = current
        try {
            return step()
        } finally {
            // Looked at again: of two that end at once none leaves the older state.
            if (!uniffiIsDestroyed) do { flow.value = `state`() } while (flow.value != `state`())
        }
    }
";

/// Rewrites what is in the folder `from` into the folder `to`.
///
/// # Errors
/// When a file cannot be read or written, or is not as uniffi-bindgen of the version in Cargo.lock writes it.
pub(crate) fn face(api: &Description, from: &Path, to: &Path) -> Result<(), String> {
    let read = |name: &str| {
        fs::read_to_string(from.join(name)).map_err(|error| format!("cannot read {name}: {error}"))
    };
    let rewrite = |text: &str| -> Result<String, String> {
        Ok(builders::add(&enums::rewrite(&exceptions::rewrite(&numbers::signed(text)?)?, api)?))
    };
    let checkout = read(CHECKOUT)?;
    let models = rewrite(&reachable::from(&checkout, &read(MODELS)?))?;
    let checkout = source::static_constructors(&threads::keep(&with_states(&rewrite(&checkout)?)?)?);
    for (name, text) in [(CHECKOUT, checkout), (MODELS, models)] {
        let path = to.join(name);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
        written.map_err(|error| format!("cannot write {name}: {error}"))?;
    }
    Ok(())
}

/// The class with its states, which every method that gives one sets.
fn with_states(checkout: &str) -> Result<String, String> {
    let found = source::declarations(checkout, "open class Checkout: Disposable");
    let class = found.first().and_then(|class| Some((*class, class.strip_prefix(CLASS)?)));
    let (whole, body) = class.ok_or_else(|| format!("expected `{}`", CLASS.trim()))?;
    let mut members = Vec::new();
    let mut steps = 0;
    for member in members_of(body) {
        let is_step = member.contains("override suspend fun `") || member.contains("override fun `cancel`");
        match member.split_once("CheckoutState {") {
            Some((declaration, body)) if is_step => {
                let body = body.replacen("return ", "return moving { ", 1);
                let body = body.strip_suffix("    }\n").unwrap_or(&body).trim_end();
                members.push(format!("{declaration}CheckoutState {{{body} }}\n    }}\n"));
                steps += 1;
            }
            _ => members.push(member.to_owned()),
        }
    }
    if steps < 2 {
        return Err("expected steps that give a CheckoutState in class Checkout".to_owned());
    }
    Ok(checkout.replacen(whole, &format!("{CLASS}{STATES}{}", members.concat()), 1))
}

/// Each up to the brace that ends it. That of a call within it stands at the same margin, with the end of another behind it.
fn members_of(class: &str) -> Vec<&str> {
    const END: &str = "\n    }\n";
    let mut members = Vec::new();
    let mut began = 0;
    for (at, _) in class.match_indices(END) {
        let end = at + END.len();
        if !class[end..].starts_with("    )") {
            members.push(&class[began..end]);
            began = end;
        }
    }
    members.push(&class[began..]);
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_tells_the_flow() {
        let text = format!(
            "import a

{CLASS}
    override fun `cancel`(): CheckoutState {{
            return lift(
    call {{
    }}
    )
    }}

    override suspend fun `start`(`order`: kotlin.String) : CheckoutState {{
        return uniffiRustCallAsync(
        Checkout.ErrorHandler,
    )
    }}

    override fun `state`(): CheckoutState {{
            return lift(1)
    }}
}}

open class Other
{{
}}
"
        );
        let text = with_states(&text).unwrap();
        for part in [
            "            return moving { lift(\n    call {\n    }\n    ) }\n    }\n",
            "        return moving { uniffiRustCallAsync(\n        Checkout.ErrorHandler,\n    ) }\n    }\n",
            "            return lift(1)\n    }\n",
            "    val states: kotlinx.coroutines.flow.StateFlow<CheckoutState>",
            "\n}\n\nopen class Other\n{\n}\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(with_states(&format!("\n{CLASS}}}\n")).unwrap_err().contains("expected steps"));
        assert!(with_states("class A").unwrap_err().contains("open class Checkout"));
    }
}
