//! Silence to play, for providers without a pause.

/// How long [`silence()`] is.
pub const SILENCE_SECONDS: u32 = 1;

/// A WAV file of one second of silence: 8 kHz, one track, µ-law.
pub fn silence() -> Vec<u8> {
    const RATE: u32 = 8000;
    let samples = RATE * SILENCE_SECONDS;
    let mut file = Vec::with_capacity(44 + samples as usize);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + samples).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16u32.to_le_bytes());
    // Format 7 is µ-law; one track; bytes a second; bytes a sample; bits a sample.
    file.extend_from_slice(&7u16.to_le_bytes());
    file.extend_from_slice(&1u16.to_le_bytes());
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&1u16.to_le_bytes());
    file.extend_from_slice(&8u16.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&samples.to_le_bytes());
    // Nothing is 0xff in µ-law.
    file.resize(44 + samples as usize, 0xff);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_a_file_of_one_second() {
        let file = silence();
        assert_eq!(file.len(), 44 + 8000);
        assert_eq!((&file[..4], &file[8..16]), (&b"RIFF"[..], &b"WAVEfmt "[..]));
        assert_eq!(u32::from_le_bytes(file[40..44].try_into().unwrap()), 8000);
    }
}
