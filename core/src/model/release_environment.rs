//! Where an object lives.

use super::open_enum::open_enum;

open_enum! {
    /// The environment that an object was made in.
    ReleaseEnvironment {
        /// The sandbox: no money moves.
        Sandbox = "Sandbox",
        /// Production.
        Live = "Live",
    }
}
