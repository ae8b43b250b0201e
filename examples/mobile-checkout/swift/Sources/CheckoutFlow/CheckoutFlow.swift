import AmazonPayCheckout
import Foundation

/// What the app shows.
public enum Screen: Equatable, Sendable {
    case cart
    case waiting
    /// The buyer is at Amazon, or has closed the browser there: a button opens it again, another one gives up. `back` is the
    /// link that is due, for a browser that waits for it.
    case browser(url: URL, back: String)
    case review(CheckoutReview)
    case thanks(orderId: String?, isPending: Bool)
    /// The server could not be reached: a button tries again.
    case offline
    /// The user's session with the shop is over: a button leads to the app's own sign-in, then tries again.
    case signIn
    /// It ended without an order. The cart is still there.
    case ended(code: String)
}

/// Where the app keeps a checkout while the buyer is at Amazon: where the app alone can read it, and no backup has it.
@MainActor
public protocol CheckoutStore: AnyObject {
    var saved: String? { get set }
}

/// The checkout of this shop's app, without a screen: what SwiftUI's model holds.
///
/// Nothing in it knows a key or a price. What it keeps in the store is what the library wrote, which has nothing of the buyer's.
@MainActor
public final class CheckoutFlow {
    private let links: CheckoutLinks
    private let backend: any CheckoutBackend
    private let store: any CheckoutStore
    private let shown: @MainActor (Screen) -> Void
    private var checkout: Checkout?
    private var order = "{}"

    /// What to show.
    public private(set) var screen = Screen.cart {
        didSet { shown(screen) }
    }

    /// A flow that tells `shown` each new screen.
    public init(
        links: CheckoutLinks, backend: any CheckoutBackend, store: any CheckoutStore,
        shown: @escaping @MainActor (Screen) -> Void = { _ in }
    ) {
        self.links = links
        self.backend = backend
        self.store = store
        self.shown = shown
    }

    /// Goes on where the app was killed, if it was in the middle of a checkout.
    public func resume() async throws {
        guard let saved = store.saved else { return }
        do {
            checkout = try Checkout.restore(links: links, backend: backend, saved: saved)
        } catch CheckoutError.saved {
            // Of another version of the app. The cart is still there.
            store.saved = nil
            return
        }
        try await retry()
    }

    /// The buyer presses the button of the cart, whose id is letters and digits.
    public func buy(cartId: String) async throws {
        precondition(
            cartId.allSatisfy { $0.isLetter || $0.isNumber }, "cartId: expected letters and digits, got \(cartId)")
        let begun = try Checkout(links: links, backend: backend)
        checkout = begun
        order = #"{"cartId": "\#(cartId)"}"#
        try await step { [order] in try await begun.start(order) }
    }

    /// The app was opened with a link. Anybody can send one: false when it is none of this checkout's.
    public func opened(_ link: String) async throws -> Bool {
        guard let ours = checkout else { return false }
        let before = screen
        do {
            try await step { try await ours.handleLink(link) }
        } catch CheckoutError.link {
            screen = before
            return false
        }
        return true
    }

    /// The buyer presses the button that confirms the order.
    public func confirm() async throws {
        guard let ours = checkout else { return }
        try await step { try await ours.confirm() }
    }

    /// Does again what could not be done, or shows what there is.
    public func retry() async throws {
        guard let ours = checkout else { return }
        switch ours.state {
        case .starting: try await step { [order] in try await ours.start(order) }
        case .reviewing(review: nil): try await step { try await ours.review() }
        case .confirming(url: nil): try await step { try await ours.complete() }
        case let state: try show(state)
        }
    }

    /// The buyer gives up. While the server is asked whether the order was paid there is nothing to give up.
    public func giveUp() throws {
        guard let ours = checkout else { return }
        do {
            try show(ours.cancel())
        } catch CheckoutError.wrongState {
            return
        }
    }

    private func step(_ step: @Sendable () async throws -> CheckoutState) async throws {
        screen = .waiting
        do {
            try show(await step())
        } catch CheckoutError.unreachable {
            try keep()
            screen = .offline
        } catch CheckoutError.unauthenticated {
            try keep()
            screen = .signIn
        } catch CheckoutError.refused(step: _, code: let code, reason: _) {
            try show(.failed(code: code))
        } catch CheckoutError.contract {
            // The server's mistake, which trying again does not mend.
            try show(.failed(code: "contract"))
        }
    }

    private func show(_ state: CheckoutState) throws {
        try keep()
        screen =
            switch state {
            case .starting: .waiting
            case .buyerAtAmazon(let url): .browser(url: url, back: links.review)
            case .reviewing(let review): review.map(Screen.review) ?? .waiting
            case .confirming(let url): url.map { .browser(url: $0, back: links.result) } ?? .waiting
            case .done(let outcome, let orderId): ended(.thanks(orderId: orderId, isPending: outcome == .pending))
            case .cancelled: ended(.cart)
            case .failed(let code): ended(.ended(code: code))
            }
    }

    private func keep() throws {
        // What has not begun is in the cart still.
        guard let checkout, checkout.state != .starting else { return store.saved = nil }
        store.saved = try checkout.save()
    }

    private func ended(_ screen: Screen) -> Screen {
        checkout = nil
        store.saved = nil
        return screen
    }
}
