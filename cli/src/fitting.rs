//! Making text fit the terminal: wrapping, cutting and lining up.

use unicode_width::UnicodeWidthStr;

/// The columns that `text` takes.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// `text` in lines of at most `width` columns, broken between words; a longer word stands alone.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut taken = 0;
        for word in paragraph.split_whitespace() {
            let wide = columns(word);
            if taken > 0 && taken + 1 + wide > width {
                lines.push(std::mem::take(&mut line));
                taken = 0;
            }
            if taken > 0 {
                line.push(' ');
                taken += 1;
            }
            line.push_str(word);
            taken += wide;
        }
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// `text` on one line of at most `width` columns; what does not fit is cut off with `…`.
pub fn cut(text: &str, width: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if columns(&text) <= width {
        return text;
    }
    let mut out = String::new();
    let mut taken = 0;
    for letter in text.chars() {
        let wide = unicode_width::UnicodeWidthChar::width(letter).unwrap_or(0);
        if taken + wide + 1 > width {
            break;
        }
        out.push(letter);
        taken += wide;
    }
    out.push('…');
    out
}

/// `text` with blanks after it up to `width` columns.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// Rows of a name and a text, the texts under each other and wrapped to `width`.
pub fn table(rows: &[(String, String)], width: usize) -> Vec<String> {
    let names = rows.iter().map(|(name, _)| columns(name)).max().unwrap_or(0).min(width / 3);
    let mut lines = Vec::new();
    for (name, text) in rows {
        let room = width.saturating_sub(names + 2).max(16);
        for (index, line) in wrapped(text, room).into_iter().enumerate() {
            let name = if index == 0 { name.as_str() } else { "" };
            lines.push(format!("{}  {line}", padded(name, names)));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_breaks_between_words_and_counts_columns() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("áé íó ú", 5), ["áé íó", "ú"]);
        assert_eq!(wrapped("", 5), [""]);
        assert_eq!(wrapped("a-very-long-word b", 5), ["a-very-long-word", "b"]);
    }

    #[test]
    fn what_does_not_fit_is_cut_with_a_sign() {
        assert_eq!(cut("hello world", 8), "hello w…");
        assert_eq!(cut("hello", 8), "hello");
        assert_eq!(cut("日本語", 5), "日本…");
    }

    #[test]
    fn a_table_lines_its_texts_up() {
        let rows = [("a".to_owned(), "one two".to_owned()), ("long".to_owned(), "x".to_owned())];
        assert_eq!(table(&rows, 40), ["a     one two", "long  x"]);
    }
}
