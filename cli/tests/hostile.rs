//! Input that nobody writes by hand: huge, deep, odd or malicious. The command says what is wrong and
//! ends; it never hangs.

mod support;

use support::Place;

/// A flow in one line whose widgets each lead on to somebody who is not there.
fn one_line_of_faults(widgets: usize) -> String {
    let mut text = String::from(
        r#"{"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[{"event":"incomingCall","next":"w0"}]}"#,
    );
    for number in 0..widgets {
        text.push_str(&format!(
            r#",{{"name":"w{number}","type":"say-play","transitions":[{{"event":"audioComplete","next":"gone_{number}"}}],"properties":{{"say":"Hello, this is number {number} of very many who speak in this flow."}}}}"#
        ));
    }
    text + "]}"
}

#[test]
fn thousands_of_problems_in_one_long_line_are_shown_around_their_places_and_then_counted() {
    let place = Place::new();
    place.write("long.json", &one_line_of_faults(3000));
    let ran = place.run("check long.json");
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.matches("error[dangling_transition]").count(), 100);
    assert!(ran.out.contains("long.json: 2900 more of dangling_transition are not shown, 3000 in all. --format json lists every one."));
    let longest = ran.out.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(longest < 300, "{longest}");
    let all = place.run("check --format json long.json").json("check");
    assert_eq!(
        all["flows"][0]["problems"].as_array().unwrap().len(),
        all["errors"].as_u64().unwrap() as usize + all["warnings"].as_u64().unwrap() as usize
    );
    assert!(all["errors"].as_u64().unwrap() >= 3000);
}

#[test]
fn a_flow_with_a_hundred_thousand_unknown_keys_is_checked_compared_and_merged() {
    let place = Place::new();
    let flow = |changed: usize| {
        let keys: String = (0..100_000usize)
            .map(|number| {
                let key = (number * 7919) % 100_000;
                format!(r#","k{key}":{}"#, usize::from(key == changed))
            })
            .collect();
        format!(
            r#"{{"initial_state":"T","states":[{{"name":"T","type":"trigger","transitions":[]}}]{keys}}}"#
        )
    };
    place.write("base.json", &flow(0));
    place.write("ours.json", &flow(1));
    place.write("theirs.json", &flow(2));
    assert!(place.run("check base.json").last_line().starts_with("1 flows, "));
    assert!(place.run("diff base.json ours.json").out.contains("k1 is 1, it was 0."));
    let merged = place.run("merge base.json ours.json theirs.json");
    assert_eq!((merged.code, merged.error.as_str()), (0, ""));
    let text = place.read("ours.json");
    assert!(text.contains(r#""k0":0"#) && text.contains(r#""k1":1"#) && text.contains(r#""k2":1"#));
}

#[test]
fn the_same_warning_of_many_widgets_is_shown_three_times_and_then_listed() {
    let place = Place::new();
    let mut text = String::from(
        r#"{"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[{"event":"incomingCall","next":"ask0"}]}"#,
    );
    for number in 0..8 {
        text.push_str(&format!(
            ",\n{{\"name\":\"ask{number}\",\"type\":\"gather-input-on-call\",\"transitions\":[{{\"event\":\"keypress\",\"next\":\"ask{}\"}},{{\"event\":\"speech\"}},{{\"event\":\"timeout\"}}],\"properties\":{{\"say\":\"Your number?\"}}}}",
            number + 1
        ));
    }
    text.push_str(",\n{\"name\":\"ask8\",\"type\":\"say-play\",\"transitions\":[{\"event\":\"audioComplete\"}],\"properties\":{\"say\":\"Bye\"}}]}");
    place.write("form.json", &text);
    let ran = place.run("check form.json");
    assert_eq!(ran.last_line(), "1 flows, 0 errors, 8 warnings");
    assert_eq!(ran.out.matches("warning[dead_end]").count(), 3);
    assert!(ran.out.contains("form.json: 5 more of dead_end, by line:"), "{}", ran.out);
    for number in 0..8 {
        assert!(ran.out.contains(&format!("ask{number} ends the call when the caller")));
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_flows_holds_nobody_up() {
    let place = Place::with("front_desk.json");
    let pipe = place.path("pipe.json");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    assert_eq!(place.run("check .").last_line(), "1 flows, 0 errors, 0 warnings");
    for command in ["check", "exercise", "fmt", "diff front_desk.json", "export", "try"] {
        let ran = place.run(&format!("{command} pipe.json"));
        assert_eq!(ran.code, 2, "{command}");
        assert!(
            ran.error.contains("pipe.json is a pipe or a device and no file."),
            "{command}: {}",
            ran.error
        );
    }
    assert!(place.run("check /dev/zero").error.contains("is a pipe or a device"));
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_are_told_and_followed_by_nobody() {
    let place = Place::with("front_desk.json");
    std::os::unix::fs::symlink(".", place.path("here")).unwrap();
    std::os::unix::fs::symlink(".", place.path("there")).unwrap();
    assert_eq!(place.run("check -r .").last_line(), "1 flows, 0 errors, 0 warnings");
    std::os::unix::fs::symlink("round.json", place.path("round.json")).unwrap();
    let ran = place.run("check round.json");
    assert_eq!(ran.code, 2);
    assert!(ran.error.contains("round.json cannot be read"), "{}", ran.error);
}

#[test]
fn what_is_no_text_is_told_with_its_line() {
    let place = Place::with("front_desk.json");
    std::fs::write(
        place.path("front_desk.scenarios.md"),
        b"# Desk\n\n## Caller \xff\n- hangs up\n",
    )
    .unwrap();
    let ran = place.run("test .");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("is not UTF-8 text on line 3. Save it as UTF-8."), "{}", ran.out);
    let ran = place.feed("try front_desk.json", b"1\n\xff\xfe\n");
    assert_eq!(ran.code, 2);
    assert!(ran.error.contains("the input is not UTF-8 text on line 2."), "{}", ran.error);
}
