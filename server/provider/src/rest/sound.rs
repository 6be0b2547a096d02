//! The sound of recordings: silence, eight thousand samples a second.

/// Nobody needs more silence than this, in seconds.
const LONGEST_SECONDS: u64 = 10;
const SAMPLES_PER_SECOND: u32 = 8_000;

/// A WAV file of so many seconds of silence, at most ten.
pub(super) fn silence(seconds: u64) -> Vec<u8> {
    let seconds = u32::try_from(seconds.min(LONGEST_SECONDS)).unwrap_or_default();
    let data = seconds * SAMPLES_PER_SECOND;
    let mut file = Vec::with_capacity(44 + data as usize);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + data).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    // Plain samples, one channel.
    file.extend_from_slice(&1_u16.to_le_bytes());
    file.extend_from_slice(&1_u16.to_le_bytes());
    file.extend_from_slice(&SAMPLES_PER_SECOND.to_le_bytes());
    file.extend_from_slice(&SAMPLES_PER_SECOND.to_le_bytes());
    // One byte a sample, eight bits each.
    file.extend_from_slice(&1_u16.to_le_bytes());
    file.extend_from_slice(&8_u16.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&data.to_le_bytes());
    file.resize(44 + data as usize, 0x80);
    file
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_recording_is_as_long_as_it_says() {
        assert_eq!(super::silence(2).len(), 44 + 16_000);
        assert_eq!(super::silence(10_000).len(), 44 + 80_000);
    }
}
