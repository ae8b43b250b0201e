//! Amazon Pay on this machine.
#![warn(missing_docs)]
