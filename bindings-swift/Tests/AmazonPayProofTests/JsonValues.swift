import Foundation

/// What is made of JSON in the shared files.
protocol JsonValue {
    init(json: Json) throws
}

/// A record of the package's; each conforms in what `cargo xtask swift-proof` prints.
protocol JsonRecord: JsonValue {
    /// Its properties by their names, those alone that have a value.
    var said: Said { get }
}

/// An enum with a case for any text.
protocol OpenEnum: JsonValue, RawRepresentable where RawValue == String {}

/// An enum whose cases are all there are.
protocol ClosedEnum: JsonValue, Equatable {
    static var named: [(name: String, value: Self)] { get }
}

/// The properties of a record by their names.
struct Said {
    private(set) var all: [(name: String, value: Any?)] = []

    mutating func add(_ name: String, _ value: Any?) {
        all.append((name, value))
    }
}

/// The fields of an object in JSON, taken one by one. What is not taken has no name in Swift.
struct JsonFields {
    private let type: String
    private var left: [String: (name: String, value: Json)] = [:]

    init(_ json: Json, of type: String) throws {
        guard case .object(let fields) = json else {
            throw NotOfTheType("\(type) is made of an object, not of \(json.written)")
        }
        self.type = type
        for (name, value) in fields { left[plain(name)] = (name, value) }
    }

    mutating func value<Value: JsonValue>(_ name: String) throws -> Value? {
        guard let (_, value) = left.removeValue(forKey: plain(name)), value != .null else { return nil }
        return try Value(json: value)
    }

    mutating func needed<Value: JsonValue>(_ name: String) throws -> Value {
        guard let value: Value = try value(name) else { throw NotOfTheType("\(type) needs \(name)") }
        return value
    }

    /// What is left, as `unknownFields` takes it.
    mutating func others() throws -> String {
        defer { left = [:] }
        return left.isEmpty
            ? "" : Json.object(Dictionary(uniqueKeysWithValues: left.values.map { ($0.name, $0.value) })).written
    }

    func end() throws {
        if let (name, _) = left.values.first { throw NotOfTheType("\(type) has no \(name)") }
    }
}

/// JSON that no value of the type says: the compiler refuses it before any test could.
struct NotOfTheType: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The guide spells some states in two ways, and a typed language has one.
private let otherSpellings = ["Completed": "Captured"]

extension OpenEnum {
    init(json: Json) throws {
        guard case .text(let text) = json, let value = Self(rawValue: otherSpellings[text] ?? text) else {
            throw NotOfTheType("\(Self.self) is no \(json.written)")
        }
        self = value
    }
}

extension ClosedEnum {
    init(json: Json) throws {
        guard case .text(let text) = json, let found = Self.named.first(where: { plain($0.name) == plain(text) }) else {
            throw NotOfTheType("\(Self.self) is no \(json.written)")
        }
        self = found.value
    }
}

extension String: JsonValue {
    init(json: Json) throws {
        switch json {
        case .text(let text): self = text
        case .number(let number): self = number.description
        // Fields of any JSON are text in Swift.
        case .object, .list: self = json.written
        default: throw NotOfTheType("String is no \(json.written)")
        }
    }
}

extension Bool: JsonValue {
    init(json: Json) throws {
        guard case .truth(let value) = json else { throw NotOfTheType("Bool is no \(json.written)") }
        self = value
    }
}

extension Decimal: JsonValue {
    init(json: Json) throws {
        guard let text = json.plainText, let value = Decimal(string: text),
            value.description == text || value.isAmount(text)
        else {
            throw NotOfTheType("Decimal is no \(json.written)")
        }
        self = value
    }

    /// Whether it is the text's number, which may end in zeros.
    private func isAmount(_ text: String) -> Bool {
        text.allSatisfy { $0.isNumber || $0 == "." || $0 == "-" }
    }
}

extension Double: JsonValue {
    init(json: Json) throws {
        guard case .number(let number) = json else { throw NotOfTheType("Double is no \(json.written)") }
        self = NSDecimalNumber(decimal: number).doubleValue
    }
}

extension JsonValue where Self: FixedWidthInteger {
    init(json: Json) throws {
        guard case .number(let number) = json, let value = Self(number.description) else {
            throw NotOfTheType("\(Self.self) is no \(json.written)")
        }
        self = value
    }
}

extension UInt16: JsonValue {}
extension UInt32: JsonValue {}
extension UInt64: JsonValue {}
extension Int: JsonValue {}
extension Int64: JsonValue {}

extension Data: JsonValue {
    init(json: Json) throws {
        guard case .text(let text) = json else { throw NotOfTheType("Data is no \(json.written)") }
        self = Data(text.utf8)
    }
}

extension Date: JsonValue {
    init(json: Json) throws {
        guard let text = json.plainText, let moment = moment(text) else {
            throw NotOfTheType("Date is no \(json.written)")
        }
        self = moment
    }
}

extension URL: JsonValue {
    init(json: Json) throws {
        guard case .text(let text) = json, let url = URL(string: text) else {
            throw NotOfTheType("URL is no \(json.written)")
        }
        self = url
    }
}

extension Array: JsonValue where Element: JsonValue {
    init(json: Json) throws {
        guard case .list(let items) = json else { throw NotOfTheType("Array is no \(json.written)") }
        self = try items.map { try Element(json: $0) }
    }
}

extension Dictionary: JsonValue where Key == String, Value: JsonValue {
    init(json: Json) throws {
        guard case .object(let fields) = json else { throw NotOfTheType("Dictionary is no \(json.written)") }
        self = try fields.mapValues { try Value(json: $0) }
    }
}
