//! Keys: what is stored is sealed by the first of them, and opened by whichever sealed it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};

use crate::settings::{NoChance, fill_with_chance};

/// What every line with a key begins with; the number is that of the cipher.
const LINE: &str = "centralita-key-1:";

/// What sealed bytes begin with: a byte that begins nothing else that is stored (MessagePack never uses it),
/// and the number of the form.
const MAGIC: [u8; 2] = [0xc1, 1];

/// The length of a key's name.
const NAME: usize = 4;

/// The length of a nonce.
const NONCE: usize = 24;

/// What a key is told apart by: the beginning of a digest of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyName([u8; NAME]);

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyName({self})")
    }
}

/// Why a text holds no keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyringError {
    /// A line is none.
    #[error(
        "Line {0} holds no key. A key is \"centralita-key-1:\" and 44 characters; make one by \
         `centralita keys`."
    )]
    NoKey(usize),
    /// There is none at all.
    #[error("There is no key in it. Make one by `centralita keys`.")]
    Empty,
    /// A key is there twice.
    #[error("Line {0} holds a key that stands above it already. Take the line out.")]
    Twice(usize),
}

/// Why sealed bytes cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotOpened {
    /// The key is not here.
    #[error("it is sealed with the key {0}, which this server does not have")]
    NoKey(KeyName),
    /// Somebody changed it, or put it into another's place.
    #[error("it was changed, or belongs elsewhere")]
    Changed,
}

/// The keys of an installation: XChaCha20-Poly1305, 256 bits each. The first seals; every one opens what it
/// has sealed. Written as a text of one key a line, the one that seals first; lines that begin with `#` say
/// something to people.
///
/// ```
/// use centralita_server::store::Keyring;
///
/// let line = Keyring::new_line().unwrap();
/// let keys = Keyring::parse(&format!("# made in March\n{line}\n")).unwrap();
/// assert_eq!(keys.names().len(), 1);
/// ```
pub struct Keyring {
    keys: Vec<(KeyName, XChaCha20Poly1305)>,
    /// 128 bits of chance for this process, which begin each of its nonces.
    process: [u8; 16],
    /// How many nonces there were.
    count: AtomicU64,
}

impl Keyring {
    /// Reads keys from a text.
    ///
    /// # Errors
    /// When a line is no key, or there is none. The message never shows a line.
    pub fn parse(text: &str) -> Result<Keyring, KeyringError> {
        let mut keys: Vec<(KeyName, XChaCha20Poly1305)> = Vec::new();
        for (index, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let number = index + 1;
            let bytes = line.strip_prefix(LINE).and_then(|key| BASE64.decode(key).ok());
            let key: [u8; 32] =
                bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(KeyringError::NoKey(number))?;
            let name = name_of(&key);
            if keys.iter().any(|(other, _)| *other == name) {
                return Err(KeyringError::Twice(number));
            }
            keys.push((name, XChaCha20Poly1305::new(&key.into())));
        }
        if keys.is_empty() {
            return Err(KeyringError::Empty);
        }
        let mut process = [0; 16];
        // Without chance nothing could be sealed, and no key could have been made either.
        fill_with_chance(&mut process).map_err(|_| KeyringError::Empty)?;
        Ok(Keyring { keys, process, count: AtomicU64::new(0) })
    }

    /// The line of a new key.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new_line() -> Result<String, NoChance> {
        let mut key = [0; 32];
        fill_with_chance(&mut key)?;
        Ok(format!("{LINE}{}", BASE64.encode(key)))
    }

    /// What the keys are called, the one that seals first.
    pub fn names(&self) -> Vec<KeyName> {
        self.keys.iter().map(|(name, _)| *name).collect()
    }

    /// Seals bytes for a place: in no other place do they open.
    pub(super) fn seal(&self, place: &str, bytes: &[u8]) -> Vec<u8> {
        let Some((name, cipher)) = self.keys.first() else { return bytes.to_vec() };
        let mut nonce = [0; NONCE];
        // A number that comes once, behind chance that comes once: no nonce comes twice.
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        nonce[..16].copy_from_slice(&self.process);
        nonce[16..].copy_from_slice(&number.to_be_bytes());
        let payload = Payload { msg: bytes, aad: place.as_bytes() };
        // Only a text of 256 GiB is refused.
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        let mut all = Vec::with_capacity(MAGIC.len() + NAME + NONCE + sealed.len());
        all.extend_from_slice(&MAGIC);
        all.extend_from_slice(&name.0);
        all.extend_from_slice(&nonce);
        all.extend_from_slice(&sealed);
        all
    }

    /// Opens bytes that were sealed for this place; none when they are not sealed at all.
    pub(super) fn open(&self, place: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, NotOpened> {
        let Some((name, rest)) = sealed_by(bytes) else { return Ok(None) };
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(NotOpened::Changed)?;
        let found = self.keys.iter().find(|(key, _)| *key == name);
        let (_, cipher) = found.ok_or(NotOpened::NoKey(name))?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let opened = cipher.decrypt(&XNonce::from(*nonce), payload);
        opened.map(Some).map_err(|_| NotOpened::Changed)
    }

    /// Whether bytes are sealed by the key that seals now.
    pub(super) fn is_fresh(&self, bytes: &[u8]) -> bool {
        let first = self.keys.first().map(|(name, _)| *name);
        sealed_by(bytes).map(|(name, _)| name) == first
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Keyring").field(&self.names()).finish()
    }
}

