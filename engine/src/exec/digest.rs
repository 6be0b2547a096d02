//! Digests: a few bytes that tell whether a turn came out as it did before.
//!
//! A digest covers what a turn means, not how it is worded or stored: the ways that were taken, the
//! gist of what was asked of the world, and the whole state where somebody wants that too. Notes are left out,
//! since their sentences get better from release to release, and so are stored bytes, since
//! compression may.
//!
//! Every value goes through one multiplication of 64 by 64 bits whose halves are put together, eight
//! bytes of a text at a time. FNV-1a, better known and as simple, takes a byte at a time and would
//! cost a tenth of a short call. Both are the same on every platform. Neither is a seal: whoever
//! wants to forge a journal can.

use std::fmt;

use serde::ser::{self, Serialize, Serializer};
use serde::{Deserialize, Deserializer};

use crate::exec::{Action, DialTarget, Effect, Execution, PlaySource, Prompt, Step, TaskTarget};
use crate::value::Map;

/// What a turn came to, in a few bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Digest {
    /// Of the widgets visited and the ways taken.
    pub steps: Sum,
    /// Of what was asked of the world: which actions, and what each is mainly about, such as the
    /// words to say or the address to ask.
    pub effects: Sum,
    /// Of the state that the turn left, where that was wanted; see
    /// [`Journal::record_state`](crate::exec::Journal::record_state).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Sum>,
}

/// A sum over values; written as 16 hexadecimal digits, which no reader of JSON rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub struct Sum(pub u64);

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Sum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Sum, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map(Sum).map_err(serde::de::Error::custom)
    }
}

impl Digest {
    /// The digest of a turn with these steps and effects.
    pub fn of(steps: &[Step], effects: &[Effect]) -> Digest {
        Digest { steps: of_steps(steps), effects: of_effects(effects), state: None }
    }
}

fn of_steps(steps: &[Step]) -> Sum {
    let mut sum = Summing::new();
    for step in steps {
        sum.word(u64::from(step.number) << 32 | u64::from(step.depth));
        sum.text(step.widget.as_str());
        if let Some(taken) = &step.exit {
            sum.word(taken.transition.map_or(u64::MAX, u64::from));
            sum.text(taken.event.as_str());
        }
    }
    sum.done()
}

fn of_effects(effects: &[Effect]) -> Sum {
    let mut sum = Summing::new();
    for effect in effects {
        sum.word(u64::from(effect.id.0));
        sum.text(effect.action.name());
        gist(&effect.action, &mut sum);
    }
    sum.done()
}

/// Sums what an action is mainly about. Everything in it would take a tenth of a short call, and
/// what is left out follows from the flow and the state.
fn gist(action: &Action, sum: &mut Summing) {
    match action {
        Action::Say(say) => sum.text(&say.text),
        Action::Play(play) => source(&play.source, sum),
        Action::Gather(gather) => match &gather.prompt {
            Some(Prompt::Say(say)) => sum.text(&say.text),
            Some(Prompt::Play(play)) => source(&play.source, sum),
            None => sum.word(NOTHING),
        },
        Action::Record(record) => sum.word(record.max_length.0.into()),
        Action::Dial(dial) => match &dial.to {
            DialTarget::Numbers(numbers) => numbers.iter().for_each(|number| sum.text(number)),
            DialTarget::Client(to)
            | DialTarget::Sim(to)
            | DialTarget::Conference(to)
            | DialTarget::Sip { uri: to, .. } => sum.text(to),
        },
        Action::PlaceCall(call) => sum.text(&call.to),
        Action::RecordCall(record) => sum.word(record.start.into()),
        Action::Stream(stream) => sum.text(&stream.name),
        Action::Pay(service)
        | Action::VirtualAgent(service)
        | Action::Relay(service)
        | Action::Bot(service)
        | Action::Conversation(service) => of_variables(&service.settings, sum),
        Action::Redirect(redirect) => sum.text(&redirect.url),
        Action::HangUp { .. } => {}
        Action::SendMessage(message) => {
            sum.text(&message.to);
            sum.text(&message.body);
        }
        Action::AwaitMessage { from } => sum.text(from),
        Action::Http(request) => {
            sum.text(&request.url);
            sum.text(&request.body);
        }
        Action::CallFunction(function) => {
            sum.text(&function.url);
            of_variables(&function.parameters, sum);
        }
        Action::CreateTask(task) => {
            let (TaskTarget::Queue(to) | TaskTarget::Plan(to)) = &task.to;
            sum.text(to);
            sum.word(task.priority as u64);
            of_variables(&task.hand_over.attributes, sum);
        }
        Action::CancelTask { task: effect } | Action::ClearTimer { timer: effect } => {
            sum.word(effect.0.into());
        }
        Action::SetTimer { due } => sum.word(due.0 as u64),
    }
}

