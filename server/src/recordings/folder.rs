//! Recordings in a folder: one file each.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use bytes::Bytes;

use super::{RecordingError, RecordingId, Recordings, Sound};

/// Recordings in a folder, which is made when the first one is kept.
#[derive(Clone, Debug)]
pub struct FolderRecordings {
    folder: PathBuf,
}

impl FolderRecordings {
    /// Recordings in this folder.
    pub fn new(folder: PathBuf) -> FolderRecordings {
        FolderRecordings { folder }
    }

    fn file(&self, id: &RecordingId, sound: Sound) -> PathBuf {
        // An id is letters and digits, never a path.
        self.folder.join(format!("{}.{}", id.as_str(), sound.ending()))
    }

    fn write(&self, id: &RecordingId, sound: Sound, bytes: &[u8]) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        if Sound::ALL.into_iter().any(|sound| self.file(id, sound).exists()) {
            return Ok(());
        }
        // Nobody finds half a recording: it has its name when it is whole. Two that write the same one
        // write the same.
        let unfinished = self.file(id, sound).with_extension("part");
        let mut file = std::fs::File::create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&unfinished, self.file(id, sound))
    }

    fn find(&self, id: &RecordingId) -> std::io::Result<Option<(Sound, Bytes)>> {
        for sound in Sound::ALL {
            match std::fs::read(self.file(id, sound)) {
                Ok(bytes) => return Ok(Some((sound, bytes.into()))),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    fn delete(&self, id: &RecordingId) -> std::io::Result<()> {
        for sound in Sound::ALL {
            match std::fs::remove_file(self.file(id, sound)) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

#[async_trait::async_trait]
impl Recordings for FolderRecordings {
    async fn keep(
        &self,
        id: &RecordingId,
        sound: Sound,
        bytes: Bytes,
    ) -> Result<(), RecordingError> {
        let (here, id) = (self.clone(), id.clone());
        Ok(apart(move || here.write(&id, sound, &bytes)).await?)
    }

    async fn read(&self, id: &RecordingId) -> Result<Option<(Sound, Bytes)>, RecordingError> {
        let (here, id) = (self.clone(), id.clone());
        Ok(apart(move || here.find(&id)).await?)
    }

    async fn remove(&self, id: &RecordingId) -> Result<(), RecordingError> {
        let (here, id) = (self.clone(), id.clone());
        Ok(apart(move || here.delete(&id)).await?)
    }
}

/// Does what waits for a disk where nobody else waits for it.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)?
}
