//! The words and signs inside `{{ … }}` and `{% … %}`.

use super::tree::Comparison;
use crate::Span;

/// What stands next in the markup.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token {
    /// A name: letters, digits, `_` and `-`, perhaps with a `?` at its end.
    Word,
    Int,
    Float,
    /// A quoted text; the span leaves the quotes out.
    Quoted,
    /// A quotation mark that is never closed.
    OpenQuote,
    Pipe,
    Colon,
    Comma,
    Dot,
    DotDot,
    OpenBracket,
    CloseBracket,
    OpenParen,
    CloseParen,
    /// A single `=`.
    Assign,
    Comparison(Comparison),
    /// A sign that means nothing here.
    Odd,
    End,
}

/// The tokens of one markup; a copy looks ahead.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'s> {
    source: &'s str,
    position: usize,
    end: usize,
    /// The token at hand.
    pub token: Token,
    /// Where it stands.
    pub span: Span,
    /// Where the token before it ended.
    pub before: u32,
}

impl<'s> Tokens<'s> {
    /// The tokens of the part of `source` that `span` covers.
    pub fn new(source: &'s str, span: Span) -> Tokens<'s> {
        let mut tokens = Tokens {
            source,
            position: span.start as usize,
            end: (span.end as usize).min(source.len()),
            token: Token::End,
            span,
            before: span.start,
        };
        tokens.advance();
        tokens
    }

    /// The text of the token at hand.
    pub fn text(&self) -> &'s str {
        self.source.get(self.span.range()).unwrap_or("")
    }

    /// Whether the token at hand is the word `word`.
    pub fn is_word(&self, word: &str) -> bool {
        self.token == Token::Word && self.text() == word
    }

    /// The token after the one at hand.
    pub fn following(&self) -> Token {
        let mut ahead = *self;
        ahead.advance();
        ahead.token
    }

    /// Moves past the token at hand when it is `token`.
    pub fn take(&mut self, token: Token) -> bool {
        let found = self.token == token;
        if found {
            self.advance();
        }
        found
    }

    /// Where the token at hand begins, its quotation mark included.
    pub fn start(&self) -> usize {
        let quote = matches!(self.token, Token::Quoted | Token::OpenQuote);
        (self.span.start as usize).saturating_sub(usize::from(quote))
    }

    /// Moves to the next token.
    pub fn advance(&mut self) {
        self.before = self.position as u32;
        let rest = self.source.get(self.position..self.end).unwrap_or("");
        let blanks = rest.len() - rest.trim_start().len();
        let start = self.position + blanks;
        let rest = &rest[blanks..];
        let (token, length) = token_at(rest);
        self.token = token;
        self.position = start + length;
        self.span = match token {
            Token::Quoted => Span::new(start + 1, start + length - 1),
            Token::OpenQuote => Span::new(start + 1, start + length),
            _ => Span::new(start, start + length),
        };
    }
}

/// The token that `rest` begins with, and its length in bytes.
fn token_at(rest: &str) -> (Token, usize) {
    let mut characters = rest.chars();
    let Some(first) = characters.next() else { return (Token::End, 0) };
    let second = characters.next();
    match first {
        '|' => (Token::Pipe, 1),
        ':' => (Token::Colon, 1),
        ',' => (Token::Comma, 1),
        '[' => (Token::OpenBracket, 1),
        ']' => (Token::CloseBracket, 1),
        '(' => (Token::OpenParen, 1),
        ')' => (Token::CloseParen, 1),
        '.' if second == Some('.') => (Token::DotDot, 2),
        '.' => (Token::Dot, 1),
        '=' if second == Some('=') => (Token::Comparison(Comparison::Equal), 2),
        '=' => (Token::Assign, 1),
        '!' if second == Some('=') => (Token::Comparison(Comparison::NotEqual), 2),
        '<' if second == Some('>') => (Token::Comparison(Comparison::NotEqual), 2),
        '<' if second == Some('=') => (Token::Comparison(Comparison::LessOrEqual), 2),
        '<' => (Token::Comparison(Comparison::Less), 1),
        '>' if second == Some('=') => (Token::Comparison(Comparison::GreaterOrEqual), 2),
        '>' => (Token::Comparison(Comparison::Greater), 1),
        '"' | '\'' => match rest[1..].find(first) {
            Some(length) => (Token::Quoted, length + 2),
            None => (Token::OpenQuote, rest.len()),
        },
        '-' if second.is_some_and(|c| c.is_ascii_digit()) => number_at(rest, 1),
        '0'..='9' => number_at(rest, 0),
        _ if is_word_start(first) => {
            let mut length = rest.find(|c: char| !is_word_character(c)).unwrap_or(rest.len());
            if rest[length..].starts_with('?') {
                length += 1;
            }
            let token = if &rest[..length] == "contains" {
                Token::Comparison(Comparison::Contains)
            } else {
                Token::Word
            };
            (token, length)
        }
        _ => (Token::Odd, first.len_utf8()),
    }
}

fn number_at(rest: &str, sign: usize) -> (Token, usize) {
    let digits = |from: usize| {
        rest[from..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |length| from + length)
    };
    let whole = digits(sign);
    let fraction = rest[whole..]
        .strip_prefix('.')
        .is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()));
    if fraction { (Token::Float, digits(whole + 1)) } else { (Token::Int, whole) }
}

fn is_word_start(character: char) -> bool {
    character == '_' || character.is_alphabetic()
}

fn is_word_character(character: char) -> bool {
    character == '_' || character == '-' || character.is_alphanumeric()
}

/// Whether `.name` can be written for this key; others are written `["name"]`.
pub(super) fn is_identifier(name: &str) -> bool {
    name.starts_with(is_word_start) && name.chars().all(is_word_character) && !name.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(markup: &str) -> String {
        let mut tokens = Tokens::new(markup, Span::new(0, markup.len()));
        let mut seen = Vec::new();
        while tokens.token != Token::End {
            seen.push(format!("{:?} {}", tokens.token, tokens.text()));
            tokens.advance();
        }
        seen.join(", ")
    }

    #[test]
    fn a_range_is_two_numbers_and_two_points() {
        assert_eq!(tokens("(1..-2)"), "OpenParen (, Int 1, DotDot .., Int -2, CloseParen )");
        assert_eq!(tokens("1.5"), "Float 1.5");
    }

    #[test]
    fn a_dash_belongs_to_the_name_and_quotes_keep_everything() {
        assert_eq!(tokens("a-b? 'x | y'"), "Word a-b?, Quoted x | y");
        assert_eq!(tokens("'open"), "OpenQuote open");
        assert_eq!(tokens("{ ñ"), "Odd {, Word ñ");
    }
}
