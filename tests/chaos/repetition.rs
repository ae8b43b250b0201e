//! Repeating a call until its outcome is known: under its key, or after a look at the object.

use amazonpay::error::{Error, ErrorKind};
use amazonpay::operation::Call;
use serde::de::DeserializeOwned;

/// More failures in a row than this are no bad luck: at the rate of faults here it is one step in some 10⁴⁰.
const MOST_REPEATS: u32 = 20;

/// What it took to carry a step out.
#[derive(Debug, Default)]
pub(crate) struct Repetition {
    /// How often the client sent a call again by itself.
    pub(crate) retries: u32,
    /// How often a call was repeated after the client had given up.
    pub(crate) repeats: u32,
    /// How often an object was read to find out what became of a call.
    pub(crate) reads: u32,
}

impl Repetition {
    /// Sends a call that may be sent twice: one with an idempotency key, or one that only reads.
    pub(crate) async fn send<'a, T: DeserializeOwned>(
        &mut self,
        call: impl Fn() -> Call<'a, T>,
    ) -> Result<T, Error> {
        loop {
            match self.send_once(call()).await {
                Err(error) if self.may_repeat(&error) => {}
                outcome => return outcome,
            }
        }
    }

    /// Sends a call that has no key. Where an earlier one may have been carried out (`again`, or a lost answer), the
    /// object is read first, and nothing is sent when it `shows` the change.
    pub(crate) async fn send_unless_shown<'a, T: DeserializeOwned>(
        &mut self,
        mut again: bool,
        call: impl Fn() -> Call<'a, T>,
        read: impl Fn() -> Call<'a, T>,
        shows: impl Fn(&T) -> bool,
    ) -> Result<T, Error> {
        loop {
            if again {
                self.reads += 1;
                let object = self.send(&read).await?;
                if shows(&object) {
                    return Ok(object);
                }
            }
            match self.send_once(call()).await {
                Err(error) if self.may_repeat(&error) => again = true,
                // An earlier copy may have been held up on its way and have arrived since the object was read.
                Err(error) if again && error.kind() == ErrorKind::WrongState => {
                    self.reads += 1;
                    let object = self.send(&read).await?;
                    return if shows(&object) { Ok(object) } else { Err(error) };
                }
                outcome => return outcome,
            }
        }
    }

    async fn send_once<T: DeserializeOwned>(&mut self, call: Call<'_, T>) -> Result<T, Error> {
        match call.send().await {
            Ok(answer) => {
                self.retries += answer.meta().retries;
                Ok(answer.into_inner())
            }
            Err(error) => {
                self.retries += error.retries();
                Err(error)
            }
        }
    }

    /// Whether an error leaves something to be found out. A signature is refused when the clock jumps a second time
    /// within a call: the client corrects itself once.
    fn may_repeat(&mut self, error: &Error) -> bool {
        let open =
            error.is_retryable() || error.outcome_unknown() || error.kind() == ErrorKind::Unauthenticated;
        self.repeats += u32::from(open);
        open && self.repeats <= MOST_REPEATS
    }
}
