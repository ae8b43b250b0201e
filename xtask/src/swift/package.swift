fileprivate func setPackage(sdkType: String, languageVersion: String) {
    // By no call that waits for the library to be initialized, since this is a part of that.
    let texts = [sdkType, languageVersion].map { text in
        var status = RustCallStatus()
        return Array(text.utf8).withUnsafeBufferPointer {
            ffi_amazonpay_uniffi_rustbuffer_from_bytes(ForeignBytes(bufferPointer: $0), &status)
        }
    }
    var status = RustCallStatus()
    uniffi_amazonpay_uniffi_fn_func_set_package(texts[0], texts[1], &status)
}
