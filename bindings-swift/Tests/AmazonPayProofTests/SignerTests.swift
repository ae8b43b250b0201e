import AmazonPay
import XCTest

/// A signer of the shop's own: it signs, it throws, it never answers.
final class SignerTests: XCTestCase {
    private let charge = "S02-9876543-1234567-C123456"

    private func failure(with signer: any Signer, settings: ClientSettings? = nil) async throws -> AmazonPayError {
        let sandbox = try await Sandbox.start()
        let pay = try await sandbox.client(settings, signer: signer)
        return try await failing { try await pay.charges.get(charge) }
    }

    func testAnotherProgramSignsFromManyTasksAtOnce() async throws {
        let sandbox = try await Sandbox.start()
        let openssl = try await OpenSSL(pem: sandbox.credentials().privateKey)
        defer { openssl.remove() }
        let signed = Counter()
        let signer = KeyService { message in
            signed.raise()
            return try openssl.sign(message)
        }
        let pay = try await sandbox.client(signer: signer)
        let charge = charge
        let kinds = await withTaskGroup(of: String.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    do { return "\(try await pay.charges.get(charge))" } catch {
                        return (error as? AmazonPayError).map(kind) ?? "\(error)"
                    }
                }
            }
            return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        // Only a request whose signature is right is told that there is no such charge.
        XCTAssertEqual(kinds, ["notfound": 40])
        XCTAssertEqual(signed.value, 40)
    }

    func testAReasonIsTold() async throws {
        let error = try await failure(
            with: KeyService { _ in throw CallbackError.failed(reason: "the key service is closed on Sundays") })
        XCTAssertEqual(kind(error), "signing")
        XCTAssertTrue(error.details.message.contains("the key service is closed on Sundays"), error.details.message)
    }

    func testOfAnythingElseThrownTheTypeAloneIsTold() async throws {
        struct Outage: Error, CustomStringConvertible {
            var description: String { "the secret is 4711" }
        }
        let error = try await failure(with: KeyService { _ in throw Outage() })
        XCTAssertEqual(kind(error), "signing")
        XCTAssertTrue(error.details.message.contains("Outage"), error.details.message)
        XCTAssertFalse("\(error) \(error.localizedDescription) \(String(reflecting: error))".contains("4711"))
    }

    func testWhatIsNoSignatureIsRefused() async throws {
        let error = try await failure(with: KeyService { _ in Data("c2lnbmVk".utf8) })
        XCTAssertTrue(error.details.message.contains("decode the base64 first"), error.details.message)
    }

    func testOneThatNeverAnswersIsATimeOutAndIsCancelled() async throws {
        let (cancelled, told) = AsyncStream<Void>.makeStream()
        let silent = KeyService { _ in
            await withTaskCancellationHandler {
                // Ends with its task alone.
                for await _ in AsyncStream<Never>(unfolding: {
                    try? await Task.sleep(for: .seconds(3600)); return nil
                }) {}
            } onCancel: {
                told.yield()
            }
            return Data()
        }
        let error = try await failure(with: silent, settings: ClientSettings(totalTimeout: 0.2))
        XCTAssertEqual(kind(error), "timeout")
        var events = cancelled.makeAsyncIterator()
        await events.next()
    }

    func testOneThatDoesNotHeedItsCancellationIsATimeOutAsWell() async throws {
        // Nobody resumes it: a key service that hangs.
        let error = try await failure(
            with: KeyService { _ in
                try await withUnsafeThrowingContinuation { (_: UnsafeContinuation<Data, any Error>) in }
            },
            settings: ClientSettings(totalTimeout: 0.2)
        )
        XCTAssertEqual(kind(error), "timeout")
    }
}
