//! Classes as Swift has them: final and `Sendable`, properties in place of methods that only read, and labels where they say
//! something.

use super::checks::check;
use super::numbers::signed_types;
use super::source::{Function, Parameter, class};

/// The text with its classes rewritten. What takes a number, or one of the records `checked`, has its numbers checked first.
///
/// # Errors
/// When a declaration is not as expected.
pub(super) fn rewrite(text: &str, checked: &[String]) -> Result<String, String> {
    let mut lines: Vec<String> = Vec::new();
    let mut is_protocol = false;
    let mut is_public = true;
    for line in text.lines() {
        if is_protocol {
            is_protocol = line != "}";
        } else if line.starts_with("public protocol ") && line.contains("Protocol: AnyObject") {
            is_protocol = true;
            drop_comment(&mut lines);
        } else if let Some((name, protocol)) = class(line) {
            is_public = protocol == format!("{name}Protocol");
            lines.push(match is_public {
                true => format!("public final class {name}: Sendable {{"),
                // What calls an object of Rust's in place of the shop's own.
                false => format!("final class {name}: {protocol} {{"),
            });
        } else if let Some((before, declaration)) = declaration(line) {
            let function =
                Function::read(declaration).ok_or_else(|| format!("expected a function, found {line}"))?;
            // What stands for the shop's own code throws as that does.
            let checks = if is_public || function.throws { function.checks(checked) } else { Vec::new() };
            lines.push(function.print(before, is_public, &checks));
            lines.extend(checks);
        } else {
            lines.push(line.to_owned());
        }
    }
    Ok(lines.join("\n") + "\n")
}

/// A protocol's comment is its class's too.
fn drop_comment(lines: &mut Vec<String>) {
    if lines.last().is_some_and(|line| line == " */") {
        while lines.pop().is_some_and(|line| line != "/**") {}
    }
}

/// What stands before a function's name, as it is to be, and the rest.
fn declaration(line: &str) -> Option<(&'static str, &str)> {
    const BEFORE: [(&str, &str); 3] = [
        ("open func ", "public func "),
        ("public static func ", "public static func "),
        ("public convenience ", "public convenience "),
    ];
    BEFORE.into_iter().find_map(|(before, after)| Some((after, line.strip_prefix(before)?)))
}

impl Function {
    /// Its first line; with the protocol's labels when it is not for shops. What is checked may be refused.
    fn print(&self, before: &str, is_public: bool, checks: &[String]) -> String {
        let Self { name, gives, .. } = self;
        if self.is_property() && before == "public func " {
            return format!("public var {name}: {} {{", signed_types(gives));
        }
        let method = before == "public func ";
        let parameters = self.parameters.iter().enumerate();
        let parameters: Vec<String> = parameters
            .map(|(at, parameter)| {
                let unlabelled = match method {
                    _ if !is_public => false,
                    true => self.is_unlabelled(at, parameter),
                    false => name == "init" && parameter.name == "settings",
                };
                let label = if unlabelled { "_ " } else { "" };
                let Parameter { name, kind, default } = parameter;
                let default = default.as_ref().map_or(String::new(), |default| format!(" = {default}"));
                format!("{label}{name}: {}{default}", signed_types(kind))
            })
            .collect();
        let waits = if self.waits { " async" } else { "" };
        let throws = if self.throws || !checks.is_empty() { " throws" } else { "" };
        let gives = if gives.is_empty() { String::new() } else { format!(" -> {}", signed_types(gives)) };
        format!("{before}{name}({}){waits}{throws}{gives} {{", parameters.join(", "))
    }

    fn is_property(&self) -> bool {
        self.parameters.is_empty() && !self.waits && !self.throws && !self.gives.is_empty()
    }

    /// An operation's id and request say by themselves what they are; two texts one after the other do not, but for those
    /// of a request of HTTP to the sandbox.
    fn is_unlabelled(&self, at: usize, parameter: &Parameter) -> bool {
        let texts = self.parameters.iter().take(2).filter(|it| it.kind == "String").count();
        let is_request = parameter.name == "request"
            || parameter.kind.starts_with("List")
            || parameter.kind.starts_with("Get");
        is_request || self.name == "control" || (at == 0 && texts < 2)
    }

    /// What is refused before anything is sent.
    fn checks(&self, checked: &[String]) -> Vec<String> {
        self.parameters
            .iter()
            .filter_map(|it| Some(format!("    {}", check(&it.name, &it.kind, checked)?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
/**
 * Charges.
 */
public protocol ChargesProtocol: AnyObject, Sendable {
    func url()  -> String
}
/**
 * Charges.
 */
open class Charges: ChargesProtocol, @unchecked Sendable {
public convenience init(settings: ClientSettings, signer: Signer? = nil)throws  {
open func url() -> String  {
open func capture(chargeId: String, request: CaptureCharge, options: CallOptions? = nil)async throws  -> AnsweredCharge  {
open func control(method: String, path: String, body: String? = nil)async throws  -> ControlAnswer  {
open func update(accountId: String, storeId: String, request: UpdateStore)async throws  -> Answered  {
public static func start(settings: String = \"{}\")async throws  -> Sandbox  {
open func shutdown()async throws   {
open func remove(id: UInt64)async throws   {
open func advance(by: TimeInterval)async throws  -> Date  {
open func count() -> UInt32  {
open func list(query: ListReports? = nil) -> ReportPages  {
}
open class SignerImpl: Signer, @unchecked Sendable {
open func sign(message: Data)async throws  -> Data  {
";

    #[test]
    fn classes_are_as_swift_has_them() {
        let text = rewrite(TEXT, &["CallOptions".to_owned(), "ListReports".to_owned()]).unwrap();
        for part in [
            "\n/**\n * Charges.\n */\npublic final class Charges: Sendable {\n",
            "public convenience init(_ settings: ClientSettings, signer: Signer? = nil) throws {\n",
            "public var url: String {\n",
            "public func capture(_ chargeId: String, _ request: CaptureCharge, options: CallOptions? = nil) async throws -> AnsweredCharge {\n    try options?.checkNumbers()\n",
            "public func control(_ method: String, _ path: String, _ body: String? = nil) async throws -> ControlAnswer {\n",
            "public func update(accountId: String, storeId: String, _ request: UpdateStore) async throws -> Answered {\n",
            "public static func start(settings: String = \"{}\") async throws -> Sandbox {\n",
            "public func shutdown() async throws {\n",
            "public func remove(_ id: Int) async throws {\n    try refuseNumber(id, \"id\", most: Int(clamping: UInt64.max))\n",
            "public func advance(_ by: TimeInterval) async throws -> Date {\n    try refuseDuration(by, \"by\")\n",
            "public var count: Int {\n",
            "public func list(_ query: ListReports? = nil) throws -> ReportPages {\n    try query?.checkNumbers()\n",
            "\nfinal class SignerImpl: Signer {\npublic func sign(message: Data) async throws -> Data {\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("ChargesProtocol"), "{text}");
        assert_eq!(text.matches("Charges.").count(), 1, "{text}");
    }
}
