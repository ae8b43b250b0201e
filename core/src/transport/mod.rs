//! The transport of the client.
