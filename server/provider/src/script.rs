//! What people on the line do: callers, those who are called, and those who write.

use crate::seed::Seed;

/// What a person does when something listens to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Presses these keys, one each fifth of a second; `w` waits half a second.
    Press(String),
    /// Says this.
    Speak {
        /// The words as a recogniser writes them down.
        words: String,
        /// How sure it is, as text between `0.0` and `1.0`; `None` where it does not say.
        confidence: Option<String>,
    },
}

/// One thing a caller does, in the order of a [`Script`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Waits until a prompt with these words begins; capitals do not matter.
    Hear(String),
    /// Waits so many milliseconds.
    Wait(u64),
    /// Waits for something that listens, until its prompt is over, and then replies.
    Answer(Reply),
    /// Replies at once, also in the middle of a prompt.
    Now(Reply),
    /// Lets the next thing that listens go by.
    Silence,
    /// Waits until it is joined with somebody: a bridge or a conference that has begun.
    Joined,
    /// Hangs up.
    HangUp,
}

/// What one caller does from the first ring on. When the steps are over, the caller listens on until
/// the call ends or patience does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// After how many milliseconds of the call the caller hangs up, whatever happens.
    pub patience_millis: u64,
}

impl Default for Script {
    fn default() -> Script {
        Script { steps: Vec::new(), patience_millis: 3_600_000 }
    }
}

impl Script {
    /// A caller who only listens, for an hour at most.
    pub fn new() -> Script {
        Script::default()
    }

    /// The same, with one step more.
    #[must_use]
    pub fn then(mut self, step: Step) -> Script {
        self.steps.push(step);
        self
    }

    /// Waits for a question and presses these keys after it.
    #[must_use]
    pub fn press(self, keys: &str) -> Script {
        self.then(Step::Answer(Reply::Press(keys.to_owned())))
    }

    /// Presses these keys at once, also in the middle of a prompt.
    #[must_use]
    pub fn press_now(self, keys: &str) -> Script {
        self.then(Step::Now(Reply::Press(keys.to_owned())))
    }

    /// Waits for a question and says this after it.
    #[must_use]
    pub fn speak(self, words: &str) -> Script {
        let confidence = Some("0.92".to_owned());
        self.then(Step::Answer(Reply::Speak { words: words.to_owned(), confidence }))
    }

    /// Lets a question go by without an answer.
    #[must_use]
    pub fn silence(self) -> Script {
        self.then(Step::Silence)
    }

    /// A caller who answers so many questions as the seed says: mostly by one of these keys, now and then by
    /// words or not at all.
    pub fn by_seed(seed: u64, keys: &str, answers: u32) -> Script {
        let keys: Vec<char> = keys.chars().collect();
        let mut numbers = Seed::of(&[seed, 0x0061_6e73_7765_7273]);
        let mut script = Script::new();
        for _ in 0..answers {
            let key = numbers.number().checked_rem(keys.len() as u64);
            let key = key.and_then(|which| keys.get(which as usize));
            script = match (numbers.between(0, 9), key) {
                (0, _) | (_, None) => script.silence(),
                (1, _) => script.speak("I would like to speak with somebody"),
                (_, Some(key)) => script.press(&key.to_string()),
            };
        }
        script
    }

    /// Waits until a prompt with these words begins.
    #[must_use]
    pub fn hear(self, words: &str) -> Script {
        self.then(Step::Hear(words.to_owned()))
    }

    /// Waits so many milliseconds.
    #[must_use]
    pub fn wait_millis(self, millis: u64) -> Script {
        self.then(Step::Wait(millis))
    }

    /// Waits until somebody is there to talk to.
    #[must_use]
    pub fn joined(self) -> Script {
        self.then(Step::Joined)
    }

    /// Hangs up.
    #[must_use]
    pub fn hang_up(self) -> Script {
        self.then(Step::HangUp)
    }

