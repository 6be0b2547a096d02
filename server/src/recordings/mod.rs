//! Recordings: where what callers leave is kept, when no provider keeps it.
//!
//! A recording's id cannot be guessed: who has its address may listen to it.

mod folder;
mod memory;

use bytes::Bytes;

pub use folder::FolderRecordings;
pub use memory::MemoryRecordings;

/// The largest recording that is taken, in bytes: an hour as browsers record speech, and more.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// A sound as browsers record it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// WebM.
    Webm,
    /// Ogg.
    Ogg,
    /// MP4.
    Mp4,
    /// WAV.
    Wav,
}

impl Sound {
    const ALL: [Sound; 4] = [Sound::Webm, Sound::Ogg, Sound::Mp4, Sound::Wav];

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Sound::Webm => "audio/webm",
            Sound::Ogg => "audio/ogg",
            Sound::Mp4 => "audio/mp4",
            Sound::Wav => "audio/wav",
        }
    }

    /// How names of its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Sound::Webm => "webm",
            Sound::Ogg => "ogg",
            Sound::Mp4 => "mp4",
            Sound::Wav => "wav",
        }
    }

    /// The sound that a media type names, whatever stands behind it: `audio/webm;codecs=opus`.
    pub fn from_media_type(text: &str) -> Option<Sound> {
        let name = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        Sound::ALL.into_iter().find(|sound| sound.media_type() == name)
    }
}

/// Why a recording was not kept or found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordingError {
    /// There is no room left.
    #[error("There is no room left for recordings.")]
    Full,
    /// The disk, or whatever keeps them.
    #[error("Recordings cannot be kept or read: {0}")]
    Io(#[from] std::io::Error),
}

/// Where recordings are kept.
#[async_trait::async_trait]
pub trait Recordings: Send + Sync + 'static {
    /// Keeps a recording. One that is there already stays as it is.
    ///
    /// # Errors
    /// When there is no room.
    async fn keep(
        &self,
        id: &RecordingId,
        sound: Sound,
        bytes: Bytes,
    ) -> Result<(), RecordingError>;

    /// A recording; none when there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    async fn read(&self, id: &RecordingId) -> Result<Option<(Sound, Bytes)>, RecordingError>;

    /// Takes a recording away. One that is not there is no fault.
    ///
    /// # Errors
    /// When it cannot be taken away.
    async fn remove(&self, id: &RecordingId) -> Result<(), RecordingError>;
}

/// A recording's id: `RE` and 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordingId(String);

impl RecordingId {
    /// The id with these bits.
    pub fn new(bits: u128) -> RecordingId {
        RecordingId(format!("RE{bits:032x}"))
    }

    /// Reads an id; none when it is none, such as one with a path in it.
    pub fn parse(text: &str) -> Option<RecordingId> {
        let digits = text.strip_prefix("RE")?;
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_id = digits.len() == 32 && digits.bytes().all(is_hex);
        is_id.then(|| RecordingId(text.to_owned()))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_no_path() {
        let id = RecordingId::new(7);
        assert_eq!(RecordingId::parse(id.as_str()), Some(id));
        for odd in
            ["", "RE", "RE../../../../../../etc/passwd00000", "RE0000000000000000000000000000000G"]
        {
            assert_eq!(RecordingId::parse(odd), None, "{odd}");
        }
    }

    async fn keeps_and_gives_back(recordings: &dyn Recordings) {
        let id = RecordingId::new(1);
        assert!(recordings.read(&id).await.unwrap().is_none());
        recordings.keep(&id, Sound::Webm, Bytes::from_static(b"one")).await.unwrap();
        recordings.keep(&id, Sound::Wav, Bytes::from_static(b"two")).await.unwrap();
        let (sound, bytes) = recordings.read(&id).await.unwrap().unwrap();
        assert_eq!((sound, &bytes[..]), (Sound::Webm, &b"one"[..]));
        recordings.remove(&id).await.unwrap();
        recordings.remove(&id).await.unwrap();
        assert!(recordings.read(&id).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_recording_is_kept_once_and_given_back() {
        keeps_and_gives_back(&MemoryRecordings::default()).await;
        let folder = tempfile::tempdir().unwrap();
        keeps_and_gives_back(&FolderRecordings::new(folder.path().join("recordings"))).await;
        let left = std::fs::read_dir(folder.path().join("recordings")).unwrap().count();
        assert_eq!(left, 0);
    }

    #[tokio::test]
    async fn memory_for_recordings_is_bounded() {
        let recordings = MemoryRecordings::default();
        let large = Bytes::from(vec![0; LARGEST]);
        let mut kept = 0;
        while recordings.keep(&RecordingId::new(kept), Sound::Wav, large.clone()).await.is_ok() {
            kept += 1;
        }
        assert_eq!(kept, 4);
    }
}
