extension Money {
    /// The amount as Amazon Pay writes it, with at least the decimals of its currency.
    var writtenAmount: String {
        let text = amountText(amount)
        guard amount.isFinite, let decimals = currencyCode.decimals, decimals > 0 else { return text }
        let parts = text.split(separator: ".")
        let missing = decimals - (parts.count > 1 ? parts[1].count : 0)
        return missing <= 0 ? text : text + (parts.count > 1 ? "" : ".") + String(repeating: "0", count: missing)
    }
}
