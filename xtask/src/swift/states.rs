//! An apps' checkout whose states can be followed.

/// Where what is added to the class stands.
const CLASS: &str = "public final class Checkout: Sendable {\n";

/// What tells each reader is in [`FOLLOWERS`].
const STATES: &str = "    let followers = CheckoutStates()

    /// Where the checkout is, for a screen that follows it: at once, and after every step that changed it, also after one that
    /// failed or was cancelled. It ends after `done`, `cancelled` or `failed`, and when the checkout is gone, which it does not
    /// hold.
    ///
    /// Each use is a sequence of its own, for one reader. Of states that come faster than they are read the newest is kept.
    public var states: AsyncStream<CheckoutState> { followers.stream { state } }

";

/// What the checkout holds, behind all else.
const FOLLOWERS: &str = include_str!("followers.swift");

/// A step, which gives the state that it has led to.
const STEP: (&str, &str) = ("public func ", " -> CheckoutState {");

/// However the step ends.
const TELL: &str = "    defer { followers.tell { state } }\n";

/// What stands behind the class: members end at the margin, as the class does.
const END: &str = "struct FfiConverterTypeCheckout: ";

/// The text with a checkout whose steps tell the followers how they left it; any other text as it is.
///
/// # Errors
/// When the checkout is not as expected.
pub(super) fn followed(text: &str) -> Result<String, String> {
    let Some((before, rest)) = text.split_once(CLASS) else { return Ok(text.to_owned()) };
    let (class, after) =
        rest.split_once(END).ok_or_else(|| format!("expected `{END}` behind the checkout"))?;
    let mut steps = 0;
    let mut followed = format!("{before}{CLASS}{STATES}");
    for line in class.lines() {
        followed.push_str(&format!("{line}\n"));
        if line.starts_with(STEP.0) && line.ends_with(STEP.1) {
            followed.push_str(TELL);
            steps += 1;
        }
    }
    match steps {
        0 | 1 => Err("expected steps that give a CheckoutState in class Checkout".to_owned()),
        _ => Ok(format!("{followed}{END}{after}{FOLLOWERS}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_tells_the_followers() {
        let other = "public final class Other: Sendable {\npublic func go() -> CheckoutState {\n}\n}\n";
        let cancel = "public func cancel() throws -> CheckoutState {\n";
        let start = "public func start(_ order: String) async throws -> CheckoutState {\n";
        let class = format!("{CLASS}{cancel}}}\n{start}}}\npublic func save() throws -> String {{\n}}\n}}\n");
        let text = followed(&format!("import A\n{class}{END}A {{\n}}\n{other}")).unwrap();
        for part in [
            format!("import A\n{CLASS}{STATES}{cancel}{TELL}}}\n{start}{TELL}}}\n"),
            format!("-> String {{\n}}\n}}\n{END}A {{\n}}\n{other}{FOLLOWERS}"),
        ] {
            assert!(text.contains(&part), "{part}\n{text}");
        }
        assert_eq!(followed(other).unwrap(), other);
        assert!(followed(&format!("{CLASS}{cancel}{END}")).unwrap_err().contains("expected steps"));
        assert!(followed(CLASS).unwrap_err().contains("FfiConverterTypeCheckout"));
    }
}
