
/// The error of a call that Rust could not begin with what it was given, or whose answer could not be read.
func failedConversion(_ error: any Error) -> AmazonPayError {
    // Rust names the argument, and then says what is wrong with the value, which may be a secret.
    let told = ((error as? LocalizedError)?.errorDescription ?? "").split(separator: "'", maxSplits: 2)
    if told.count == 3, told[0] == "Failed to convert arg " {
        let argument = String(told[1])
        let words = "it holds a value that cannot be sent, such as unknownFields that are no JSON object"
        return .configuration(details: ErrorDetails(message: "\(argument): \(words)", field: argument))
    }
    let words = "amazonpay has a bug: what was given to a call, or its answer, could not be converted; read the object"
    return .bug(details: ErrorDetails(message: words, field: nil, outcomeUnknown: true))
}
