import Foundation

extension Money {
    /// An amount as it is written, with a point before the decimals: `try Money("12.34", .eur)`.
    ///
    /// Prefer it to a literal of `Decimal`, which Swift makes by way of a binary fraction.
    ///
    /// - Throws: ``AmazonPayError/configuration(details:)`` when the text is no decimal number, or the amount is below zero,
    ///   has more than 18 digits or more decimals than its currency has.
    public init(_ amount: String, _ currency: Currency) throws {
        let digits = amount.hasPrefix("-") ? amount.dropFirst() : amount[...]
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }) else {
            let expected = "is no decimal number: write digits with a point before the decimals, such as 12.30"
            throw AmazonPayError.configuration(
                details: ErrorDetails(message: "amount: \"\(amount)\" \(expected)", field: "amount"))
        }
        guard parts.reduce(0, { $0 + $1.count }) <= 28 else {
            throw AmazonPayError.configuration(
                details: ErrorDetails(
                    message: "amount: \"\(amount)\" is too long: an amount has at most 18 digits", field: "amount"))
        }
        self = try Money(amount: amountFromText(amount), currencyCode: currency).checked()
    }

    /// The amount itself, when it is one that can be asked for.
    ///
    /// Every call checks the amounts that it is given; this is for those who want to know before.
    ///
    /// - Throws: ``AmazonPayError/configuration(details:)`` when the amount is below zero, has more than 18 digits or more
    ///   decimals than its currency has.
    public func checked() throws -> Money {
        try checkNumbers()
        return try checkMoney(money: self)
    }
}

extension Money: CustomStringConvertible {
    /// The amount and its currency: `12.34 EUR`.
    public var description: String { "\(writtenAmount) \(currencyCode)" }
}
