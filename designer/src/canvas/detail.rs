//! How much of a box is drawn: less when it is small or when there are many.

/// How much of each box is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// A rectangle and an icon.
    Low,
    /// The name too, and exits without names.
    Middle,
    /// Everything.
    #[default]
    Full,
}

/// More boxes than this are never drawn with text at a time.
pub const MOST_WITH_TEXT: usize = 250;
/// The zoom at which a level begins.
const FULL_FROM: f32 = 0.6;
const MIDDLE_FROM: f32 = 0.3;
/// A level that is left begins again only so much closer, so that nothing flickers at the border.
const SLACK: f32 = 0.03;

impl Detail {
    /// The level for a zoom and so many boxes in sight, when `before` was the level so far.
    pub fn of(zoom: f32, in_sight: usize, before: Detail) -> Detail {
        let from =
            |border: f32, level: Detail| if before >= level { border - SLACK } else { border };
        let by_zoom = if zoom >= from(FULL_FROM, Detail::Full) {
            Detail::Full
        } else if zoom >= from(MIDDLE_FROM, Detail::Middle) {
            Detail::Middle
        } else {
            Detail::Low
        };
        match by_zoom {
            _ if in_sight > MOST_WITH_TEXT * 4 => Detail::Low,
            Detail::Full if in_sight > MOST_WITH_TEXT => Detail::Middle,
            level => level,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_is_drawn_farther_out_and_nothing_flickers_at_the_border() {
        assert_eq!(Detail::of(1.0, 20, Detail::Low), Detail::Full);
        assert_eq!(Detail::of(0.4, 20, Detail::Full), Detail::Middle);
        assert_eq!(Detail::of(0.2, 20, Detail::Full), Detail::Low);
        assert_eq!(Detail::of(0.59, 20, Detail::Full), Detail::Full);
        assert_eq!(Detail::of(0.59, 20, Detail::Middle), Detail::Middle);
    }

    #[test]
    fn a_crowd_is_drawn_without_its_small_print() {
        assert_eq!(Detail::of(1.0, 251, Detail::Full), Detail::Middle);
        assert_eq!(Detail::of(0.5, 3000, Detail::Middle), Detail::Low);
    }
}
