//! The chapters of the page of keys.

/// A chapter of the page of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chapter {
    /// Files and the window's flow.
    File,
    /// What changes the flow.
    Edit,
    /// What selects.
    Select,
    /// What gets about.
    Walk,
    /// What is looked at.
    Look,
    /// What checks and tries.
    Check,
    /// What is done with scripts.
    Script,
    /// Everything else.
    Window,
}

impl Chapter {
    /// All chapters, in the order of the page.
    pub const ALL: [Chapter; 8] = [
        Chapter::Edit,
        Chapter::Walk,
        Chapter::Select,
        Chapter::Look,
        Chapter::Check,
        Chapter::Script,
        Chapter::File,
        Chapter::Window,
    ];

    /// Its name among the texts, without `keys-group-`.
    pub fn name(self) -> &'static str {
        match self {
            Chapter::File => "file",
            Chapter::Edit => "edit",
            Chapter::Select => "select",
            Chapter::Walk => "walk",
            Chapter::Look => "look",
            Chapter::Check => "check",
            Chapter::Script => "script",
            Chapter::Window => "window",
        }
    }
}
