//! Reading what can be written in more than one shape, so that what is wrong is told where it stands.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::day::{Choices, PerHour};
use crate::crew::reading::{CHOICES, PER_HOUR};

impl<'de> Deserialize<'de> for PerHour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PerHour, D::Error> {
        deserializer.deserialize_any(ReadPerHour)
    }
}

struct ReadPerHour;

impl<'de> Visitor<'de> for ReadPerHour {
    type Value = PerHour;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PER_HOUR[0])
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<PerHour, E> {
        Ok(PerHour::Always(number))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<PerHour, E> {
        Ok(PerHour::Always(number as f64))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<PerHour, E> {
        Ok(PerHour::Always(number as f64))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PerHour, A::Error> {
        BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(PerHour::From)
    }
}

impl<'de> Deserialize<'de> for Choices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Choices, D::Error> {
        deserializer.deserialize_any(ReadChoices)
    }
}

struct ReadChoices;

impl<'de> Visitor<'de> for ReadChoices {
    type Value = Choices;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(CHOICES[0])
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Choices, A::Error> {
        BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(Choices::Texts)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Choices, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list)).map(Choices::Values)
    }
}
