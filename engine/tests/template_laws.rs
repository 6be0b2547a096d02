//! Laws of templates: no text makes reading or rendering panic or run away, the fast form and the
//! tree agree, and a widget's name can be changed and changed back.
#![allow(clippy::unwrap_used)]

use centralita_engine::template::{Dialect, Fault, Scope, Segment, Template, TemplateLimits};
use centralita_engine::{Map, Text, Time, Value};
use proptest::prelude::*;

const DATA: &str = r#"{
    "a": 3, "b": "ñandú, two", "c": [3, "x", null, [1, {"k": 2}]], "d": {"k": "v", "size": 9},
    "widgets": {"old": {"Digits": "12", "parsed": {"items": [{"n": 1}, {"n": 2}]}}},
    "f": 2.5, "yes": true, "no": false, "nothing": null, "big": 9223372036854775807
}"#;

fn context() -> Map {
    Value::from_json(DATA).unwrap().as_map().unwrap().clone()
}

fn rendered_within(
    template: &Template,
    limits: &TemplateLimits,
) -> (Result<Text, Fault>, Vec<Fault>) {
    let (context, zone) = (context(), jiff::tz::TimeZone::UTC);
    let scope = Scope { context: &context, now: Time(1_763_800_000_000), zone: &zone, limits };
    let mut warnings = Vec::new();
    let result = template.render(&scope, &mut warnings);
    // The value has no limit of its own, but it must not panic either.
    let _ = template.value(&scope, &mut warnings);
    (result, warnings)
}

fn rendered(source: &str, dialect: Dialect) -> Result<Text, Fault> {
    let template = Template::parse(source, dialect);
    let (result, warnings) = rendered_within(&template, &TemplateLimits::DEFAULT);
    for fault in template
        .faults()
        .iter()
        .chain(template.doubts())
        .chain(&warnings)
        .chain(result.as_ref().err())
    {
        assert!(source.get(fault.span.range()).is_some(), "{fault:?} lies within {source:?}");
        assert!(!fault.message.is_empty());
    }
    for mention in template.mentions() {
        assert!(!mention.span.of(source).is_empty(), "{mention:?} is written in {source:?}");
    }
    if let Ok(text) = &result {
        assert!(template.faults().is_empty());
        assert!(text.len() <= TemplateLimits::DEFAULT.output_bytes);
    }
    result
}

/// Pieces that a random template is made of, so that more than the lexer is reached.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{{-",
    "-}}",
    "{%-",
    "-%}",
    " ",
    " ",
    "\n",
    "a",
    "b",
    "c",
    "d.k",
    "f",
    "big",
    "nothing",
    "widgets.old.Digits",
    "widgets['old']",
    "[0]",
    "[a]",
    "[",
    "]",
    "(",
    ")",
    "..",
    ".",
    "1",
    "-1",
    "2.5",
    "'x'",
    "\"y, z\"",
    "'",
    "\"",
    "|",
    ":",
    ",",
    "=",
    "==",
    "!=",
    "<>",
    "<",
    ">=",
    "contains",
    "and",
    "or",
    "if",
    "elsif",
    "else",
    "endif",
    "unless",
    "endunless",
    "for",
    "i in c",
    "i in (1..a)",
    "endfor",
    "reversed",
    "limit: 2",
    "offset: continue",
    "tablerow",
    "endtablerow",
    "cols: 2",
    "break",
    "continue",
    "case",
    "when",
    "endcase",
    "assign",
    "x = a",
    "x = x | append: x",
    "capture",
    "endcapture",
    "increment",
    "decrement",
    "cycle",
    "comment",
    "endcomment",
    "raw",
    "endraw",
    "liquid",
    "echo",
    "#",
    "doc",
    "enddoc",
    "ifchanged",
    "endifchanged",
    "forloop.index",
    "x",
    "true",
    "nil",
    "blank",
    "empty",
    "upcase",
    "append: b",
    "split: ','",
    "split: ''",
    "join: '-'",
    "date: '%Y'",
    "date: '%c', 'Asia/Tokyo'",
    "default: 1",
    "plus: f",
    "times: big",
    "divided_by: 0",
    "modulo: a",
    "round: 30",
    "round: -30",
    "slice: -2, 9",
    "truncate: 3",
    "truncatewords: 1",
    "replace: '', 'ab'",
    "sort",
    "sort_natural",
    "uniq",
    "map: 'k'",
    "where: 'k'",
    "concat: c",
    "compact",
    "reverse",
    "sum",
    "first",
    "last",
    "size",
    "to_json",
    "escape_once",
    "strip_html",
    "url_decode",
    "url_encode",
    "base64_decode",
    "base64_encode",
    "capitalize",
    "nonsense",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.join(" "))
}

