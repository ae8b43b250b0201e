
/// An amount from Rust's text of it, whatever the language of this machine.
func amountFromText(_ text: String) throws -> Decimal {
    guard let amount = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")) else {
        throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "an amount that is no number"))
    }
    return amount
}

/// An amount as Rust reads it, whatever the language of this machine.
func amountText(_ amount: Decimal) -> String {
    NSDecimalNumber(decimal: amount).description(withLocale: Locale(identifier: "en_US_POSIX"))
}
