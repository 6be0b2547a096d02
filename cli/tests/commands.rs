//! Every other command: what it does, its misuse, and its JSON.

mod support;

use expect_test::expect;

use support::Place;

/// A flow with a wire that leads nowhere and a variable that nothing sets.
const WRONG: &str = r#"{
  "states": [
    {
      "name": "Trigger",
      "type": "trigger",
      "transitions": [{ "event": "incomingCall", "next": "hello" }],
      "properties": { "offset": { "x": 0, "y": 0 } }
    },
    {
      "name": "hello",
      "type": "say-play",
      "transitions": [{ "event": "audioComplete", "next": "gone" }],
      "properties": { "say": "Hello {{flow.variables.nam}}", "offset": { "x": 0, "y": 0 } }
    }
  ],
  "initial_state": "Trigger"
}
"#;

#[test]
fn check_shows_each_problem_where_it_is_and_counts_them() {
    let place = Place::with("front_desk.json");
    let ran = place.run("check .");
    assert_eq!((ran.code, ran.last_line()), (0, "1 flows, 0 errors, 0 warnings"));

    place.write("wrong.json", WRONG);
    let ran = place.run("check wrong.json");
    assert_eq!(ran.code, 1);
    expect![[r#"
        error[dangling_transition]: hello leads on "audioComplete" to gone, which is not
                                    in this flow. Lead it to another widget, or
                                    disconnect it to end the call there.
           ╭▸ wrong.json:12:23
           │
        12 │       "transitions": [{ "event": "audioComplete", "next": "gone" }],
           │                       ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
           ╰╴
        help: End the call there: `centralita check --fix` does it.

        warning[unknown_variable]: hello reads flow.variables.nam, which nothing in this
                                   flow sets, so it is always empty. Set it before it is
                                   read.
          ╭▸ wrong.json:13 (say):1:9
          │
        1 │ Hello {{flow.variables.nam}}
          ╰╴        ━━━━━━━━━━━━━━━━━━

        1 flows, 1 errors, 1 warnings
    "#]]
    .assert_eq(&ran.out);

    let json = place.run("check wrong.json --format json").json("check");
    assert_eq!(json["errors"], 1);
    assert_eq!(json["flows"][0]["problems"][0]["widget"], "hello");
}

#[test]
fn check_applies_the_fixes_it_offers_and_leaves_the_rest_of_the_file() {
    let place = Place::new();
    place.write("wrong.json", WRONG);
    place.run("check --fix wrong.json");
    let mended = place.read("wrong.json");
    assert!(!mended.contains("gone"), "{mended}");
    assert!(mended.contains(r#""offset": { "x": 0, "y": 0 }"#), "{mended}");
}

#[test]
fn check_takes_away_what_somebody_drew_only_when_told_to() {
    let place = Place::new();
    let wrong = WRONG.replace("incomingCall", "incoming");
    place.write("wrong.json", &wrong);
    let ran = place.run("check --fix wrong.json");
    assert!(ran.out.contains("Remove this exit: `centralita check --fix --remove`"), "{}", ran.out);
    assert!(place.read("wrong.json").contains("\"incoming\""));
    place.run("check --fix --remove wrong.json");
    assert!(!place.read("wrong.json").contains("\"incoming\""));
    assert_eq!(place.run("check --remove wrong.json").code, 2);
}

#[test]
fn check_names_script_files_that_are_wrong() {
    let place = Place::with("front_desk.json");
    place.write("centralita.toml", "");
    place.write("scripts/half.rhai", "/*---\nhelp = \"Half.\"\n---*/\nlet x = ;\n");
    let ran = place.run("check front_desk.json");
    assert_eq!((ran.code, ran.last_line()), (1, "1 flows, 1 errors, 0 warnings"), "{}", ran.out);
    assert!(ran.out.contains("half.rhai:4:9"), "{}", ran.out);
    place.run("check front_desk.json --format json").json("check");
}

#[test]
fn test_runs_scenarios_and_marks_the_line_that_does_not_hold() {
    let place = Place::with("front_desk.json");
    place.write(
        "front_desk.scenarios.md",
        "# Front desk\n\n## Silence\n- call from +15550100\n- is silent\n- hears \"Please call again\"\n- ends completed\n\n\
         ## A wrong hope\n- call from +15550100\n- presses 1\n- hears \"Sunshine\"\n",
    );
    let ran = place.run("test front_desk.json");
    assert_eq!(ran.code, 1);
    expect![[r#"
        front_desk.scenarios.md
          ✓ Silence
          ✗ A wrong hope
              visits Trigger
              leaves Trigger by incomingCall
              visits hello
              hears "Welcome to the Harbour Hotel."
              leaves hello by audioComplete
              visits main_menu
              hears "For a table in our restaurant press 1. To change a booking press 2…
              presses 1
              leaves main_menu by keypress
              visits split_menu
              leaves split_menu by match
              visits desk
              task in plan WW00000000000000000000000000000001 with {"guest":"","skills"…
            ▸ hears "Sunshine"  (line 12)
              Heard instead: "Welcome to the Harbour Hotel.", "For a table in our
              restaurant press 1. To change a booking press 2. For anything else, stay
              on the line or press 0 and somebody at the desk will take your call.".

        2 scenarios, 0 script tests, 1 failed
    "#]]
    .assert_eq(&ran.out);
    let json = place.run("test . --coverage --format json").json("test");
    assert_eq!(json["failed"], 1);
    assert_eq!(json["scenarios"][1]["line"], 12);
    assert_eq!(json["coverage"][0]["widgets"], 9);
}

#[test]
fn test_finds_scenarios_and_scripts_by_their_own_names() {
    let place = Place::new();
    assert_eq!(place.run("new project shop").code, 0);
    let ran = place.run("test shop/flows/welcome.scenarios.md");
    assert_eq!(ran.last_line(), "3 scenarios, 2 script tests, 0 failed", "{}", ran.out);
    let ran = place.run("test shop/scripts/greeting.rhai");
    assert_eq!(ran.last_line(), "0 scenarios, 2 script tests, 0 failed", "{}", ran.out);
    let ran = place.run("test shop -r --only nobody");
    assert_eq!(ran.last_line(), "0 scenarios, 1 script tests, 0 failed", "{}", ran.out);
    place.write("lonely.json", "{}");
    let ran = place.run("test lonely.json");
    assert_eq!(ran.code, 2);
    assert!(ran.error.contains("There is nothing to test in lonely.json."), "{}", ran.error);
}

#[test]
fn test_calls_the_functions_of_the_project() {
    let place = Place::new();
    place.write("centralita.toml", "");
    place.write(
        "functions/price.rhai",
        "fn main(event) {\n  #{ total: int(event.amount) * 2 }\n}\n",
    );
    place.write(
        "quote.json",
        r#"{"states": [
          {"name": "T", "type": "trigger", "transitions": [{"event": "incomingCall", "next": "ask"}]},
          {"name": "ask", "type": "run-function", "transitions": [{"event": "success", "next": "tell"}, {"event": "fail"}],
           "properties": {"url": "https://acme.twil.io/price", "parameters": [{"key": "amount", "value": "12"}]}},
          {"name": "tell", "type": "say-play", "transitions": [{"event": "audioComplete"}],
           "properties": {"say": "That is {{widgets.ask.parsed.total}} euros."}}
        ], "initial_state": "T"}"#,
    );
    place.write(
        "quote.scenarios.md",
        "## The house answers\n- call from +15550100\n- hears \"That is 24 euros.\"\n- ends completed\n\n\
         ## The scenario answers\n- given function price answers 200 with {\"total\": 7}\n- call from +15550100\n\
         - hears \"That is 7 euros.\"\n- ends completed\n",
    );
    let ran = place.run("test quote.json");
    assert_eq!(ran.last_line(), "2 scenarios, 0 script tests, 0 failed", "{}", ran.out);
    let tried = place.run("try quote.json --save more.md");
    assert!(tried.out.contains("That is 24 euros."), "{}", tried.out);
}

#[test]
fn exercise_reaches_every_exit_and_says_so_in_one_line() {
    let place = Place::with("front_desk.json");
    let ran = place.run("exercise front_desk.json");
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(ran.last_line(), "1 flows, 9 widgets, 20 of 20 exits reached, 0 faults");
    let json = place.run("exercise front_desk.json --callers 50 --format json").json("exercise");
    assert_eq!(json["reached"], 20);
    place.write("empty.json", "[]");
    let ran = place.run("exercise empty.json");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("no widget to begin with"), "{}", ran.out);
}

#[test]
fn exercise_tells_the_same_once_and_says_when_nobody_gets_in() {
    let place = Place::new();
    let wires = r#"{ "event": "noMatch" },
        { "event": "match", "next": "hello", "conditions": [{ "type": "equal_to", "arguments": ["{{a}}"], "value": "1" }] },
        { "event": "match", "next": "hello", "conditions": [{ "type": "equal_to", "arguments": ["{{a}}"], "value": "2" }] }"#;
    let split = format!(
        r#"{{ "name": "lost", "type": "split-based-on", "transitions": [{wires}], "properties": {{ "input": "{{{{a}}}}" }} }},
    {{
      "name": "hello","#
    );
    let flow = WRONG.replace("{\n      \"name\": \"hello\",", &split);
    place.write("lost.json", &flow);
    let ran = place.run("exercise lost.json");
    assert!(ran.out.contains("not reached: lost ─ noMatch, match × 2: unsatis"), "{}", ran.out);
    place.write("closed.json", &flow.replace("incomingCall", "incoming"));
    let ran = place.run("exercise closed.json");
    assert!(ran.out.contains("Nobody gets into this flow"), "{}", ran.out);
    assert_eq!(ran.code, 1);
    place.write("unconnected.json", &WRONG.replace(r#", "next": "hello" }"#, " }"));
    let ran = place.run("exercise unconnected.json");
    assert_eq!((ran.code, ran.out.contains("Nobody gets into this flow")), (1, true));
}

#[test]
fn check_in_spanish_tells_what_is_wrong_and_what_mends_it_in_spanish() {
    let place = Place::new();
    place.write("wrong.json", WRONG);
    let ran = place.run("check --lang es wrong.json");
    for part in [
        "error[dangling_transition]: hello lleva por \"audioComplete\" a gone",
        "ayuda: Terminar ahí la llamada: lo hace `centralita check --fix`.",
        "aviso[unknown_variable]: hello lee flow.variables.nam",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
}

#[test]
fn exercise_does_not_wait_for_outside_data_that_nobody_brings() {
    let place = Place::new();
    let wires = r#"{ "event": "noMatch" },
        { "event": "match", "next": "hello", "conditions": [{ "type": "equal_to", "arguments": ["{{flow.variables.tier}}"], "value": "gold" }] }"#;
    let split = format!(
        r#"{{ "name": "lost", "type": "split-based-on", "transitions": [{wires}], "properties": {{ "input": "{{{{flow.variables.tier | upcase}}}}" }} }},
    {{
      "name": "hello","#
    );
    let flow = WRONG.replace("{\n      \"name\": \"hello\",", &split);
    place.write(
        "tier.json",
        &flow.replace(
            "\"next\": \"hello\" }],\n      \"properties\"",
            "\"next\": \"lost\" }],\n      \"properties\"",
        ),
    );
    let ran = place.run("exercise tier.json");
    assert!(ran.out.contains("unsatisfiable: flow.variables.tier is always empty"), "{}", ran.out);
    assert!(!ran.out.contains("outside data"), "{}", ran.out);
}

#[test]
fn a_new_flow_lands_in_the_folder_of_flows_of_its_project() {
    let inside = Place::new();
    inside.write("centralita.toml", "");
    inside.write("flows/welcome.json", "{}");
    assert_eq!(inside.run("new flow reception").code, 0);
    assert!(inside.path("flows/reception.json").exists());
    assert!(inside.path("flows/reception.scenarios.md").exists());
    assert!(!inside.path("reception.json").exists());
}

#[test]
fn diff_tells_changes_by_what_they_concern() {
    let place = Place::with("front_desk.json");
    let changed = place
        .read("front_desk.json")
        .replace("Please call again. Goodbye.", "Goodbye.")
        .replace("\"timeout\": 5", "\"timeout\": 8")
        .replace("\"x\": -320", "\"x\": -400");
    place.write("after.json", &changed);
    let ran = place.run("diff front_desk.json after.json");
    assert_eq!(ran.code, 1);
    expect![[r#"
        Behaviour
          main_menu: timeout is 8, it was 5.
        Wording
          goodbye: say is "Goodbye.", it was "Please call again. Goodbye.".
        Layout
          goodbye stands elsewhere on the canvas.
    "#]]
    .assert_eq(&ran.out);
    assert_eq!(place.run("diff front_desk.json front_desk.json").code, 0);
    let json = place.run("diff front_desk.json after.json --no-layout --format json").json("diff");
    assert_eq!(json["changes"].as_array().unwrap().len(), 2);
    let git = place.run("diff --git flow.json front_desk.json 1a 100644 after.json 2b 100644");
    assert_eq!(git.code, 0, "{}", git.error);
    assert!(git.out.starts_with("flow.json\nBehaviour\n"), "{}", git.out);
    assert_eq!(place.run("diff front_desk.json").code, 2);
}

#[test]
fn merge_joins_both_and_tells_where_they_disagree() {
    let place = Place::with("front_desk.json");
    let base = place.read("front_desk.json");
    place.write("ours.json", &base.replace("\"timeout\": 5", "\"timeout\": 8"));
    place.write("theirs.json", &base.replace("Goodbye.", "Farewell."));
    let ran = place.run("merge front_desk.json ours.json theirs.json");
    assert_eq!((ran.code, ran.error.as_str()), (0, ""));
    let merged = place.read("ours.json");
    assert!(merged.contains("\"timeout\": 8") && merged.contains("Farewell."), "{merged}");

    place.write("theirs.json", &base.replace("\"timeout\": 5", "\"timeout\": 3"));
    let ran = place.run("merge front_desk.json ours.json theirs.json menu.json");
    assert_eq!(ran.code, 1);
    assert!(ran.error.starts_with("menu.json: conflict: "), "{}", ran.error);
    assert!(place.read("ours.json").contains("\"timeout\": 8"));
    let ran = place.run("merge front_desk.json ours.json theirs.json -o out.json --format json");
    assert_eq!(ran.json("merge")["conflicts"].as_array().unwrap().len(), 1);
}

#[test]
fn fmt_tidy_and_migrate_change_only_what_they_say() {
    let place = Place::with("front_desk.json");
    let before = place.read("front_desk.json");
    let ran = place.run("fmt --check front_desk.json");
    assert_eq!((ran.code, ran.last_line()), (1, "1 flows, 1 would change"));
    assert_eq!(place.read("front_desk.json"), before);
    assert_eq!(place.run("fmt front_desk.json").code, 0);
    let ran = place.run("fmt --check front_desk.json --format json");
    assert_eq!((ran.code, &ran.json("fmt")["changed"]), (0, &serde_json::json!(0)));
    place.write("front_desk.json", &before);
    assert_eq!(place.run("tidy front_desk.json").last_line(), "1 flows, 1 changed");
    place.write("before.json", &before);
    let diff = place.run("diff before.json front_desk.json --no-layout");
    assert_eq!(diff.code, 0, "{}", diff.out);
    place.write(
        "old.json",
        r#"{"states": [{"name": "Trigger", "type": "InitialState", "properties": {}, "transitions": []}]}"#,
    );
    assert_eq!(place.run("migrate old.json").last_line(), "1 flows, 1 changed");
    assert!(place.read("old.json").contains(r#""type": "trigger""#));
}

#[test]
fn export_rewrites_what_it_can_for_studio_and_names_the_rest() {
    let place = Place::new();
    place.write(
        "flow.json",
        r#"{"states": [
          {"name": "T", "type": "trigger", "transitions": [{"event": "incomingCall", "next": "bye"}]},
          {"name": "bye", "type": "script-farewell", "transitions": [{"event": "next"}], "properties": {}}
        ], "initial_state": "T"}"#,
    );
    let ran = place.run("export flow.json");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("\"states\""), "{}", ran.out);
    assert!(ran.error.contains("bye"), "{}", ran.error);
    let ran = place.run("export flow.json -o out.json --format json");
    assert_eq!(ran.json("export")["left"][0]["widget"], "bye");
    assert!(place.path("out.json").exists());
}

#[test]
fn new_makes_what_passes_its_own_checks_and_tests_and_overwrites_nothing() {
    let place = Place::new();
    assert_eq!(place.run("new flow reception").code, 0);
    assert_eq!(place.run("check reception.json").last_line(), "1 flows, 0 errors, 0 warnings");
    assert_eq!(
        place.run("test reception.json").last_line(),
        "3 scenarios, 0 script tests, 0 failed"
    );
    let before = place.read("reception.json");
    let ran = place.run("new flow reception");
    assert_eq!(ran.code, 2);
    assert!(ran.error.contains("exists already"), "{}", ran.error);
    assert_eq!(place.read("reception.json"), before);
    assert_eq!(place.run("new widget greet_by_hour").code, 0);
    assert_eq!(
        place.run("test greet_by_hour.rhai").last_line(),
        "0 scenarios, 2 script tests, 0 failed"
    );
    assert!(place.run("new flow Reception").error.contains("cannot be a name"));
}

#[test]
fn docs_lists_types_and_shows_one() {
    let place = Place::new();
    assert!(place.run("docs").out.contains("gather-input-on-call"));
    assert!(place.run("docs say-play").out.starts_with("# "));
    assert_eq!(place.run("docs nothing-like-it").code, 2);
    assert_eq!(place.run("docs --all --out pages").code, 0);
    assert!(place.read("pages/trigger.md").contains("`incomingCall`"));
}

#[test]
fn docs_are_spanish_for_whoever_speaks_it() {
    let place = Place::new();
    assert!(place.run("docs --lang es").out.contains("Preguntar algo a quien llama"));
    let page = place.run("docs gather-input-on-call --lang es").out;
    for told in ["# Preguntar y escuchar", "## Propiedades", "### Escucha", "## Salidas"] {
        assert!(page.contains(told), "{told} in\n{page}");
    }
    assert!(page.contains("`number_of_digits`"), "names in files stay as they are");
    place.write(
        "scripts/greet.rhai",
        "/*---\nhelp = \"Greets.\"\n[words.es]\nlabel = \"Saludar\"\n---*/\nexit(\"next\")",
    );
    place.write("centralita.toml", "scripts = \"scripts\"\n");
    let page = place.run("docs script-greet --lang es").out;
    assert!(page.starts_with("# Saludar\n"), "{page}");
}

#[test]
fn a_project_is_found_from_inside_and_its_faults_have_a_place() {
    let place = Place::with("front_desk.json");
    place
        .write("centralita.toml", "[names.plans]\nWW00000000000000000000000000000001 = \"desk\"\n");
    std::fs::create_dir(place.path("flows")).unwrap();
    std::fs::rename(place.path("front_desk.json"), place.path("flows/front_desk.json")).unwrap();
    let ran = place.type_into("try flows/front_desk.json", "1\n");
    assert!(ran.out.contains("Task for plan desk"), "{}", ran.out);
    place.write("centralita.toml", "names = 3\n");
    let ran = place.run("check flows/front_desk.json");
    assert_eq!(ran.code, 2);
    assert!(ran.error.contains("centralita.toml, line 1, column 9"), "{}", ran.error);
}

#[test]
fn help_and_refusals_come_in_both_languages() {
    let place = Place::new();
    assert!(place.run("--help").out.contains("Talk to a flow in the terminal"));
    let spanish = place.run("try --help --lang es").out;
    assert!(spanish.contains("Hablar con un flujo en el terminal"), "{spanish}");
    assert!(spanish.contains("Opciones:") && !spanish.contains("Options"), "{spanish}");
    assert_eq!(place.run("").code, 2);
    assert_eq!(place.run("dance").code, 2);
    assert!(
        place.run("check nada.json --lang es").error.contains("No existe el archivo nada.json")
    );
    assert!(place.run("completions bash").out.contains("centralita"));
}

#[test]
fn colours_are_left_out_where_nobody_sees_them() {
    let place = Place::new();
    place.write("wrong.json", WRONG);
    assert!(!place.run("check wrong.json").out.contains('\u{1b}'));
}

#[test]
fn a_file_that_is_not_utf8_loses_nothing_to_a_fix_or_a_merge() {
    let place = Place::new();
    let bytes =
        [&WRONG.as_bytes()[..1], b"\"description\": \"caf\xe9\",", &WRONG.as_bytes()[1..]].concat();
    for name in ["base.json", "ours.json", "theirs.json"] {
        std::fs::write(place.path(name), &bytes).unwrap();
    }
    assert_eq!(place.run("check --fix ours.json").code, 1);
    let merged = place.run("merge base.json ours.json theirs.json");
    assert_eq!(merged.code, 2, "{}", merged.out);
    assert!(merged.error.contains("Save it as UTF-8."), "{}", merged.error);
    assert_eq!(std::fs::read(place.path("ours.json")).unwrap(), bytes);
}
