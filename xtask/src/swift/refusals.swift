
/// The error for a value that cannot be sent.
private func refusal(of field: String, _ words: String) -> AmazonPayError {
    .configuration(details: ErrorDetails(message: "\(field): \(words)", field: field))
}

func refuseNumber(_ value: Int?, _ field: String, most: Int) throws {
    guard let value, !(0...most).contains(value) else { return }
    throw refusal(of: field, "expected a number of 0 to \(most), got \(value)")
}

func refuseDuration(_ value: TimeInterval?, _ field: String) throws {
    // More seconds than anybody waits for, and fewer than Rust has.
    guard let value, !(0...1e9).contains(value) else { return }
    throw refusal(of: field, "expected seconds, 0 or more, got \(value)")
}

func refuseTime(_ value: Date?, _ field: String) throws {
    guard let seconds = value?.timeIntervalSince1970, !(-62_135_596_800...253_402_300_799).contains(seconds) else {
        return
    }
    throw refusal(of: field, "expected a time of the years 1 to 9999")
}

func refuseAmount(_ value: Decimal?, _ field: String) throws {
    guard let value else { return }
    guard value.isFinite else { throw refusal(of: field, "expected a number, got none") }
    // As many as Rust's decimal has at least.
    guard amountText(value).filter(\.isNumber).count <= 28 else {
        throw refusal(of: field, "\(amountText(value)) is too long: an amount has at most 18 digits")
    }
}
