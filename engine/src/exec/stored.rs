//! The stored form of an execution.
//!
//! One byte says the version and whether the rest is compressed; the rest is MessagePack with short
//! names, so that a field can be added without old states becoming unreadable. States are stored by
//! every server between a caller's answers, so they are small: what all of them have in common
//! stands in a dictionary against which they are compressed. They are not meant for people, who get
//! [`Execution`]'s JSON.

use crate::exec::Execution;
use crate::exec::stored_dictionary::DICTIONARY;

/// The version of the stored form that this release writes. Every earlier one is read.
pub const STORED_VERSION: u8 = 1;

/// Set in the first byte when the rest is compressed.
const COMPRESSED: u8 = 0x80;

/// Shorter states are not worth compressing.
const COMPRESS_FROM: usize = 100;

/// Larger states are refused, whatever their header says: nothing honest is that big.
const LARGEST: usize = 64 * 1024 * 1024;

/// The most that compression can have saved, as a factor: a byte stands for 255 bytes at best.
const DENSEST: usize = 255;

/// Lists and maps inside each other. No flow file, request or script can nest variables this deep;
/// bytes that do would overflow the stack of whoever reads them.
const DEEPEST: usize = 320;

/// Why stored bytes are no execution.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// There is nothing.
    #[error("The stored state is empty.")]
    Empty,
    /// A later release wrote it.
    #[error(
        "The stored state has version {0}; this release reads up to version {STORED_VERSION}. Use the release that wrote it, or a later one."
    )]
    TooNew(u8),
    /// The bytes are damaged.
    #[error("The stored state is damaged: {0}")]
    Damaged(String),
}

impl Execution {
    /// The bytes to store.
    pub fn to_stored(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(512);
        self.to_stored_into(&mut bytes);
        bytes
    }

    /// Writes the bytes to store into `bytes`, replacing what was there.
    pub fn to_stored_into(&self, bytes: &mut Vec<u8>) {
        bytes.clear();
        bytes.push(STORED_VERSION);
        let written = {
            let mut serializer = rmp_serde::Serializer::new(&mut *bytes).with_struct_map();
            serde::Serialize::serialize(self, &mut serializer)
        };
        // Writing into memory cannot fail, and no type of an execution refuses to be serialised.
        debug_assert!(written.is_ok(), "an execution can be written: {written:?}");
        if bytes.len() >= COMPRESS_FROM {
            let packed = lz4_flex::block::compress_prepend_size_with_dict(&bytes[1..], DICTIONARY);
            if packed.len() + 1 < bytes.len() {
                bytes.clear();
                bytes.push(STORED_VERSION | COMPRESSED);
                bytes.extend_from_slice(&packed);
            }
        }
    }

    /// Reads stored bytes.
    ///
    /// # Errors
    /// When they are damaged or of a later release.
    pub fn from_stored(bytes: &[u8]) -> Result<Execution, Unreadable> {
        let (&tag, rest) = bytes.split_first().ok_or(Unreadable::Empty)?;
        let version = tag & !COMPRESSED;
        if version == 0 || version > STORED_VERSION {
            return Err(Unreadable::TooNew(version));
        }
        let damaged = |error: &dyn std::fmt::Display| Unreadable::Damaged(error.to_string());
        if tag & COMPRESSED == 0 {
            return read(rest);
        }
        let (size, packed) =
            lz4_flex::block::uncompressed_size(rest).map_err(|error| damaged(&error))?;
        // Room is made for what the header claims, so a lie must be found before.
        if size > LARGEST || size > packed.len().saturating_mul(DENSEST).saturating_add(DENSEST) {
            return Err(Unreadable::Damaged(format!("it claims to be {size} bytes long")));
        }
        let plain = lz4_flex::block::decompress_with_dict(packed, size, DICTIONARY)
            .map_err(|error| damaged(&error))?;
        read(&plain)
    }
}

fn read(plain: &[u8]) -> Result<Execution, Unreadable> {
    let mut deserializer = rmp_serde::Deserializer::from_read_ref(plain);
    deserializer.set_max_depth(DEEPEST);
    serde::Deserialize::deserialize(&mut deserializer)
        .map_err(|error: rmp_serde::decode::Error| Unreadable::Damaged(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_is_the_one_that_stored_states_were_written_with() {
        // FNV-1a over the dictionary. States in databases were compressed against exactly these bytes:
        // when this fails, a new dictionary needs a new version, not a new number here.
        let sum = DICTIONARY.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
            (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        assert_eq!((DICTIONARY.len(), sum), (918, 6_153_611_415_098_230_239));
    }

    #[test]
    fn bytes_of_a_later_release_or_no_state_at_all_are_told_apart() {
        assert!(matches!(Execution::from_stored(&[]), Err(Unreadable::Empty)));
        assert!(matches!(Execution::from_stored(&[9, 1, 2]), Err(Unreadable::TooNew(9))));
        assert!(matches!(Execution::from_stored(&[1, 0xff]), Err(Unreadable::Damaged(_))));
        assert!(matches!(
            Execution::from_stored(&[0x81, 0xff, 0xff, 0xff, 0x7f]),
            Err(Unreadable::Damaged(_))
        ));
    }
}
