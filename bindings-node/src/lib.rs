//! The native module of the npm package `amazonpay`: private to the TypeScript around it, and as small as can be.
//!
//! What crosses the border is JSON text and a few plain values. A call has a number, which JavaScript gives it: it is begun
//! by a function that comes back at once, runs on the runtime's threads, and its outcome goes into the inbox of its
//! environment (`inbox`), which JavaScript is asked to empty. What a call needs JavaScript for, such as a signature of the
//! shop's own signer, goes the same way, and the answer comes back by its number (`asking`). So Rust holds no value of
//! JavaScript's but the one function that is called when there is something in the inbox.
#![cfg_attr(
    test,
    allow(dead_code, reason = "a build for tests, which only clippy makes, registers nothing with Node")
)]
#![expect(
    missing_debug_implementations,
    unreachable_pub,
    reason = "napi exports what is pub; no Rust code sees it, and what it holds is nothing to print"
)]
#![expect(clippy::too_many_arguments, reason = "an object of JavaScript's would cost more to cross with")]
#![expect(clippy::result_large_err, reason = "a failure is moved a few times, once a call that failed")]

mod answer;
mod asking;
mod client;
mod command;
mod failure;
mod inbox;
mod message;
mod money;
mod notification;
mod observer;
mod patience;
mod port;
mod runtime;
mod sandbox;
mod signer;
mod transfer;
mod version;
