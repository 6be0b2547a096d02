//! How fast templates render, beside the crate `liquid` with its variables prepared.
//!
//! Run it with `cargo bench -p centralita-engine --bench template`. Each figure is the best of several
//! batches, so that other work on the machine disturbs it little; what counts is the ratio, which
//! compares both within the same run. The goals: a literal at most 0.3 times, one variable at most
//! 1.2 times the time of `liquid`.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use centralita_engine::template::{Dialect, Scope, Template, TemplateLimits};
use centralita_engine::{Map, Time, Value};

const CASES: [(&str, &str, Option<f64>); 7] = [
    ("literal", "Welcome to Acme. Please hold the line.", Some(0.3)),
    ("one variable", "Hello {{ contact.channel.address }}, welcome to Acme.", Some(1.2)),
    ("two variables", "Caller {{phone}} chose {{dept}}", Some(1.2)),
    (
        "two variables, filter, if",
        "{% if dept == 'sales' %}Hello {{ phone | append: '!' }}, {{ dept }}{% else %}No{% endif %}",
        None,
    ),
    ("default", "Dear {{ contact.name | default: 'customer' }}", None),
    (
        "loop",
        "{% for item in items %}{{ forloop.index }}. {{ item.name }} {{ item.price }}\n{% endfor %}",
        None,
    ),
    (
        "assign and case",
        "{% assign d = dept | upcase %}{% case d %}{% when 'SUPPORT' %}1{% when 'SALES' %}2{% endcase %}",
        None,
    ),
];

const VARIABLES: &str = r#"{
    "phone": "+15550100", "dept": "sales",
    "contact": {"channel": {"address": "+15550123"}},
    "items": [{"name": "Tea", "price": 3}, {"name": "Coffee", "price": 4}, {"name": "Milk", "price": 2}],
    "flow": {"variables": {"a": 1, "b": 2}}, "widgets": {"menu": {"Digits": "1"}}
}"#;

fn main() {
    let context: Map = Value::from_json(VARIABLES).unwrap().as_map().unwrap().clone();
    let (zone, limits) = (jiff::tz::TimeZone::UTC, TemplateLimits::default());
    let scope = Scope { context: &context, now: Time(0), zone: &zone, limits: &limits };
    let globals: liquid::Object = serde_json::from_str(VARIABLES).unwrap();
    let parser = liquid::ParserBuilder::with_stdlib().build().unwrap();
    println!("{:<28} {:>9} {:>9} {:>7}  goal", "render", "ours ns", "liquid ns", "ratio");
    let mut missed = 0;
    for (name, source, goal) in CASES {
        let ours = Template::parse(source, Dialect::Studio);
        let theirs = parser.parse(source).unwrap();
        // The crate refuses variables that are absent, where we print nothing.
        let peer = theirs.render(&globals).ok();
        if let Some(peer) = &peer {
            assert_eq!(ours.render(&scope, &mut Vec::new()).unwrap(), peer.as_str(), "{name}");
        }
        let mut warnings = Vec::new();
        let our_nanos = nanos(|| ours.render(black_box(&scope), &mut warnings).unwrap());
        let their_nanos = peer.map(|_| nanos(|| theirs.render(black_box(&globals)).unwrap()));
        let ratio = their_nanos.map(|theirs| our_nanos / theirs);
        let met = goal.zip(ratio).is_none_or(|(goal, ratio)| ratio <= goal);
        missed += usize::from(!met);
        println!(
            "{name:<28} {our_nanos:>9.1} {:>9} {:>7}  {}",
            their_nanos.map_or("-".into(), |nanos| format!("{nanos:.1}")),
            ratio.map_or("-".into(), |ratio| format!("{ratio:.2}")),
            goal.map_or(String::new(), |goal| format!(
                "{goal} {}",
                if met { "met" } else { "MISSED" }
            )),
        );
    }
    for (name, source, _) in CASES {
        let ours = nanos(|| Template::parse(black_box(source), Dialect::Studio));
        let theirs = nanos(|| parser.parse(black_box(source)).unwrap());
        println!("parse {name:<22} {ours:>9.1} {theirs:>9.1} {:>7.2}", ours / theirs);
    }
    println!("{missed} goals missed");
}

/// Nanoseconds that one call takes, in the best of the batches.
fn nanos<T>(mut work: impl FnMut() -> T) -> f64 {
    let mut calls = 16u32;
    let batch = |calls: u32, work: &mut dyn FnMut() -> T| {
        let start = Instant::now();
        for _ in 0..calls {
            black_box(work());
        }
        start.elapsed()
    };
    while batch(calls, &mut work) < Duration::from_millis(4) {
        calls *= 2;
    }
    let best = (0..15).map(|_| batch(calls, &mut work)).min().unwrap();
    best.as_nanos() as f64 / f64::from(calls)
}
