//! Records: answers that are read like what they answer, and secrets that no text, dump or debugger shows.

use super::source::Record;

/// The text with its records rewritten.
pub(super) fn rewrite(text: &str, records: &[Record]) -> String {
    let mut text = text.to_owned();
    for name in records.iter().filter(|record| record.answered(records).is_some()).map(|record| &record.name)
    {
        let head = format!("public struct {name}: ");
        text = text.replace(
            &head,
            &format!(
                "@dynamicMemberLookup
{head}"
            ),
        );
    }
    // Foundation has both names, and files that import both would have to say which they mean.
    text.replace("public typealias Decimal = Foundation.Decimal\n", "")
        .replace("public enum Notification:", "public enum NotificationContent:")
        .replace("extension Notification:", "extension NotificationContent:")
        .replace("-> Notification ", "-> NotificationContent ")
        .replace("SwiftType = Notification\n", "SwiftType = NotificationContent\n")
        .replace("_ value: Notification)", "_ value: NotificationContent)")
        .replace("_ value: Notification,", "_ value: NotificationContent,")
        // Rust has made the text.
        .replace("try! amountFromText(", "try amountFromText(")
        .replace("value.description\n", "amountText(value)\n")
}

/// What records get besides.
pub(super) fn additions(records: &[Record]) -> String {
    let mut text = include_str!("amounts.swift").to_owned();
    for record in records {
        let Record { name, fields, redacted } = record;
        if let Some(kind) = record.answered(records) {
            text.push_str(&format!(
                "
extension {name} {{
    /// A field of what was answered.
    public subscript<Field>(dynamicMember field: KeyPath<{kind}, Field>) -> Field {{ value[keyPath: field] }}
}}
"
            ));
        }
        if *redacted {
            text.push_str(&format!(
                "
extension {name}: CustomStringConvertible, CustomReflectable {{
    /// Without what is a secret or a buyer's.
    public var description: String {{ debugDescription }}
    /// Nothing: what is a secret or a buyer's is for no dump.
    public var customMirror: Mirror {{ Mirror(self, children: []) }}
}}
"
            ));
        } else if fields.iter().any(|field| field.name == "privateKey") {
            text.push_str(&format!(
                "
extension {name}: CustomStringConvertible, CustomReflectable {{
    /// Without the private key.
    public var description: String {{ \"{name}(publicKeyId: \\(publicKeyId))\" }}
    /// Nothing: a private key is for no dump.
    public var customMirror: Mirror {{ Mirror(self, children: []) }}
}}
"
            ));
        }
    }
    text
}

impl Record {
    /// The record that this one is the answer with.
    fn answered<'a>(&self, records: &'a [Self]) -> Option<&'a str> {
        let value =
            self.fields.iter().find(|field| self.name.starts_with("Answered") && field.name == "value")?;
        records.iter().find(|record| record.name == value.kind).map(|record| record.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::Field;
    use super::*;

    fn record(name: &str, field: &str, kind: &str, redacted: bool) -> Record {
        let field = Field { name: field.to_owned(), kind: kind.to_owned() };
        Record { name: name.to_owned(), fields: vec![field], redacted }
    }

    #[test]
    fn answers_are_read_like_what_they_answer() {
        let records = [
            record("AnsweredCharge", "value", "Charge", false),
            record("AnsweredJson", "value", "String", false),
            record("Charge", "chargeId", "String", false),
        ];
        let text = additions(&records);
        assert!(text.contains("extension AnsweredCharge {"), "{text}");
        assert!(text.contains("KeyPath<Charge, Field>"), "{text}");
        assert!(!text.contains("AnsweredJson"), "{text}");
        let text = rewrite("public struct AnsweredCharge: Equatable, Hashable {", &records);
        assert!(text.starts_with("@dynamicMemberLookup\npublic struct"), "{text}");
    }

    #[test]
    fn what_is_secret_is_not_shown() {
        let text = additions(&[record("Person", "name", "String?", true)]);
        assert!(text.contains("extension Person: CustomStringConvertible, CustomReflectable {"), "{text}");
        let text = additions(&[record("Keys", "privateKey", "String", false)]);
        assert!(text.contains("Keys(publicKeyId: \\(publicKeyId))"), "{text}");
    }

    #[test]
    fn names_of_foundation_s_are_left_to_it() {
        let text =
            rewrite("func content() throws -> Notification {\npublic enum Notification: Equatable {", &[]);
        assert_eq!(text.matches("NotificationContent").count(), 2, "{text}");
    }
}
