//! Scripts that try to take more than their share: each is stopped by a count, never by a clock.

use centralita_engine::{Map, Time, Value};
use centralita_widgets::script::{
    CompiledScript, Entry, Pack, Sandbox, ScriptLimits, Scripted, Surroundings, run_tests,
};
use jiff::tz::TimeZone;
use proptest::prelude::*;

fn run(source: &str) -> Result<u64, String> {
    run_in(&Sandbox::shared(), source)
}

fn run_in(sandbox: &Sandbox, source: &str) -> Result<u64, String> {
    let script = CompiledScript::compile_in(sandbox, "attack", source);
    let mut context = Map::new();
    let long: Value = Value::list((0..20_000).map(Value::Int));
    context.map_mut("flow").map_mut("variables").insert("long", long);
    let around = Surroundings {
        context: &context,
        properties: &Map::new(),
        kept: &Value::Null,
        now: Time(0),
        zone: &TimeZone::UTC,
        seed: 1,
        secrets: &[],
    };
    match script.run(&Entry::Top, &around) {
        Ok(ran) => Ok(ran.operations),
        Err(error) => Err(error.to_string()),
    }
}

/// The attack ends with a sentence that contains `words`.
fn stopped(source: &str, words: &str) {
    match run(source) {
        Ok(operations) => panic!("it ran to its end in {operations} operations: {source:.100}"),
        Err(error) => assert!(error.contains(words), "{error:.300}\n{source:.100}"),
    }
}

/// The attack ends, one way or the other.
fn ends(source: &str) {
    if let Ok(operations) = run(source) {
        assert!(operations <= 20_000, "{source:.100}");
    }
}

const BUDGET: &str = "more than is allowed";
const TOO_LARGE: &str = "larger than is allowed";

#[test]
fn loops_without_end_spend_the_budget() {
    stopped("loop {}", BUDGET);
    stopped("while true {}", BUDGET);
    stopped("let t = true; while t {}", BUDGET);
    stopped("let t = true; do {} while t", BUDGET);
    stopped("let t = 1; while t == 1 {}", BUDGET);
    stopped("let n = 0; for i in 0..9000000000 { n += 1; }", BUDGET);
    stopped("let i = 0; do { i += 1 } until i < 0", BUDGET);
    stopped("fn f() { loop {} } f()", BUDGET);
    stopped("for i in flow.variables.long { for j in flow.variables.long { let k = j; } }", BUDGET);
    ends("for i in 0..9000000000 {}");
    ends("let n = 9000000000; for i in 0..n {}");
    ends("let n = \"x\".pad_left(9000, \"x\"); for i in n {}");
}

#[test]
fn a_switch_with_thousands_of_branches_is_compiled_and_takes_the_right_one() {
    // Without the bound for the optimiser this alone takes longer than all other tests here.
    let branches: String = (0..5000).map(|n| format!("{n}=>{n},")).collect();
    let script = format!(
        "fn f(n) {{ switch n {{ {branches} _ => -1 }} }}\nif f(4711) != 4711 || f(9000) != -1 {{ loop {{}} }}"
    );
    assert_eq!(run(&script).map(|_| ()), Ok(()));
}

#[test]
fn texts_lists_and_maps_that_double_are_too_large() {
    stopped("let s = \"xxxxxxxx\"; loop { s += s; }", TOO_LARGE);
    stopped("let s = \"xxxxxxxx\"; loop { s = `${s}${s}`; }", TOO_LARGE);
    stopped("let a = [1, 2]; loop { a += a; }", TOO_LARGE);
    stopped("let a = [1]; loop { a.push(a); }", TOO_LARGE);
    stopped("let a = [1, 2, 3]; loop { a = [a, a]; }", TOO_LARGE);
    stopped("let m = #{ a: 1 }; loop { m = #{ a: m, b: m }; }", TOO_LARGE);
    stopped("let s = \"x\".pad_left(9000000000, \"x\")", "at most 10000");
    stopped("let s = \"x\".pad_left(9000, \"x\"); loop { s = s.replace(\"x\", s); }", TOO_LARGE);
    stopped("let a = []; loop { a.push(1); }", TOO_LARGE);
    stopped("let a = [\"xxxxxxxxxxxxxxxxxxxxxxxx\"]; loop { a.push(join(a, \"x\")); }", TOO_LARGE);
}

