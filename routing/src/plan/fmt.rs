//! Laying a plan's text out: white space changes, and nothing else.

use super::json::{self, Piece};
use crate::problem::Problem;

/// The same JSON with one entry a line and two blanks a level.
///
/// # Errors
/// When the text is not JSON.
pub fn fmt(text: &str) -> Result<String, Problem> {
    json::read(text)?;
    let pieces = json::pieces(text);
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    let mut before = None;
    for (place, (piece, span)) in pieces.iter().enumerate() {
        let closes_at_once = pieces.get(place + 1).is_some_and(|(next, _)| *next == Piece::Close);
        if *piece == Piece::Close {
            depth = depth.saturating_sub(1);
            if before != Some(Piece::Open) {
                line(&mut out, depth);
            }
        }
        out.push_str(span.of(text));
        match piece {
            Piece::Open => {
                depth += 1;
                if !closes_at_once {
                    line(&mut out, depth);
                }
            }
            Piece::Comma => line(&mut out, depth),
            Piece::Colon => out.push(' '),
            Piece::Close | Piece::Scalar => {}
        }
        before = Some(*piece);
    }
    out.push('\n');
    Ok(out)
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_changes_and_nothing_else() {
        let text = "{\"a\":[1 , {}, [ ]],\"b\" : \"x\\u00e9 y\", \"c\":1.50}";
        let done = fmt(text).unwrap();
        expect_test::expect![[r#"
            {
              "a": [
                1,
                {},
                []
              ],
              "b": "x\u00e9 y",
              "c": 1.50
            }
        "#]]
        .assert_eq(&done);
        assert_eq!(fmt(&done).unwrap(), done);
        assert!(fmt("{").is_err());
    }
}