/// Which key sealed bytes, and what follows its name.
pub(super) fn sealed_by(bytes: &[u8]) -> Option<(KeyName, &[u8])> {
    let (name, rest) = bytes.strip_prefix(&MAGIC)?.split_first_chunk::<NAME>()?;
    Some((KeyName(*name), rest))
}

fn name_of(key: &[u8; 32]) -> KeyName {
    let digest = Sha256::new().chain_update("centralita key name").chain_update(key).finalize();
    let mut name = [0; NAME];
    name.copy_from_slice(&digest[..NAME]);
    KeyName(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(lines: &[&str]) -> Keyring {
        Keyring::parse(&lines.join("\n")).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_and_nowhere_else() {
        let keys = keys(&[&Keyring::new_line().unwrap()]);
        let sealed = keys.seal("here", b"4929123456789012");
        assert!(!sealed.windows(4).any(|four| four == b"4929"));
        assert_eq!(keys.open("here", &sealed), Ok(Some(b"4929123456789012".to_vec())));
        assert_eq!(keys.open("there", &sealed), Err(NotOpened::Changed));
        for at in MAGIC.len() + NAME..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(keys.open("here", &changed), Err(NotOpened::Changed), "byte {at}");
            assert_eq!(keys.open("here", &sealed[..at]), Err(NotOpened::Changed), "up to {at}");
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_to_the_same_bytes() {
        let line = Keyring::new_line().unwrap();
        let (one, after_a_restart) = (keys(&[&line]), keys(&[&line]));
        let sealed = [one.seal("", b"1"), one.seal("", b"1"), after_a_restart.seal("", b"1")];
        assert!(sealed[0] != sealed[1] && sealed[0] != sealed[2]);
    }

    #[test]
    fn an_older_key_opens_and_the_first_one_seals() {
        let (old, new) = (Keyring::new_line().unwrap(), Keyring::new_line().unwrap());
        let before = keys(&[&old]);
        let sealed = before.seal("", b"old");
        let after = keys(&["# since June", &new, "", &old]);
        assert_eq!(after.open("", &sealed), Ok(Some(b"old".to_vec())));
        assert!(!after.is_fresh(&sealed) && after.is_fresh(&after.seal("", b"new")));
        let missing = before.open("", &after.seal("", b"new"));
        assert_eq!(missing, Err(NotOpened::NoKey(after.names()[0])));
    }

    #[test]
    fn what_was_never_sealed_is_told_as_it_is() {
        let keys = keys(&[&Keyring::new_line().unwrap()]);
        for clear in [&b""[..], b"\x01", b"{\"a\":1}", b"\x81abc", &MAGIC, b"\xc1\x01abc"] {
            assert_eq!(keys.open("", clear), Ok(None));
        }
    }

    #[test]
    fn a_line_that_is_no_key_is_named_and_not_shown() {
        let line = Keyring::new_line().unwrap();
        let refused = |text: &str| Keyring::parse(text).map(|keys| keys.names()).unwrap_err();
        assert_eq!(refused("# nothing\n\n"), KeyringError::Empty);
        assert_eq!(refused(&format!("{line}\nhunter2")), KeyringError::NoKey(2));
        assert_eq!(refused(&line[..line.len() - 4]), KeyringError::NoKey(1));
        assert_eq!(refused(&format!("{line}\n\n{line}")), KeyringError::Twice(3));
        assert!(!refused("hunter2").to_string().contains("hunter2"));
        assert!(!format!("{:?}", keys(&[&line])).contains(&line[17..]));
    }
}