#[test]
fn functions_that_touch_much_data_pay_for_it() {
    let list = "let a = []; for i in 0..400 { a.push(401 - i); } ";
    stopped(&format!("{list} loop {{ a.sort(); }}"), BUDGET);
    stopped(&format!("{list} loop {{ a.contains(-1); }}"), BUDGET);
    stopped(
        &format!("{list} let b = a; let c = a; loop {{ a.map(|x| b.map(|y| c.map(|z| x))); }}"),
        BUDGET,
    );
    stopped(&format!("{list} loop {{ a.reverse(); }}"), BUDGET);
    stopped(&format!("{list} loop {{ json(a); }}"), BUDGET);
    let text = "let s = \"x\".pad_left(9000, \"x\"); ";
    stopped(&format!("{text} loop {{ s.index_of(\"y\"); }}"), BUDGET);
    stopped(&format!("{text} loop {{ s.contains(\"y\"); }}"), BUDGET);
    stopped(&format!("{text} loop {{ s.split(\"y\"); }}"), BUDGET);
    stopped(&format!("{text} s.split(\"\")"), TOO_LARGE);
    stopped(&format!("{text} loop {{ s.to_upper(); }}"), BUDGET);
    stopped(&format!("{text} loop {{ s.len(); }}"), BUDGET);
    stopped(&format!("{text} loop {{ set(\"a\", s); }}"), BUDGET);
    stopped("loop { sort(flow.variables.long) }", BUDGET);
    stopped("loop { sum(flow.variables.long) }", BUDGET);
    stopped("loop { json(flow.variables.long) }", BUDGET);
    stopped("loop { flow.variables.long.contains(-1) }", BUDGET);
    stopped("copy(flow.variables.long)", BUDGET);
    stopped("loop { now().format(\"%A %Y\") }", BUDGET);
}

#[test]
fn functions_that_call_themselves_end_at_the_depth() {
    stopped("fn f(x) { f(x + 1) } f(1)", "too deep");
    stopped("fn f(x) { [1].map(|y| f(y)) } f(1)", "too deep");
    stopped("fn f() { g() } fn g() { f() } f()", "too deep");
    stopped("let f = |x| 1; let g = |f| f.call(f); g.call(g)", "too deep");
}

#[test]
fn an_error_of_the_budget_cannot_be_caught() {
    stopped("loop { try { loop {} } catch { } }", BUDGET);
    stopped("loop { try { sort(flow.variables.long) } catch { } }", BUDGET);
}

#[test]
fn nothing_of_the_outside_can_be_reached() {
    stopped("eval(\"1\")", "not a word");
    stopped("let e = Fn(\"eval\"); e.call(\"1\")", "eval");
    stopped("print(1)", "note(text)");
    stopped("debug(1)", "note(text)");
    stopped("import \"x\" as x;", "not a word");
    stopped("sleep(1)", "no function sleep");
    stopped("timestamp()", "no function timestamp");
    stopped("blob(1000)", "no function blob");
    stopped("let x = flow; x.variables = 1", "");
    stopped("flow.variables.x = 1", "Write set(\"x\", value)");
    stopped("enter()", "no function enter");
}

#[test]
fn sources_that_are_nested_or_long_are_refused_before_they_run() {
    stopped(&"(".repeat(5_000), "nested too deep");
    stopped(&"[".repeat(60_000), "nested too deep");
    stopped(&"{".repeat(60_000), "nested too deep");
    stopped(&format!("{}1", "-".repeat(60_000)), "");
    stopped(&format!("let a = {}1;", "a.b(".repeat(10_000)), "nested too deep");
    stopped(&format!("1{}", "+1".repeat(30_000)), "nested too deep");
    stopped(&format!("a{}", ".b".repeat(30_000)), "");
    stopped(&format!("a{}", "[0]".repeat(20_000)), "");
    stopped(&format!("{} {{}}", "if true {} else ".repeat(3_900)), "");
    stopped(&"`${".repeat(10_000), "");
    ends(&"/*".repeat(30_000));
    stopped(&"x".repeat(70_000), "are allowed");
    stopped(&format!("|{}|x", "|x".repeat(9_000)), "");
}

