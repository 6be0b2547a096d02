//! Sids: two letters that say what a thing is, and 32 hexadecimal digits.

use std::fmt;

use crate::seed::Seed;

macro_rules! sids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub String);

        impl $name {
            /// The sid of the `ordinal`th thing of its kind in the run with this seed.
            pub fn numbered(seed: u64, ordinal: u64) -> $name {
                $name(format!("{}{}", $prefix, digits(seed, $prefix, ordinal)))
            }

            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

sids! {
    /// Whose the calls and messages are.
    AccountSid = "AC";
    /// One leg of a telephone call.
    CallSid = "CA";
    /// One conference, from its first participant to its last.
    ConferenceSid = "CF";
    /// One message of text, in or out.
    MessageSid = "SM";
    /// One queue of waiting callers.
    QueueSid = "QU";
    /// One recording.
    RecordingSid = "RE";
    /// What was written down from a recording.
    TranscriptionSid = "TR";
}

fn digits(seed: u64, prefix: &str, ordinal: u64) -> String {
    let kind = prefix.bytes().fold(0_u64, |sum, byte| (sum << 8) | u64::from(byte));
    let mut numbers = Seed::of(&[seed, kind, ordinal]);
    format!("{:016x}{:016x}", numbers.number(), numbers.number())
}

/// A UUID made of the digits of a sid, as relatives of the vendor name their calls.
pub(crate) fn uuid(seed: u64, ordinal: u64) -> String {
    let digits = digits(seed, "UU", ordinal);
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

/// The token that a webhook and all its repeats carry.
pub(crate) fn idempotency_token(seed: u64, ordinal: u64) -> String {
    uuid(seed ^ 0x0074_6f6b_656e, ordinal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sids_have_the_vendors_shape() {
        let sid = CallSid::numbered(1, 7);
        assert_eq!(sid.as_str().len(), 34);
        assert!(sid.as_str().starts_with("CA"));
        assert_ne!(sid, CallSid::numbered(2, 7));
        assert_eq!(uuid(1, 1).len(), 36);
    }
}
