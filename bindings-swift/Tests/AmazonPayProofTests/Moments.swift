import Foundation

/// Amazon's ways to write a moment, and ISO 8601's.
func moment(_ text: String) -> Date? {
    if let seconds = Double(text) { return Date(timeIntervalSince1970: seconds) }
    return formatter(text.contains("-") ? "yyyy-MM-dd'T'HH:mm:ssXXX" : "yyyyMMdd'T'HHmmss'Z'").date(from: text)
}

/// As the models write it: `20261124T100000Z`.
func written(_ moment: Date) -> String {
    formatter("yyyyMMdd'T'HHmmss'Z'").string(from: moment)
}

private func formatter(_ format: String) -> DateFormatter {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = format
    return formatter
}
