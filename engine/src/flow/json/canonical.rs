//! White space as the console writes it, and nothing else changed.

use super::style::{element_start, text_between};
use super::{Json, JsonKind, Node};

/// `json` with canonical white space: two blanks a step, every value on its own line, one line end.
///
/// Every other byte stays. What is no JSON, such as a comment, is left as it stands together with
/// the blanks around it.
pub fn canonical(json: &Json) -> String {
    let mut writer = Writer { json, out: String::with_capacity(json.text().len() * 5 / 4), at: 0 };
    writer.run();
    writer.out
}

struct Writer<'a> {
    json: &'a Json,
    out: String,
    /// Up to where the old text has been written.
    at: u32,
}

impl Writer<'_> {
    fn run(&mut self) {
        // Depth costs no stack: the index is walked in order, beside a list of what is open.
        let mut open: Vec<Node<'_>> = Vec::new();
        let mut index = 0;
        loop {
            while let Some(&container) = open.last() {
                if container.next_index() > index {
                    break;
                }
                open.pop();
                if container.is_closed() {
                    self.gap(container.inner_end(), "", Some(open.len()));
                }
                self.copy(container.span().end);
            }
            if index as usize >= self.json.len() {
                break;
            }
            let node = self.json.node(index);
            match open.last() {
                None => self.gap(element_start(node), "", None),
                Some(container) if index == container.index() + 1 => {
                    self.gap(element_start(node), "", Some(open.len()));
                }
                Some(_) => self.gap(element_start(node), ",", Some(open.len())),
            }
            if let Some(key) = node.key() {
                self.copy(key.span.end);
                match node.raw() {
                    "" => self.copy(node.span().start),
                    _ => self.colon(node.span().start),
                }
            }
            if node.is_empty() {
                self.leaf(node);
                index = node.next_index();
            } else {
                self.copy(node.span().start + 1);
                open.push(node);
                index += 1;
            }
        }
        self.gap(self.json.text().len() as u32, "", None);
        // After something that is never closed, a line end would be part of it.
        let root = self.json.root();
        let ended = root.is_closed() || self.json.faults().is_empty();
        if ended && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn leaf(&mut self, node: Node<'_>) {
        let brackets = matches!(node.kind(), JsonKind::List | JsonKind::Map);
        if brackets && node.is_closed() {
            self.copy(node.span().start + 1);
            self.gap(node.inner_end(), "", None);
        }
        self.copy(node.span().end);
    }

    /// Copies the old text up to `to`.
    fn copy(&mut self, to: u32) {
        self.out.push_str(text_between(self.json, self.at, to));
        self.at = self.at.max(to);
    }

    /// Writes `expected` and a new line at `depth` for the old text up to `to`, or that text itself
    /// when there is more in it.
    fn gap(&mut self, to: u32, expected: &str, depth: Option<usize>) {
        if text_between(self.json, self.at, to).trim() != expected {
            return self.copy(to);
        }
        self.out.push_str(expected);
        if let Some(depth) = depth {
            self.out.push('\n');
            (0..depth).for_each(|_| self.out.push_str("  "));
        }
        self.at = self.at.max(to);
    }

    fn colon(&mut self, to: u32) {
        if text_between(self.json, self.at, to).trim() != ":" {
            return self.copy(to);
        }
        self.out.push_str(": ");
        self.at = self.at.max(to);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn only_white_space_changes() {
        let text = "{\"a\":[1.0,2e3 , {}],\r\n\t\"b\" : {\"c\":\"x\\u00e9\"} ,\"l\":[ ] }";
        let written = canonical(&Json::parse(text));
        expect![[r#"
            {
              "a": [
                1.0,
                2e3,
                {}
              ],
              "b": {
                "c": "x\u00e9"
              },
              "l": []
            }
        "#]]
        .assert_eq(&written);
        assert_eq!(canonical(&Json::parse(written.as_str())), written);
    }

    #[test]
    fn comments_stay() {
        let written = canonical(&Json::parse("{ // why\n\"a\" : 1, /* b */ \"b\":[1,],}"));
        assert!(written.contains("// why\n") && written.contains("/* b */"));
        assert_eq!(canonical(&Json::parse(written.as_str())), written);
    }
}
