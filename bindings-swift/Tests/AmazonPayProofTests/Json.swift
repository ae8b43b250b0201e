import Foundation

/// JSON as it stands in the shared files.
enum Json: Codable, Equatable, Sendable {
    case null
    case truth(Bool)
    case number(Decimal)
    case text(String)
    case list([Json])
    case object([String: Json])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .truth(value)
        } else if let value = try? container.decode(Decimal.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([Json].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: Json].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .truth(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    init(parsing text: String) throws {
        self = try JSONDecoder().decode(Json.self, from: Data(text.utf8))
    }

    /// As text, always in the same order.
    var written: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Nothing of these cases cannot be encoded.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
    }

    /// What an object has under a name; nil where it has nothing or null, and in anything else.
    subscript(name: String) -> Json? {
        guard case .object(let fields) = self, let value = fields[name], value != .null else { return nil }
        return value
    }

    func has(_ name: String) -> Bool {
        if case .object(let fields) = self { fields[name] != nil } else { false }
    }

    /// The text of a text or of a number.
    var plainText: String? {
        switch self {
        case .text(let text): text
        case .number(let number): number.description
        case .truth(let value): value.description
        default: nil
        }
    }

    var items: [Json] {
        if case .list(let items) = self { items } else { [] }
    }

    /// The fields of an object, nulls as well.
    var fields: [(name: String, value: Json)] {
        guard case .object(let fields) = self else { return [] }
        return fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func string(_ name: String) throws -> String {
        guard let text = self[name]?.plainText else {
            throw Mismatch("expected a text \(name) in \(written.prefix(200))")
        }
        return text
    }
}

/// What a test found that should not be so.
struct Mismatch: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// `checkTheId`, `CheckTheId` and `check_the_id` are one name in three languages.
func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
}

/// Fails unless the two are the same.
func expectSame<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String) throws {
    if found != expected { throw Mismatch("\(what): expected \(expected), found \(found)") }
}

func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) throws {
    if !holds { throw Mismatch(otherwise()) }
}