fn source(source: &PlaySource, sum: &mut Summing) {
    let (PlaySource::Url(what) | PlaySource::Tones(what)) = source;
    sum.text(what);
}

fn of_variables(variables: &Map, sum: &mut Summing) {
    // Summing has no way to fail, and no variable refuses to be written.
    let summed = variables.serialize(sum);
    debug_assert!(summed.is_ok(), "variables can be summed: {summed:?}");
}

/// The sum of a state.
pub(crate) fn of_state(execution: &Execution) -> Sum {
    let mut sum = Summing::new();
    let summed = execution.serialize(&mut sum);
    debug_assert!(summed.is_ok(), "an execution can be summed: {summed:?}");
    sum.done()
}

// What has no words of its own gets words that no sensible number has, so that nothing, false and
// the empty list are not taken for one another.
const NOTHING: u64 = 0xffee_0000_0000_0000;
const NO: u64 = 0xffed_0000_0000_0000;
const LIST: u64 = 0xffec_0000_0000_0000;
const NAMED: u64 = 0xffeb_0000_0000_0000;

/// A sum under way. It reads a value as a writer of JSON would and keeps nothing but 64 bits.
struct Summing(u64);

impl Summing {
    fn new() -> Summing {
        Summing(0xcbf2_9ce4_8422_2325)
    }

    fn done(self) -> Sum {
        Sum(self.0)
    }

    #[inline]
    fn word(&mut self, word: u64) {
        // The digits of pi; any odd number with as many ones as zeros would do.
        let product = u128::from(self.0 ^ word) * u128::from(0x243f_6a88_85a3_08d3_u64);
        // The halves of the product, of which the low one alone would never mix downwards.
        self.0 = (product as u64) ^ ((product >> 64) as u64) ^ self.0.rotate_left(29);
    }

    #[inline]
    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        let (whole, rest) = bytes.as_chunks::<8>();
        for eight in whole {
            self.word(u64::from_le_bytes(*eight));
        }
        // The length goes where no text reaches, so that "a" and "a\0" are two.
        let end = (0x80 | rest.len() as u64) << 56;
        self.word(rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)) | end);
    }
}

type Summed = Result<(), fmt::Error>;

impl<'a> Serializer for &'a mut Summing {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Inside<'a>;
    type SerializeTuple = Inside<'a>;
    type SerializeTupleStruct = Inside<'a>;
    type SerializeTupleVariant = Inside<'a>;
    type SerializeMap = Inside<'a>;
    type SerializeStruct = Inside<'a>;
    type SerializeStructVariant = Inside<'a>;

