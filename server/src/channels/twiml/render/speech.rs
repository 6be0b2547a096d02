//! What a caller hears: words, audio, tones, pauses, music.

use centralita_engine::Text;
use centralita_engine::exec::{Play, PlaySource, Say};

use super::silence::SILENCE_SECONDS;
use super::ssml::{self, Piece};
use super::xml::Attributes;
use super::{Lacking, Page};

impl Page<'_> {
    pub(super) fn say(&mut self, say: &Say) {
        let mut pieces = ssml::read(&say.text);
        if !self.profile.markup && pieces.iter().any(|piece| !matches!(piece, Piece::Text(_))) {
            self.lacks(Lacking::Markup);
            pieces = ssml::words(pieces);
        }
        let parts = ssml::split(pieces, self.profile.limits.say_characters);
        let attributes = |loops: u32| {
            let attributes = Attributes::default()
                .with_some("voice", &say.voice)
                .with_some("language", &say.language);
            if loops == 1 { attributes } else { attributes.with("loop", loops) }
        };
        match parts.as_slice() {
            [] => {}
            [part] => {
                for loops in self.loops(say.times) {
                    self.part(part, attributes(loops));
                }
            }
            // A text in several parts is repeated as a whole, as often as there is room for.
            parts => {
                let length: usize = parts.iter().flatten().map(Piece::length).sum();
                let room = self.profile.limits.document_bytes / 2 / length.max(1);
                let most = u32::try_from(room).unwrap_or(u32::MAX).max(1);
                for _ in 0..say.times.clamp(1, most) {
                    for part in parts {
                        self.part(part, attributes(1));
                    }
                }
            }
        }
    }

    fn part(&mut self, pieces: &[Piece], attributes: Attributes) {
        self.xml.open("Say", attributes);
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.xml.text(text),
                Piece::Open(tag) => self.xml.open_raw(tag.name, &tag.attributes, false),
                Piece::Empty(tag) => self.xml.open_raw(tag.name, &tag.attributes, true),
                Piece::Close(name) => self.xml.close(name),
            }
        }
        self.xml.close("Say");
    }

    pub(super) fn play(&mut self, play: &Play) {
        match &play.source {
            PlaySource::Url(url) => self.audio(url, play.times),
            PlaySource::Tones(tones) => self.tones(tones, play.times),
        }
    }

    /// Plays the audio at an address, so many times.
    pub(super) fn audio(&mut self, url: &str, times: u32) {
        if url.trim().is_empty() {
            return;
        }
        for loops in self.loops(times) {
            let attributes = Attributes::default();
            let attributes = if loops == 1 { attributes } else { attributes.with("loop", loops) };
            self.xml.leaf("Play", attributes, url);
        }
    }

    fn tones(&mut self, tones: &Text, times: u32) {
        if self.profile.attribute("Play", "digits").is_none() {
            self.lacks(Lacking::Tones);
            return;
        }
        // A second is two halves; whatever is on no telephone would make the whole verb an error.
        let tones: String = tones
            .chars()
            .flat_map(|tone| match tone {
                'W' => vec!['w', 'w'],
                'w' | '0'..='9' | 'A'..='D' | '#' | '*' => vec![tone],
                'a'..='d' => vec![tone.to_ascii_uppercase()],
                _ => vec![],
            })
            .collect();
        if tones.is_empty() {
            return;
        }
        for loops in self.loops(times) {
            let attributes = Attributes::default().with("digits", tones.as_str());
            let attributes = if loops == 1 { attributes } else { attributes.with("loop", loops) };
            self.xml.empty("Play", attributes);
        }
    }

    pub(super) fn pause(&mut self, seconds: u32) {
        if seconds == 0 {
            return;
        }
        if self.profile.has("Pause") {
            self.xml.empty("Pause", Attributes::default().with("length", seconds));
            return;
        }
        self.lacks(Lacking::Pause);
        let url = self.site.url(&self.site.silence);
        self.audio(&url, seconds.div_ceil(SILENCE_SECONDS));
    }

    /// About so many seconds of the house's music; silence where it has none.
    pub(super) fn hold(&mut self, seconds: u32) {
        let Some(music) = self.site.music.clone() else { return self.pause(seconds) };
        let url = if music.url.starts_with('/') {
            format!("{}{}", self.site.base, music.url)
        } else {
            music.url
        };
        self.audio(&url, (seconds / music.seconds.max(1)).max(1));
    }

    /// So many repeats as numbers that the provider takes.
    fn loops(&self, times: u32) -> Vec<u32> {
        // Endless is 0 on the wire, and nobody asks for it: the flow would never go on.
        let mut left = times.clamp(1, 1000);
        let mut loops = Vec::new();
        while left > 0 {
            let now = left.min(self.profile.limits.loops.max(1));
            loops.push(now);
            left -= now;
        }
        loops
    }
}
