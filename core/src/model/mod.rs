//! The model of the client.
