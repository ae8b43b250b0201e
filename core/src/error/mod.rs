//! The error of the client.