    /// Hangs up so many milliseconds after the first ring, wherever the call is then.
    #[must_use]
    pub fn patience_millis(mut self, millis: u64) -> Script {
        self.patience_millis = millis;
        self
    }
}

/// How somebody reacts who is rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ring {
    /// Answers after so many milliseconds, and then does what the script says.
    Answers {
        /// How long it rings.
        after_millis: u64,
        /// What is done then.
        script: Script,
    },
    /// Is on the telephone.
    Busy,
    /// Lets it ring.
    NoAnswer,
    /// Cannot be reached at all: no such number, for example.
    Fails,
}

/// Somebody who can be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// What happens when it rings.
    pub ring: Ring,
    /// What answering-machine detection finds: `human`, `machine_start`, `fax`, …
    pub answered_by: String,
    /// What happens to messages.
    pub messages: Delivery,
}

/// What becomes of a message to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It arrives.
    Arrives,
    /// It is taken and then fails with this code, for example 30003 (telephone switched off).
    Fails(u32),
    /// It is not even taken; the request is refused with this code, for example 21610 (opted out).
    Refused(u32),
}

impl Peer {
    /// Answers after two seconds and does this.
    pub fn answers(script: Script) -> Peer {
        Peer::of(Ring::Answers { after_millis: 2_000, script })
    }

    /// Is on the telephone.
    pub fn busy() -> Peer {
        Peer::of(Ring::Busy)
    }

    /// Lets it ring.
    pub fn no_answer() -> Peer {
        Peer::of(Ring::NoAnswer)
    }

    /// Cannot be reached.
    pub fn fails() -> Peer {
        Peer::of(Ring::Fails)
    }

    /// Reacts to ringing like this, is a human being, and gets its messages.
    pub fn of(ring: Ring) -> Peer {
        Peer { ring, answered_by: "human".to_owned(), messages: Delivery::Arrives }
    }

    /// The same, found to be this by answering-machine detection.
    #[must_use]
    pub fn answered_by(mut self, found: &str) -> Peer {
        self.answered_by = found.to_owned();
        self
    }

    /// The same, with another fate for messages.
    #[must_use]
    pub fn messages(mut self, fate: Delivery) -> Peer {
        self.messages = fate;
        self
    }
}

/// One thing somebody does who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChatStep {
    /// Writes this.
    Write(String),
    /// Sends pictures or other files with these addresses, with a text that may be empty.
    Send(String, Vec<(String, String)>),
    /// Taps a button of a WhatsApp message: its text and its payload.
    Tap(String, String),
    /// Waits until a message with these words came.
    Await(String),
    /// Answers so many messages with their own words, as another machine might; when none comes for
    /// five minutes it goes on.
    Echo(u32),
    /// Waits so many milliseconds.
    Wait(u64),
}

/// What somebody does who writes; waits for what does not come end after five minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChatScript {
    /// What is done, in order.
    pub steps: Vec<ChatStep>,
}

impl ChatScript {
    /// Nothing yet.
    pub fn new() -> ChatScript {
        ChatScript::default()
    }

    /// The same, with one step more.
    #[must_use]
    pub fn then(mut self, step: ChatStep) -> ChatScript {
        self.steps.push(step);
        self
    }

    /// Writes this.
    #[must_use]
    pub fn write(self, text: &str) -> ChatScript {
        self.then(ChatStep::Write(text.to_owned()))
    }

    /// Waits until a message with these words came.
    #[must_use]
    pub fn read(self, words: &str) -> ChatScript {
        self.then(ChatStep::Await(words.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_caller_and_another_seed_another() {
        let one = Script::by_seed(1, "123", 20);
        assert_eq!(one, Script::by_seed(1, "123", 20));
        assert_ne!(one, Script::by_seed(2, "123", 20));
        assert_eq!(one.steps.len(), 20);
        assert!(one.steps.contains(&Step::Answer(Reply::Press("2".into()))));
        assert!(Script::by_seed(1, "", 3).steps.iter().all(|step| *step != Step::HangUp));
    }
}
