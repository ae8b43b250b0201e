import AmazonPay
import Foundation

/// Servers over TLS that stand in for SNS: the program `sns` of `tests/`, which answers as a case of the vectors says.
final class SnsHosts {
    private let program: ServingProgram

    /// How a case's server is reached, and how often it was asked so far.
    struct Host {
        let address: String
        let trusted: String?
        let asked: Int

        /// The settings with what leads to it.
        func reached(_ settings: NotificationSettings) -> NotificationSettings {
            var settings = settings
            settings.addresses = Dictionary(uniqueKeysWithValues: SnsHosts.names.map { ($0, address) })
            settings.tlsRootCertificates = trusted
            return settings
        }
    }

    /// The hosts of SNS that a case may lead to.
    private static let names = [
        "sns.eu-west-1.amazonaws.com", "sns.af-south-1.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn",
    ]

    init() throws {
        program = try ServingProgram("AMAZONPAY_SNS")
    }

    func stop() {
        program.stop()
    }

    /// From now on SNS answers as this case says. Asked the same once more, it only counts.
    func serve(_ name: String, of file: String, confirmation: Bool = false) throws -> Host {
        let question: [String: Json] = [
            "file": .text(file), "case": .text(name), "confirmation": .truth(confirmation),
        ]
        try program.write(Json.object(question).written)
        let answer = try Json(parsing: program.line())
        guard let asked = Int(try answer.string("asked")) else { throw Mismatch(answer.written) }
        return Host(address: try answer.string("address"), trusted: answer["trusted"]?.plainText, asked: asked)
    }
}
