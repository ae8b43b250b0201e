import AmazonPayCheckout
import CheckoutFlow
import SwiftUI

/// The shop's app. Its Associated Domains have `applinks:shop.example`, so that iOS opens it with the shop's links.
@main
struct ShopApp: App {
    @State private var model = CheckoutModel()

    var body: some Scene {
        WindowGroup {
            CheckoutView(model: model)
                .task { await model.resume() }
                .onOpenURL { url in Task { await model.opened(url) } }
                .onContinueUserActivity(NSUserActivityTypeBrowsingWeb) { activity in
                    guard let url = activity.webpageURL else { return }
                    Task { await model.opened(url) }
                }
        }
    }
}

/// The flow, as SwiftUI follows it.
@MainActor @Observable
final class CheckoutModel {
    private(set) var screen = Screen.cart
    /// A mistake of ours: none of what the flow shows by a screen of its own.
    private(set) var mistake: String?
    private var flow: CheckoutFlow?

    init() {
        let host = "https://shop.example"
        let links = CheckoutLinks(review: "\(host)/amazon-pay/review", result: "\(host)/amazon-pay/result")
        do {
            // What proves who the buyer is; the session is the app's own.
            let backend = try HTTPCheckoutBackend(address: URL(string: "\(host)/app-checkout")!) {
                try await ["Authorization": "Bearer \(ShopSession.shared.token())"]
            }
            flow = CheckoutFlow(links: links, backend: backend, store: FileStore()) { [weak self] in self?.screen = $0 }
        } catch {
            mistake = error.localizedDescription
        }
    }

    func resume() async { await run { try await $0.resume() } }
    func buy(cartId: String) async { await run { try await $0.buy(cartId: cartId) } }
    func confirm() async { await run { try await $0.confirm() } }
    func retry() async { await run { try await $0.retry() } }
    func giveUp() async { await run { try $0.giveUp() } }
    func signIn() async {
        await run {
            try await ShopSession.shared.signIn()
            try await $0.retry()
        }
    }
    func opened(_ url: URL) async { await run { _ = try await $0.opened(url.absoluteString) } }

    private func run(_ step: (CheckoutFlow) async throws -> Void) async {
        guard let flow else { return }
        do {
            try await step(flow)
        } catch {
            mistake = error.localizedDescription
        }
    }
}

/// In the app's own container, encrypted while the telephone is locked, and in no backup.
@MainActor
private final class FileStore: CheckoutStore {
    private let file = URL.applicationSupportDirectory.appending(path: "checkout.json")

    var saved: String? {
        get { try? String(contentsOf: file, encoding: .utf8) }
        set {
            guard let newValue else {
                try? FileManager.default.removeItem(at: file)
                return
            }
            let folder = file.deletingLastPathComponent()
            try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try? Data(newValue.utf8).write(to: file, options: [.atomic, .completeFileProtection])
            var values = URLResourceValues()
            values.isExcludedFromBackup = true
            var file = file
            try? file.setResourceValues(values)
        }
    }
}

/// Who the buyer is to the shop: the app's own sign-in, of which this example has none.
actor ShopSession {
    static let shared = ShopSession()

    func token() async throws -> String { "…" }
    func signIn() async throws {}
}