#[test]
fn honest_scripts_stay_far_below_the_budget() {
    let operations = run(
        "let total = 0; for i in 0..100 { total += i; } set(\"total\", total); [3, 1, 2].sort().join(\", \")",
    );
    assert!(operations.unwrap() < 1_000);
}

#[test]
fn the_same_script_spends_the_same_each_time() {
    let source =
        "let a = []; for i in 0..50 { a.push(random(100)); } a.sort().map(|x| x * 2).sum()";
    assert_eq!(run(source), run(source));
}

#[test]
fn a_house_may_set_limits_of_its_own() {
    let small = Sandbox::new(ScriptLimits { operations: 100, ..ScriptLimits::default() });
    assert!(run_in(&small, "let n = 0; for i in 0..10 { n += 1; }").is_ok());
    assert!(
        run_in(&small, "let n = 0; for i in 0..200 { n += 1; }")
            .unwrap_err()
            .contains("100 operations")
    );
}

#[test]
fn an_attack_in_a_test_function_is_stopped_too() {
    let source = "/*---\nhelp = \"x\"\n---*/\nloop {}\nfn test_a() { loop {} }\nfn test_b() { loop { enter() } }";
    let reports = run_tests(&Scripted::read("a.rhai", source).unwrap());
    assert!(
        reports.iter().all(|report| !report.passed && report.message.contains(BUDGET)),
        "{reports:?}"
    );
}

/// Pieces of scripts, so that random ones often get past the parser.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("flow.variables.x".to_owned()),
        Just("set(\"a\", ".to_owned()),
        Just("loop {".to_owned()),
        Just("for i in 0..1000 {".to_owned()),
        Just("}".to_owned()),
        Just("let a = [1, \"b\", #{ c: 1.5 }];".to_owned()),
        Just("a.map(|x| x)".to_owned()),
        Just("a += a;".to_owned()),
        Just("fn f(x) { f(x) }".to_owned()),
        Just("f(1);".to_owned()),
        Just("exit(\"next\")".to_owned()),
        Just("request(#{ url: \"x\" });".to_owned()),
        Just("fn replied(reply) { reply.json }".to_owned()),
        Just("`${ now() } ${".to_owned()),
        Just("`".to_owned()),
        Just("/*---\nhelp = \"x\"\n[field.a]\nkind = \"number\"\n---*/\n".to_owned()),
        Just("fn test_a() { enter(); }".to_owned()),
        Just(";\n".to_owned()),
        "[ -~\\n]{0,12}",
        any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #[test]
    fn no_source_panics_or_runs_away(pieces in prop::collection::vec(piece(), 0..24)) {
        let source = pieces.concat();
        if let Ok(operations) = run(&source) {
            // A function may overdraw by what it was about to touch; it never gets to touch it.
            prop_assert!(operations <= 20_000);
        }
        if let Ok(scripted) = Scripted::read("any.rhai", &source) {
            run_tests(&scripted);
        }
    }

    #[test]
    fn no_bytes_as_front_matter_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = Scripted::read("any.rhai", &text);
        let _ = Scripted::read("any.rhai", &format!("/*---{text}---*/"));
        let _ = Pack::read([("pack.toml", &*text), ("a.rhai", &*text)]);
    }

    #[test]
    fn no_front_matter_of_known_words_panics(
        lines in prop::collection::vec(
            (
                prop::sample::select(vec!["api", "kind", "label", "help", "group", "icon", "channels", "default", "range", "choices", "required", "failure", "sample", "field", "x"]),
                prop::sample::select(vec!["1", "-5", "1.5", "true", "\"text\"", "\"choice\"", "\"script-a\"", "[]", "[1, 2]", "[\"call\"]", "{ a = 1 }", "2026-01-01", "0x7fffffffffffffff"]),
            ),
            0..8,
        ),
        heads in prop::collection::vec(prop::sample::select(vec!["", "[field.a]", "[exit.next]", "[output.b]", "[field]", "[exit.\"\"]", "[[field]]"]), 0..8),
    ) {
        let mut text = String::from("/*---\n");
        for (place, (key, value)) in lines.iter().enumerate() {
            if let Some(head) = heads.get(place) {
                text.push_str(head);
                text.push('\n');
            }
            text.push_str(&format!("{key} = {value}\n"));
        }
        text.push_str("---*/\nexit(\"next\")");
        let _ = Scripted::read("any.rhai", &text);
    }
}
