//! The sandbox's command line.

use std::sync::Mutex;

use napi::Env;
use napi_derive::napi;
use tokio::sync::oneshot;

use crate::failure::Failure;
use crate::inbox::locked;
use crate::message::Outcome;
use crate::port::Port;

/// Runs the sandbox's command line, whose first argument is the program's name, until `stop` is called; its outcome is its
/// exit code. Signals are JavaScript's to watch.
#[napi]
pub struct SandboxCommand {
    stop: Mutex<Option<oneshot::Sender<()>>>,
}

#[napi]
impl SandboxCommand {
    #[napi(constructor, catch_unwind)]
    pub fn new(env: &Env, port: &Port, call: u32, arguments: Vec<String>) -> napi::Result<Self> {
        let (stop, stopped) = oneshot::channel::<()>();
        port.inbox().begin(env, call, async move {
            // A thread of its own: the command brings its own runtime.
            let (done, ended) = oneshot::channel();
            let spawned = std::thread::Builder::new().name("amazonpay-sandbox".to_owned()).spawn(move || {
                let code = amazonpay_sandbox::command::run_until(arguments, async {
                    // A sender that is gone says the same.
                    _ = stopped.await;
                });
                _ = done.send(code);
            });
            if spawned.is_err() {
                return Err(Failure::closed("no thread could be started for the sandbox"));
            }
            ended.await.map(Outcome::Code).map_err(|_| Failure::bug())
        })?;
        Ok(Self { stop: Mutex::new(Some(stop)) })
    }

    /// Ends it.
    #[napi(catch_unwind)]
    pub fn stop(&self) {
        drop(locked(&self.stop).take());
    }
}
