/// What each request says of the package that sent it.
enum PackageIdentity {
    static let type = "amazonpay-swift"
    static let language = "Swift/\(compiler)"

    /// The version of the compiler, which tells it nowhere but in comparisons.
    private static var compiler: String {
        #if compiler(>=6.5)
            "6.5 or later"
        #elseif compiler(>=6.4)
            "6.4"
        #elseif compiler(>=6.3)
            "6.3"
        #elseif compiler(>=6.2)
            "6.2"
        #elseif compiler(>=6.1)
            "6.1"
        #else
            "6.0"
        #endif
    }
}
