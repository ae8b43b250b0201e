//! Generates bindings from a library built with the feature `uniffi`; the version is the one the library was built with.

fn main() {
    uniffi::uniffi_bindgen_main();
}
