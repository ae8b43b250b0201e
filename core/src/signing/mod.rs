//! The signing of the client.
