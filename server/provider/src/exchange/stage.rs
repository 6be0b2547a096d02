//! The loop of an exchange without a network: whoever answers is a function.

use super::answer::Outcome;
use super::web::Request;
use super::{Exchange, Next};

impl Exchange {
    /// Lets everything happen that is to happen, asking `app` for each answer. It ends when nothing
    /// more happens by itself; every call ends, because patience does.
    pub fn play(&mut self, app: impl FnMut(&Request) -> Outcome) {
        self.play_until(u64::MAX, app);
    }

    /// The same, up to this time of the run.
    pub fn play_until(&mut self, to_millis: u64, mut app: impl FnMut(&Request) -> Outcome) {
        loop {
            while let Some(request) = self.take_request() {
                let outcome = app(&request);
                self.answer(request.id, outcome, 0);
            }
            match self.next() {
                Next::At(at_millis) if at_millis <= to_millis => self.advance(at_millis),
                Next::At(_) | Next::Answer(_) | Next::Nothing => break,
            }
        }
        if to_millis < u64::MAX {
            self.advance(to_millis);
        }
    }
}
