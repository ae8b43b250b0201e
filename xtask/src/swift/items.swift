
/// The items of pages, one after another.
public struct Items<Pages: AsyncSequence & Sendable, Item: Sendable>: AsyncSequence, Sendable where Pages.Element: Sendable {
    public typealias Element = Item

    let pages: Pages
    let itemsOf: @Sendable (Pages.Element) -> [Item]

    init(pages: Pages, _ itemsOf: @escaping @Sendable (Pages.Element) -> [Item]) {
        self.pages = pages
        self.itemsOf = itemsOf
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pages: pages.makeAsyncIterator(), itemsOf: itemsOf)
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        var pages: Pages.AsyncIterator
        let itemsOf: @Sendable (Pages.Element) -> [Item]
        var items: [Item] = []
        var taken = 0

        /// The next item; nil when there is none. A page may be empty.
        public mutating func next() async throws -> Item? {
            while taken == items.count {
                guard let page = try await pages.next() else { return nil }
                items = itemsOf(page)
                taken = 0
            }
            defer { taken += 1 }
            return items[taken]
        }
    }
}
