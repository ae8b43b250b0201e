import Foundation

/// What a call comes to at a server that takes one request, says these bytes and hangs up. Without bytes it says nothing,
/// and the call ends by itself.
func answered<Value>(_ answer: Data?, _ call: (_ url: String) async throws -> Value) async throws -> Value {
    let listener = try Loopback()
    defer { listener.close() }
    let served = Task.detached {
        let connection = listener.accept()
        _ = connection?.request()
        if let answer {
            connection?.write(answer)
            connection?.hangUp()
        }
        return connection
    }
    let called: Result<Value, any Error>
    do {
        called = .success(try await call(listener.url))
    } catch {
        called = .failure(error)
    }
    // Until then the connection is held open.
    _ = await served.value
    return try called.get()
}
