import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A back end that is asked with `URLSession`, which every system of Apple's has, and Linux.
///
/// Cookies are the app's, as `URLSession` keeps them. An app that sends its requests otherwise implements ``CheckoutBackend``.
public final class HTTPCheckoutBackend: CheckoutBackend {
    private let address: URL
    private let timeout: TimeInterval
    private let headers: @Sendable () async throws -> [String: String]

    /// Asks a back end.
    ///
    /// - Parameters:
    ///   - address: Where the steps are, without their names: `https://shop.example/app-checkout`. It is https; in tests it
    ///     may be http, at a loopback address. It has no query and no fragment.
    ///   - timeout: How long each pause of the answer may take, in seconds: above 0, at most 300.
    ///   - headers: What proves who the app's user is, such as `["Authorization": "Bearer …"]`. It is asked before each
    ///     request, so that it can renew a token; when it throws, the step ends as one that was not sent.
    /// - Throws: ``CheckoutError/settings(field:reason:)`` when `address` or `timeout` is not like that.
    public init(
        address: URL,
        timeout: TimeInterval = 30,
        headers: @escaping @Sendable () async throws -> [String: String] = { [:] }
    ) throws {
        let isSafe = address.scheme == "https" || (address.scheme == "http" && Self.isLoopback(address.host ?? ""))
        let isPlain = address.query == nil && address.fragment == nil && address.user == nil
        guard isSafe, isPlain, address.host?.isEmpty == false else {
            throw CheckoutError.settings(
                field: "address",
                reason: "expected https, a host and a path, such as https://shop.example/app-checkout, got \(address)")
        }
        guard timeout > 0, timeout <= 300 else {
            throw CheckoutError.settings(field: "timeout", reason: "expected above 0 and at most 300, got \(timeout)")
        }
        self.address = address
        self.timeout = timeout
        self.headers = headers
    }

    public func send(step: CheckoutStep, body: String) async throws -> BackendAnswer {
        var request = URLRequest(url: address.appendingPathComponent("\(step)"))
        request.httpMethod = "POST"
        request.httpBody = Data(body.utf8)
        request.cachePolicy = .reloadIgnoringLocalCacheData
        for (name, value) in try await headers() { request.setValue(value, forHTTPHeaderField: name) }
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        return try await Exchange().answer(to: request, timeout: timeout)
    }

    /// Names are not looked up, but for one that always is.
    private static func isLoopback(_ host: String) -> Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        let isAddress = numbers.count == 4 && numbers.allSatisfy { UInt8($0) != nil }
        return host == "localhost" || host == "::1" || host == "[::1]" || (isAddress && numbers[0] == "127")
    }
}

/// One request and its answer. A delegate, for only a delegate can say no to a redirect and to an answer beyond all measure.
private final class Exchange: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    // Sendable without the compiler's word, for what is below is used by the session's queue alone, which is serial, and by
    // `answer` before there is a task.
    private var received = Data()
    private var tooLong = false
    private var continuation: CheckedContinuation<BackendAnswer, any Error>?

    /// More than any answer of the contract has.
    private static let longest = 1 << 20

    func answer(to request: URLRequest, timeout: TimeInterval) async throws -> BackendAnswer {
        let configuration = URLSessionConfiguration.default
        configuration.timeoutIntervalForRequest = timeout
        configuration.urlCache = nil
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        // The session keeps its delegate until then.
        defer { session.finishTasksAndInvalidate() }
        let task = session.dataTask(with: request)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                self.continuation = continuation
                task.resume()
            }
        } onCancel: {
            task.cancel()
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        received.append(data)
        if received.count > Self.longest {
            tooLong = true
            dataTask.cancel()
        }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let continuation = continuation
        self.continuation = nil
        if tooLong {
            let reason = "the answer has more than \(Self.longest) bytes"
            continuation?.resume(throwing: BackendError.unreachable(reason: reason))
        } else if let error = error as NSError? {
            // Its code and words, and not what else it holds: that has the whole request.
            let reason = "\(error.domain) \(error.code): \(error.localizedDescription)"
            continuation?.resume(throwing: BackendError.unreachable(reason: reason))
        } else if let response = task.response as? HTTPURLResponse {
            let body = String(decoding: received, as: UTF8.self)
            let status = response.statusCode
            continuation?.resume(returning: BackendAnswer(status: .init(clamping: status), body: body))
        } else {
            continuation?.resume(throwing: BackendError.unreachable(reason: "the answer was none of HTTP"))
        }
    }
}
