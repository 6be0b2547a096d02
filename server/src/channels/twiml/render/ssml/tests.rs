use quick_xml::escape::escape;

use super::*;

/// The pieces as they are written.
fn written_pieces(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => escape(text.as_str()).into_owned(),
            Piece::Open(tag) => format!("<{}{}>", tag.name, attributes(tag)),
            Piece::Empty(tag) => format!("<{}{}/>", tag.name, attributes(tag)),
            Piece::Close(name) => format!("</{name}>"),
        })
        .collect()
}

fn attributes(tag: &Tag) -> String {
    tag.attributes
        .iter()
        .map(|(name, value)| format!(" {name}=\"{}\"", escape(value.as_str())))
        .collect()
}

fn check(text: &str, expected: &str) {
    assert_eq!(written_pieces(&read(text)), expected, "{text}");
}

/// The text passes as it is.
fn passes(text: &str) {
    check(text, text);
}

/// Nothing of the text is markup.
fn is_words(text: &str) {
    check(text, &escape(text));
}

#[test]
fn what_an_author_marks_up_passes() {
    passes("One moment<break time=\"500ms\"/> please.");
    passes("<prosody rate=\"slow\">Your <emphasis level=\"strong\">code</emphasis></prosody>");
    passes("<say-as interpret-as=\"telephone\">+15550100</say-as>");
    passes("<p><s>One.</s><s>Two.</s></p>");
    passes("<lang xml:lang=\"es-ES\">Hola</lang>");
    passes("<w role=\"amazon:VB\">read</w>");
    check("<break time='1s' />", "<break time=\"1s\"/>");
    check("<sub\n alias = \"A &amp; B\">AB</sub>", "<sub alias=\"A &amp; B\">AB</sub>");
    check(
        "<amazon:effect name=\"whispered\">psst</amazon:effect>",
        "<amazon:effect xmlns:amazon=\"http://www.w3.org/2001/10/synthesis/amazon\" name=\"whispered\">psst</amazon:effect>",
    );
}

#[test]
fn what_stands_around_the_words_anyway_goes() {
    check("<speak>Hello <break/></speak>", "Hello <break/>");
    check("<speak version=\"1.0\" xml:lang=\"en\">Hello</speak>", "Hello");
}

#[test]
fn trap_20_a_strangers_words_make_no_element() {
    is_words("</Say><Redirect>https://evil.example</Redirect><Say>");
    is_words("<Play>https://evil.example/a.mp3</Play>");
    is_words("<break time=\"1s\" onload=\"x\"/>");
    is_words("<break time=\"1s\" time=\"2s\"/>");
    is_words("<break time=1s/>");
    is_words("<BREAK/>");
    is_words("<!-- --><![CDATA[x]]><?xml version=\"1.0\"?>&lt;&#60;&x;");
    is_words("<!DOCTYPE x [<!ENTITY a \"b\">]>&a;");
    is_words("5 < 6 > 4 & \"so\" 'on'");
    is_words("<");
    is_words("<break");
    is_words("<break time=\"");
    is_words("<break time=\"<\"/>");
    is_words("<sub alias=\"&bad;\">x</sub>");
    is_words("< break/>");
    is_words("<p:break/>");
}

#[test]
fn an_element_that_is_not_closed_is_words() {
    check("<p>one", "&lt;p&gt;one");
    check("one</p>", "one&lt;/p&gt;");
    check("<p>one<s>two</p>", "<p>one&lt;s&gt;two</p>");
    check("<s>one<p>two</s>three</p>", "<s>one&lt;p&gt;two</s>three&lt;/p&gt;");
    check("</p><p></p><p>", "&lt;/p&gt;<p></p>&lt;p&gt;");
    // The break the author wrote passes beside the stranger's words.
    check("Hello <b>Ana</b><break/>", "Hello &lt;b&gt;Ana&lt;/b&gt;<break/>");
}

#[test]
fn what_is_too_deep_or_too_long_is_words() {
    let deep = format!("{}x{}", "<p>".repeat(20), "</p>".repeat(20));
    let pieces = read(&deep);
    let depth = pieces.iter().filter(|piece| matches!(piece, Piece::Open(_))).count();
    assert_eq!(depth, DEEPEST);
    is_words(&format!("<sub alias=\"{}\">x</sub>", "y".repeat(LONGEST_TAG)));
}

#[test]
fn characters_that_xml_cannot_hold_are_left_out() {
    check("a\u{0}b\u{8}c\u{b}d\u{fffe}e\u{1f600}\tf", "abcde\u{1f600}\tf");
    check("<break time=\"1\u{1}s\"/>", "<break time=\"1s\"/>");
}

fn parts(text: &str, most: usize) -> Vec<String> {
    split(read(text), most).iter().map(|part| written_pieces(part)).collect()
}

#[test]
fn a_long_text_is_divided_behind_sentences() {
    let text = "This is one sentence of the text. ".repeat(400);
    let parts = parts(&text, 4096);
    assert_eq!(parts.len(), 4);
    for part in &parts {
        assert!(part.len() <= 4096, "{}", part.len());
        assert!(part.starts_with("This") && part.trim_end().ends_with("text."), "{part}");
    }
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&parts.join(" ")), words(&text));
}

#[test]
fn a_text_without_sentences_is_divided_behind_words_and_one_without_words_anywhere() {
    for part in parts(&"word ".repeat(2000), 4096) {
        assert!(part.len() <= 4096 && part.starts_with("word") && part.trim().ends_with("word"));
    }
    let without = parts(&"x".repeat(9000), 4096);
    assert_eq!(without.iter().map(String::len).collect::<Vec<_>>(), [4096, 4096, 808]);
    let chinese = parts(&"你好吗。再见".repeat(1000), 4096);
    assert!(chinese[0].ends_with('。'), "{}", chinese[0]);
    assert!(chinese.iter().all(|part| part.chars().count() <= 4096));
}

#[test]
fn signs_that_grow_when_they_are_escaped_count_as_they_are_written() {
    for part in parts(&"&".repeat(4000), 4096) {
        assert!(part.len() <= 4096);
    }
    let all: String = ('\u{0}'..'\u{200}').collect();
    assert_eq!(written(&all), escape(all.as_str()).chars().count());
}

#[test]
fn elements_around_a_division_are_closed_and_opened_again() {
    let text = format!("<prosody rate=\"slow\"><p>{}</p></prosody>", "A sentence. ".repeat(600));
    let parts = parts(&text, 4096);
    assert_eq!(parts.len(), 2);
    for part in &parts {
        assert!(part.starts_with("<prosody rate=\"slow\"><p>A sentence."), "{part}");
        assert!(part.ends_with("</p></prosody>") && part.len() <= 4096);
    }
}

#[test]
fn nothing_to_be_heard_gives_no_part() {
    for nothing in ["", " \n ", "<p></p>", "<speak> </speak>"] {
        assert!(parts(nothing, 4096).is_empty(), "{nothing}");
    }
    assert_eq!(parts("<break/>", 4096), ["<break/>"]);
}
