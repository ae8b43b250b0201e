import Foundation

/// Looks into an optional; nil when there is nothing in it.
private func present(_ value: Any?) -> Any? {
    guard let value else { return nil }
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .optional else { return value }
    return mirror.children.first.flatMap { present($0.value) }
}

/// What an object says under a name, by its properties and by the fields that its version does not know; nil for nothing.
func property(_ of: Any?, _ name: String) -> Any? {
    switch present(of) {
    case nil: return nil
    case let json as Json:
        return json[name] ?? Int(name).flatMap { json.items.indices.contains($0) ? json.items[$0] : nil }
    case let map as [String: Any]: return map[name]
    case let list as [Any]: return Int(name).flatMap { list.indices.contains($0) ? list[$0] : nil }
    case let record as any JsonRecord:
        let found = record.said.all.first { plain($0.name) == plain(name) && $0.name != "unknownFields" }
        if let found { return present(found.value) }
        return unknownFields(record)[name]
    default: return nil
    }
}

/// What a path of names and numbers leads to.
func at(_ of: Any?, _ path: String) -> Any? {
    path.split(separator: ".").reduce(of) { property($0, String($1)) }
}

private func unknownFields(_ record: any JsonRecord) -> Json {
    let text = record.said.all.first { $0.name == "unknownFields" }?.value as? String ?? ""
    return (try? Json(parsing: text)) ?? .object([:])
}

/// Fails unless an object says what its JSON says, and nothing beyond.
func expectSays(_ value: Any?, _ json: Json, _ path: String = "object") throws {
    let found = present(value)
    switch json {
    case .null:
        try expect(isEmpty(found), "\(path) is \(found ?? "nothing")")
    case _ where found is Json:
        try expectSame(found as? Json, json, path)
    case .list(let items):
        guard let list = found as? [Any] else { throw Mismatch("\(path) is no list") }
        try expectSame(list.count, items.count, path)
        for (index, item) in items.enumerated() { try expectSays(list[index], item, "\(path)[\(index)]") }
    case .object(let fields):
        try expectSaysFields(found, fields, path)
    default:
        try expectIs(found, json, path)
    }
}

private func expectSaysFields(_ found: Any?, _ fields: [String: Json], _ path: String) throws {
    for (name, value) in fields { try expectSays(property(found, name), value, "\(path).\(name)") }
    if let map = found as? [String: Any] { return try expectSame(Set(map.keys), Set(fields.keys), path) }
    // Some of an object's fields are text with JSON, whatever it is.
    if let text = found as? String { return try expectSame(try Json(parsing: text), .object(fields), path) }
    guard let record = found as? any JsonRecord else { throw Mismatch("\(path) is \(found ?? "not there")") }
    let names = Set(fields.keys.map(plain))
    for (name, value) in record.said.all where name != "unknownFields" && !names.contains(plain(name)) {
        try expect(isEmpty(present(value)), "\(path).\(name) is \(value ?? "")")
    }
    for (name, _) in unknownFields(record).fields { try expect(fields[name] != nil, "\(path).\(name) is not expected") }
}

private func expectIs(_ found: Any?, _ json: Json, _ path: String) throws {
    guard let found, let expected = json.plainText else {
        throw Mismatch("\(path) is not there, expected \(json.written)")
    }
    switch found {
    case let moment as Date:
        let isNumber = if case .number = json { true } else { false }
        try expectSame(isNumber ? String(Int(moment.timeIntervalSince1970)) : written(moment), expected, path)
    case let url as URL: try expectSame(url.absoluteString, expected, path)
    case let amount as Decimal: try expectSame(amount, Decimal(string: expected) ?? .nan, path)
    case let open as any OpenEnum: try expectSame(open.rawValue, expected, path)
    case let closed as any ClosedEnum: try expectSame(plain("\(closed)"), plain(expected), path)
    default: try expectSame("\(found)", expected, path)
    }
}

private func isEmpty(_ found: Any?) -> Bool {
    switch found {
    case nil: true
    case let text as String: text.isEmpty
    case let truth as Bool: !truth
    case let number as Int: number == 0
    case let list as [Any]: list.isEmpty
    case let map as [String: Any]: map.isEmpty
    case let open as any OpenEnum: open.rawValue.isEmpty
    case let record as any JsonRecord:
        record.said.all.allSatisfy { $0.name == "unknownFields" || isEmpty(present($0.value)) }
    default: false
    }
}
