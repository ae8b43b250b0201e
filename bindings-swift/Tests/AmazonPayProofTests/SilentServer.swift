import AmazonPay
import Foundation

/// A server that takes requests and never answers them, and a client that calls it.
final class SilentServer {
    private let listener: Loopback
    let pay: AmazonPay

    init() throws {
        listener = try Loopback()
        pay = try vectorsClient(endpoint: listener.url)
    }

    /// The connection, once a request is there.
    func request() throws -> Connection {
        guard let connection = listener.accept(), connection.request() != nil else { throw Mismatch("no request came") }
        return connection
    }

    func close() {
        listener.close()
    }
}

/// A client of the merchant that the vectors are of, which calls an endpoint of the test's.
func vectorsClient(endpoint: String, attemptTimeout: TimeInterval? = nil, maxResponseBytes: Int? = nil) throws
    -> AmazonPay
{
    try AmazonPay(
        ClientSettings(
            publicKeyId: "SANDBOX-OPERATIONSVECTORSKEY",
            privateKey: Shared.key,
            region: .eu,
            endpoint: endpoint,
            connectTimeout: attemptTimeout,
            attemptTimeout: attemptTimeout,
            maxResponseBytes: maxResponseBytes
        ))
}
