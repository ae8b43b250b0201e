//! Contents that travel beside the API: documents of reports come from, and files go to, addresses that the API gives and
//! that need no signature.
//!
//! They go over https, or plain http to this machine, with the client's certificates, proxy and time-outs, and never
//! through a [`Transport`](crate::transport::Transport) of the caller's own, which carries whole answers in memory.

mod download;
mod presigned;
mod upload;

pub use download::{Download, DownloadError, DownloadProgress, Downloaded};
pub use upload::Upload;
