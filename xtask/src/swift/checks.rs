//! Refuses numbers that Rust has none for, before a call and by the field's name.

use super::source::Record;

/// The records that hold a number, a duration, a time or an amount, at any depth.
pub(super) fn checked(records: &[Record]) -> Vec<String> {
    let mut checked: Vec<String> = Vec::new();
    loop {
        let before = checked.len();
        for record in records {
            let holds = record.fields.iter().any(|field| check(&field.name, &field.kind, &checked).is_some());
            if holds && !checked.contains(&record.name) {
                checked.push(record.name.clone());
            }
        }
        if checked.len() == before {
            return checked;
        }
    }
}

/// The checks of these records. Without the error that they throw, there are none: apps send no numbers.
pub(super) fn print(checked: &[String], records: &[Record], text: &str) -> String {
    if !text.contains("enum AmazonPayError") {
        return String::new();
    }
    let mut text = include_str!("refusals.swift").to_owned();
    for record in records.iter().filter(|record| checked.contains(&record.name)) {
        let checks: Vec<String> =
            record.fields.iter().filter_map(|field| check(&field.name, &field.kind, checked)).collect();
        let checks = checks.join("\n        ");
        text.push_str(&format!(
            "
extension {} {{
    /// Throws for a number that cannot be sent, by its field's name.
    func checkNumbers() throws {{
        {checks}
    }}
}}
",
            record.name
        ));
    }
    text
}

/// The check of one field or parameter, if it needs one.
pub(super) fn check(name: &str, kind: &str, checked: &[String]) -> Option<String> {
    let (base, optional) = kind.strip_suffix('?').map_or((kind, ""), |base| (base, "?"));
    let plain = name.trim_matches('`');
    let most = base.strip_prefix("UInt");
    if let Some(bits) = most {
        return Some(format!("try refuseNumber({name}, \"{plain}\", most: Int(clamping: UInt{bits}.max))"));
    }
    match base {
        "TimeInterval" => return Some(format!("try refuseDuration({name}, \"{plain}\")")),
        "Timestamp" | "Date" => return Some(format!("try refuseTime({name}, \"{plain}\")")),
        "Decimal" => return Some(format!("try refuseAmount({name}, \"{plain}\")")),
        _ => {}
    }
    if let Some(item) = base.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        let item = item.split_once(": ").map_or(item, |(_, value)| value);
        let values = if base.contains(": ") { ".values" } else { "" };
        let holds = checked.iter().any(|name| name == item);
        return holds.then(|| format!("try {name}{optional}{values}.forEach {{ try $0.checkNumbers() }}"));
    }
    checked.iter().any(|name| name == base).then(|| format!("try {name}{optional}.checkNumbers()"))
}

#[cfg(test)]
mod tests {
    use super::super::source::Field;
    use super::*;

    fn record(name: &str, fields: &[(&str, &str)]) -> Record {
        let fields = fields.iter().map(|(name, kind)| Field { name: (*name).into(), kind: (*kind).into() });
        Record { name: name.into(), fields: fields.collect(), redacted: false }
    }

    #[test]
    fn what_holds_a_number_at_any_depth_is_checked() {
        let records = [
            record("Order", &[("id", "String"), ("parts", "[Part]?")]),
            record("Part", &[("price", "Decimal"), ("count", "UInt32?"), ("wait", "TimeInterval")]),
            record("Name", &[("name", "String")]),
        ];
        let checked = checked(&records);
        assert_eq!(checked, ["Part", "Order"]);
        let text = print(&checked, &records, "enum AmazonPayError");
        for part in [
            "        try parts?.forEach { try $0.checkNumbers() }\n",
            "        try refuseAmount(price, \"price\")\n",
            "        try refuseNumber(count, \"count\", most: Int(clamping: UInt32.max))\n",
            "        try refuseDuration(wait, \"wait\")\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("extension Name"), "{text}");
        assert_eq!(print(&checked, &records, ""), "");
    }
}
