//! The config of the client.