/// Templates that are mostly well formed.
fn well_formed() -> impl Strategy<Value = String> {
    let value = prop::sample::select(vec![
        "a",
        "b",
        "c",
        "d",
        "f",
        "x",
        "widgets.old.Digits",
        "widgets[\"old\"].parsed.items",
        "'text'",
        "7",
        "-2.5",
        "c[3][1].k",
        "big",
        "nothing",
        "(1..a)",
        "widgets.old.parsed.items.size",
        "yes",
        "empty",
    ]);
    let filter = prop::sample::select(vec![
        "upcase",
        "size",
        "append: b",
        "plus: 2",
        "divided_by: 2",
        "default: 'd'",
        "split: ','",
        "join: '+'",
        "sort_natural",
        "to_json",
        "date: '%F'",
        "slice: 1, 2",
        "replace: 'n', 'm'",
        "first",
        "reverse",
        "uniq",
        "truncate: 9",
        "escape",
        "times: 3",
        "concat: c",
        "compact",
        "sum",
    ]);
    let pipeline =
        (value.clone(), prop::collection::vec(filter, 0..4)).prop_map(|(value, filters)| {
            filters.iter().fold(value.to_owned(), |made, filter| format!("{made} | {filter}"))
        });
    let comparison = prop::sample::select(vec!["==", "!=", "contains"]);
    let test =
        (value.clone(), comparison, value.clone()).prop_map(|(a, c, b)| format!("{a} {c} {b}"));
    let leaf = prop_oneof![
        "[a-z ]{0,6}",
        pipeline.clone().prop_map(|pipeline| format!("{{{{ {pipeline} }}}}")),
        pipeline.prop_map(|pipeline| format!("{{% assign x = {pipeline} %}}")),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let body = prop::collection::vec(inner, 0..4).prop_map(|parts| parts.concat());
        prop_oneof![
            (test.clone(), body.clone(), body.clone()).prop_map(|(test, a, b)| format!(
                "{{% if {test} %}}{a}{{% else %}}{b}{{% endif %}}"
            )),
            (value.clone(), body.clone()).prop_map(|(list, a)| format!(
                "{{% for i in {list} limit: 3 %}}{a}{{{{ i }}}}{{% endfor %}}"
            )),
            (value.clone(), value.clone(), body.clone()).prop_map(|(a, b, c)| format!(
                "{{% case {a} %}}{{% when {b} %}}{c}{{% endcase %}}"
            )),
            body.prop_map(|a| format!("{{% capture x %}}{a}{{% endcapture %}}{{{{ x }}}}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_read_and_rendered_without_panic(text in any::<String>()) {
        let _ = rendered(&text, Dialect::Standard);
        let _ = rendered(&format!("{{{{{text}}}}}{{%{text}%}}"), Dialect::Studio);
    }

    #[test]
    fn any_soup_of_pieces_is_read_and_rendered_without_panic(text in soup()) {
        let _ = rendered(&text, Dialect::Standard);
        let _ = rendered(&text, Dialect::Studio);
        let _ = rendered(&format!("{{% if a %}}{{{{ {text} }}}}{{% endif %}}"), Dialect::Studio);
    }

    #[test]
    fn every_beginning_of_a_template_is_read_without_panic(text in well_formed()) {
        for (end, _) in text.char_indices() {
            let _ = rendered(&text[..end], Dialect::Studio);
        }
        let template = Template::parse(text.as_str(), Dialect::Studio);
        prop_assert_eq!(template.faults(), &[]);
    }

    #[test]
    fn rendering_twice_gives_the_same(text in well_formed()) {
        prop_assert_eq!(rendered(&text, Dialect::Studio), rendered(&text, Dialect::Studio));
    }

    #[test]
    fn the_fast_form_and_the_tree_agree(
        parts in prop::collection::vec(prop_oneof!["([{] |[a-z }]){0,20}", prop::sample::select(vec![
            "{{ a }}", "{{b}}", "{{ c }}", "{{ d }}", "{{ f }}", "{{ widgets.old.Digits }}", "{{ nobody.knows }}",
            "{{ c[1] }}", "{{ c[-1] }}", "{{ big }}", "{{ nothing }}", "{{ widgets['old'].parsed.items[1].n }}",
        ]).prop_map(str::to_owned)], 0..12)
    ) {
        let plain = parts.concat();
        prop_assume!(Template::parse(plain.as_str(), Dialect::Standard).faults().is_empty());
        // An assignment prints nothing, and makes a tree of the template.
        let tree = format!("{{% assign unused = 1 %}}{plain}");
        let text = rendered(&plain, Dialect::Standard);
        prop_assert_eq!(&text, &rendered(&tree, Dialect::Standard));
        let context = context();
        let limits = TemplateLimits::DEFAULT;
        let zone = jiff::tz::TimeZone::UTC;
        let scope = Scope { context: &context, now: Time(0), zone: &zone, limits: &limits };
        let mut out = String::from(">");
        Template::parse(plain, Dialect::Standard).render_into(&scope, &mut out, &mut Vec::new()).unwrap();
        let text = text.unwrap();
        prop_assert_eq!(&out[1..], text.as_str());
    }

    #[test]
    fn a_renamed_widget_is_mentioned_in_the_same_places(text in well_formed(), name in "[a-z \"._-]{1,8}") {
        prop_assume!(name != "old");
        let template = Template::parse(text.as_str(), Dialect::Studio);
        let old = |path: &[Segment]| {
            path.get(..2) == Some(&[Segment::Key("widgets".into()), Segment::Key("old".into())][..])
        };
        let mentioned = template.mentions().iter().any(|mention| old(&mention.path));
        let renamed = template.with_widget_renamed("old", &name);
        prop_assert_eq!(renamed.is_some(), mentioned);
        let Some(renamed) = renamed else { return Ok(()) };
        let after = Template::parse(renamed.as_str(), Dialect::Studio);
        prop_assert_eq!(after.faults(), &[]);
        let expected: Vec<_> = template.mentions().iter().map(|mention| {
            let mut path = mention.path.clone();
            if old(&path) {
                path[1] = Segment::Key(name.as_str().into());
            }
            (path, mention.guarded)
        }).collect();
        let found: Vec<_> =
            after.mentions().iter().map(|mention| (mention.path.clone(), mention.guarded)).collect();
        prop_assert_eq!(found, expected);
        let back = after.with_widget_renamed(&name, "old").unwrap();
        prop_assert_eq!(Template::parse(back, Dialect::Studio).mentions().len(), template.mentions().len());
        if name.chars().all(|letter| letter.is_ascii_lowercase()) {
            let back = after.with_widget_renamed(&name, "old").unwrap();
            prop_assert_eq!(back, text);
        }
    }

    #[test]
    fn a_literal_prints_itself(text in "[a-z{}% \n'\"]{0,40}|[{%} endraw-]{0,40}") {
        let template = Template::literal(text.as_str());
        prop_assert_eq!(template.faults(), &[]);
        let (result, _) = rendered_within(&template, &TemplateLimits::DEFAULT);
        let printed = result.unwrap();
        prop_assert_eq!(printed.as_str(), text.as_str());
    }

    #[test]
    fn narrow_limits_are_kept(text in well_formed(), bytes in 0usize..60, turns in 0u64..6) {
        let limits = TemplateLimits {
            output_bytes: bytes,
            value_bytes: bytes * 4,
            iterations: turns,
            work_bytes: 4000,
            ..TemplateLimits::DEFAULT
        };
        let (result, _) = rendered_within(&Template::parse(text, Dialect::Standard), &limits);
        if let Ok(text) = result {
            prop_assert!(text.len() <= bytes);
        }
    }
}

/// Templates made to exhaust a machine; each ends in a fault, or in Studio's dialect in fifteen turns.
#[test]
fn attacks_end_in_a_fault() {
    let doubling = "{% assign x = x | append: x %}".repeat(40);
    let concat = "{% assign x = x | concat: x %}".repeat(40);
    let attacks = [
        "{% if a %}".repeat(1600),
        format!("{{{{ {} }}}}", "[".repeat(16_000)),
        format!("{{{{ {} }}}}", "(".repeat(16_000)),
        format!("{{{{ a{} }}}}", "[a".repeat(8_000)),
        format!("{{% liquid {} %}}", "liquid ".repeat(2_300)),
        format!("{{% assign x = 'ab' %}}{doubling}"),
        format!("{{% assign x = c %}}{concat}{{{{ x }}}}"),
        format!("{{% assign x = c %}}{concat}{{{{ x | to_json }}}}"),
        format!(
            "{{% assign x = 'ab' %}}{}",
            "{% capture x %}{{ x }}{{ x }}{% endcapture %}".repeat(40)
        ),
        format!("{{% for i in (1..9000) %}}{}{{% endfor %}}", "{{ b | upcase }}".repeat(500)),
        "{% for i in (1..1000000000) %}{% endfor %}".to_owned(),
        "{% for i in (1..1000) %}{% for j in (1..1000) %}{% endfor %}{% endfor %}".to_owned(),
        "{% tablerow i in (1..1000000000) %}{% endtablerow %}".to_owned(),
        "{{ (1..1000000000) | join }}".to_owned(),
        "{{ (-9223372036854775808..9223372036854775807) | size }}".to_owned(),
        "{% assign x = (1..30000) | join: 'aaaaaaaaaaaaaaaa' %}".to_owned(),
        format!("{{% assign x = b %}}{}", "{% assign x = x | replace: '', x %}".repeat(20)),
    ];
    for attack in &attacks {
        let result = rendered(attack, Dialect::Standard);
        assert!(result.is_err(), "{}", attack.chars().take(80).collect::<String>());
    }
    for attack in &attacks {
        let _ = rendered(attack, Dialect::Studio);
    }
}

/// What takes long, but not for ever, is no fault.
#[test]
fn long_chains_are_rendered() {
    let chain = format!("{{{{ b{} }}}}", " | upcase".repeat(1500));
    assert_eq!(rendered(&chain, Dialect::Standard).unwrap(), "ÑANDÚ, TWO");
    let tests =
        format!("{{% if a == 1{} %}}x{{% else %}}y{{% endif %}}", " or a == 1".repeat(1400));
    assert_eq!(rendered(&tests, Dialect::Standard).unwrap(), "y");
    let steps = format!("{{{{ d{} }}}}", ".k".repeat(8000));
    assert_eq!(rendered(&steps, Dialect::Standard).unwrap(), "");
}
