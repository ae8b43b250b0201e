//! The operation of the client.
