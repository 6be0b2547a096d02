//! Changing a [`Json`] text by cutting new text into the old.

/// One cut: the bytes of `range` give way to `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// The bytes that go.
    pub range: std::ops::Range<usize>,
    /// What stands there instead.
    pub text: String,
}

/// A set of changes to one JSON text.
pub struct Patch;

/// Stub.
pub fn splice_text() {}