    fn serialize_bool(self, value: bool) -> Summed {
        self.word(NO | u64::from(value));
        Ok(())
    }
    fn serialize_i8(self, value: i8) -> Summed {
        self.serialize_i64(value.into())
    }
    fn serialize_i16(self, value: i16) -> Summed {
        self.serialize_i64(value.into())
    }
    fn serialize_i32(self, value: i32) -> Summed {
        self.serialize_i64(value.into())
    }
    fn serialize_i64(self, value: i64) -> Summed {
        self.word(value as u64);
        Ok(())
    }
    fn serialize_u8(self, value: u8) -> Summed {
        self.serialize_u64(value.into())
    }
    fn serialize_u16(self, value: u16) -> Summed {
        self.serialize_u64(value.into())
    }
    fn serialize_u32(self, value: u32) -> Summed {
        self.serialize_u64(value.into())
    }
    fn serialize_u64(self, value: u64) -> Summed {
        self.word(value);
        Ok(())
    }
    fn serialize_f32(self, value: f32) -> Summed {
        self.serialize_f64(value.into())
    }
    fn serialize_f64(self, value: f64) -> Summed {
        self.word(value.to_bits());
        Ok(())
    }
    fn serialize_char(self, value: char) -> Summed {
        self.word(u64::from(value));
        Ok(())
    }
    fn serialize_str(self, value: &str) -> Summed {
        self.text(value);
        Ok(())
    }
    fn serialize_bytes(self, value: &[u8]) -> Summed {
        self.bytes(value);
        Ok(())
    }
    fn serialize_none(self) -> Summed {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Summed {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Summed {
        self.word(NOTHING);
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Summed {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Summed {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Summed {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Summed {
        self.text(variant);
        value.serialize(self)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'a>, fmt::Error> {
        Ok(Inside::of(LIST, self))
    }
    fn serialize_tuple(self, _: usize) -> Result<Inside<'a>, fmt::Error> {
        Ok(Inside::of(LIST, self))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Inside<'a>, fmt::Error> {
        Ok(Inside::of(LIST, self))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Inside<'a>, fmt::Error> {
        self.text(variant);
        Ok(Inside::of(LIST, self))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'a>, fmt::Error> {
        Ok(Inside::of(NAMED, self))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<'a>, fmt::Error> {
        Ok(Inside::of(NAMED, self))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Inside<'a>, fmt::Error> {
        self.text(variant);
        Ok(Inside::of(NAMED, self))
    }
}

/// A list or named values under way; how many there were is summed at the end.
struct Inside<'a> {
    sum: &'a mut Summing,
    kind: u64,
    count: u64,
}

impl<'a> Inside<'a> {
    fn of(kind: u64, sum: &'a mut Summing) -> Inside<'a> {
        Inside { sum, kind, count: 0 }
    }

    fn member<T: Serialize + ?Sized>(&mut self, value: &T) -> Summed {
        self.count += 1;
        value.serialize(&mut *self.sum)
    }

    fn end(self) -> Summed {
        self.sum.word(self.kind | self.count);
        Ok(())
    }
}

/// The kinds of lists that serde tells apart, and we do not.
macro_rules! lists {
    ($($kind:ident $member:ident),*) => {
        $(impl ser::$kind for Inside<'_> {
            type Ok = ();
            type Error = fmt::Error;

            fn $member<T: Serialize + ?Sized>(&mut self, value: &T) -> Summed {
                self.member(value)
            }

            fn end(self) -> Summed {
                self.end()
            }
        })*
    };
}

lists!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

/// The kinds of named values that serde tells apart, and we do not.
macro_rules! structs {
    ($($kind:ident),*) => {
        $(impl ser::$kind for Inside<'_> {
            type Ok = ();
            type Error = fmt::Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Summed {
                self.sum.text(name);
                self.member(value)
            }

            fn end(self) -> Summed {
                self.end()
            }
        })*
    };
}

structs!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Summed {
        self.member(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Summed {
        self.member(value)
    }

    fn end(self) -> Summed {
        self.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exec::{EffectId, Say};
    use crate::value::Value;

    fn sum(json: &str) -> u64 {
        let mut sum = Summing::new();
        assert!(Value::from_json(json).unwrap().serialize(&mut sum).is_ok());
        sum.done().0
    }

    #[test]
    fn values_that_differ_in_anything_have_different_sums() {
        let values = [
            "null",
            "0",
            "1",
            "-1",
            "1.5",
            "true",
            "\"\"",
            "\"a\"",
            "\"b\"",
            "\"a\\u0000\"",
            "\"12345678\"",
            "\"123456781\"",
            "\"1\"",
            "[]",
            "[[]]",
            "[1]",
            "[1,2]",
            "[[1],2]",
            "[[1,2]]",
            "{}",
            "{\"a\":1}",
            "{\"a\":2}",
            "{\"b\":1}",
            "{\"a\":1,\"b\":2}",
            "{\"b\":2,\"a\":1}",
            "{\"a\":{\"b\":2}}",
        ];
        let sums: std::collections::BTreeSet<u64> = values.iter().map(|value| sum(value)).collect();
        assert_eq!(sums.len(), values.len());
    }

    /// Journals of earlier releases hold such sums: these may not change.
    #[test]
    fn a_sum_is_the_same_everywhere_and_for_ever() {
        let say = Say { text: "Hello, you.".into(), times: 1, ..Say::default() };
        let effects = [Effect { id: EffectId(1), action: Action::Say(say) }];
        assert_eq!(of_effects(&effects).to_string(), "bf7f29636f41637a");
        assert_eq!(Summing::new().done().to_string(), "cbf29ce484222325");
        assert_eq!(format!("{:016x}", sum("{\"a\":[1,-2,\"three\"]}")), "be5e56207588d707");
    }

    #[test]
    fn a_sum_is_written_so_that_no_reader_rounds_it() {
        let json = serde_json::to_string(&Sum(u64::MAX)).unwrap();
        assert_eq!(json, "\"ffffffffffffffff\"");
        assert_eq!(serde_json::from_str::<Sum>(&json).unwrap(), Sum(u64::MAX));
    }
}
