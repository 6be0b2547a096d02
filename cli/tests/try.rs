//! Conversations in the terminal.

mod support;

use expect_test::expect;

use support::Place;

const FIXED: &str = "--at 2026-11-23T09:30 --seed 7";

#[test]
fn a_whole_call_reads_as_a_conversation() {
    let place = Place::with("front_desk.json");
    let ran = place.type_into(
        &format!("try front_desk.json {FIXED}"),
        "2\n200 {\"name\": \"Ana\"}\n/why\n/vars flow.variables\n/task accept\n/hangup\n",
    );
    assert_eq!((ran.code, ran.error.as_str()), (0, ""));
    expect![[r#"

          Front desk                                                   front_desk.json
          A call from +15550100 to +15550199. /help tells what you can type.

          ☎  Welcome to the Harbour Hotel.
          ☎  For a table in our restaurant press 1. To change a booking press 2. For
             anything else, stay on the line or press 0 and somebody at the desk will
             take your call.
             Press keys or say something · keys 1, 2, 0 · words like table, booking,
             desk · silence after 5 s
          › 2

          →  GET https://bookings.example/of/+15550100
             The answer? A status and a body, like 200 {"ok": true}; timeout; or fail
          › 200 {"name": "Ana"}

          ☎  Thank you, Ana. Somebody at the desk will change your booking.
             ┌ Task for plan WW00000000000000000000000000000001 ──┐
             │ Contact    +15550100                               │
             │ Channel    voice, inbound                          │
             │ Main menu  2 (keys)                                │
             │ guest      Ana                                     │
             │ skills     desk                                    │
             └────────────────────────────────────────────────────┘
             In the queue: /task accept, complete or cancel · /wait 30s · /hangup
          › /why
             find_booking ─ success → remember
             remember ─ next → tell
             tell ─ audioComplete → desk
          › /vars flow.variables
             flow.variables.guest  "Ana"
          › /task accept

          ✓  Somebody took the task.
             Somebody is talking to the contact. /task complete or /hangup
          › /hangup

          The conversation is over ───────────────────────────────────────────────────
          Ended        the flow came to its end
          Took         7 s
          Path         hello → main_menu → split_menu → find_booking → remember → tell
                       → desk
          Variables    guest = Ana
          Answers      Main menu: 2 (keys)
          Handed over  to plan WW00000000000000000000000000000001
    "#]]
    .assert_eq(&ran.conversation());
}

#[test]
fn a_call_can_be_held_in_spanish() {
    let place = Place::with("front_desk.json");
    let ran = place
        .type_into(&format!("try front_desk.json {FIXED} --lang es"), "1\n/atras\n/silencio\n");
    expect![[r#"

          Front desk                                                   front_desk.json
          Una llamada de +15550100 a +15550199. /ayuda dice qué se puede escribir.

          ☎  Welcome to the Harbour Hotel.
          ☎  For a table in our restaurant press 1. To change a booking press 2. For
             anything else, stay on the line or press 0 and somebody at the desk will
             take your call.
             Pulse teclas o diga algo · teclas 1, 2, 0 · palabras como table, booking,
             desk · silencio a los 5 s
          › 1

             ┌ Tarea para el plan WW00000000000000000000000000000001 ──┐
             │ Contacto   +15550100                                    │
             │ Canal      voz, entrante                                │
             │ Main menu  1 (teclas)                                   │
             │ guest      (vacío)                                      │
             │ skills     desk                                         │
             └─────────────────────────────────────────────────────────┘
             En la cola: /tarea aceptar, completar o cancelar · /esperar 30s · /colgar
          › /atras
             Un turno atrás.

          ☎  For a table in our restaurant press 1. To change a booking press 2. For
             anything else, stay on the line or press 0 and somebody at the desk will
             take your call.
             Pulse teclas o diga algo · teclas 1, 2, 0 · palabras como table, booking,
             desk · silencio a los 5 s
          › /silencio

          …  silencio
          ☎  Please call again. Goodbye.
          ☎  El flujo cuelga.

          La conversación ha terminado ───────────────────────────────────────────────
          Final   el flujo llegó a su fin
          Duró    9 s
          Camino  hello → main_menu → goodbye
    "#]]
    .assert_eq(&ran.conversation());
}

#[test]
fn a_conversation_is_kept_as_a_scenario_that_passes() {
    let place = Place::with("front_desk.json");
    let ran = place.type_into(
        &format!("try front_desk.json {FIXED} --save front_desk.scenarios.md"),
        "2\ntimeout\n/wait 1m\n/task complete\n",
    );
    assert!(ran.out.contains("Saved to front_desk.scenarios.md"), "{}", ran.out);
    let again = place.type_into(
        &format!("try front_desk.json {FIXED}"),
        "nothing like that\n/save front_desk.scenarios.md\n",
    );
    assert_eq!(again.code, 0, "{}", again.out);
    expect![[r##"
        # Front desk

        ## Call, presses 2, waits 60s, the task is completed
        - given the time is "2026-11-23T09:30:00Z"
        - given the seed is 7
        - given GET https://bookings.example/of/+15550100 times out
        - call from +15550100 to +15550199
        - hears "Welcome to the Harbour Hotel."
        - hears "For a table in our restaurant press 1. To change a booking"
        - presses 2
        - asks GET https://bookings.example/of/+15550100
        - task in queue "WW00000000000000000000000000000001"
        - waits 60s
        - the task is completed
        - visits Trigger, hello, main_menu, split_menu, find_booking, desk
        - ends completed

        ## Call, says "nothing like that"
        - given the time is "2026-11-23T09:30:00Z"
        - given the seed is 7
        - call from +15550100 to +15550199
        - hears "Welcome to the Harbour Hotel."
        - hears "For a table in our restaurant press 1. To change a booking"
        - says "nothing like that"
        - hears "Please call again. Goodbye."
        - visits Trigger, hello, main_menu, split_menu, goodbye
        - ends completed
    "##]]
    .assert_eq(&place.read("front_desk.scenarios.md"));
    let tested = place.run("test front_desk.json");
    assert_eq!(tested.last_line(), "2 scenarios, 0 script tests, 0 failed", "{}", tested.out);
}

#[test]
fn going_back_undoes_a_turn_and_the_beginning_is_the_end_of_it() {
    let place = Place::with("front_desk.json");
    let ran = place.type_into(&format!("try front_desk.json {FIXED}"), "1\n/back\n/back\n0\n");
    assert_eq!(ran.out.matches("Back one turn.").count(), 1, "{}", ran.out);
    assert!(ran.out.contains("This is the beginning"), "{}", ran.out);
    assert_eq!(ran.out.matches("Task for plan").count(), 2, "{}", ran.out);
}

#[test]
fn what_means_nothing_here_is_told_and_changes_nothing() {
    let place = Place::with("front_desk.json");
    let ran = place.type_into(
        &format!("try front_desk.json {FIXED}"),
        "/jump\n/task accept\n/vars nothing.there\n/press x\n/wait soon\n1\n",
    );
    for sentence in [
        "There is no /jump here.",
        "Nobody waits for that now.",
        "There is nothing at nothing.there.",
        "\"x\" is no key of a telephone.",
        "\"soon\" is no length of time.",
        "Task for plan",
    ] {
        assert!(ran.out.contains(sentence), "{sentence} in {}", ran.out);
    }
}

#[test]
fn requests_are_answered_by_a_stand_in_when_nobody_wants_to_be_asked() {
    let place = Place::with("front_desk.json");
    let ran = place.type_into(&format!("try front_desk.json {FIXED} --http stub"), "2\n");
    assert!(ran.out.contains("←  200 {}"), "{}", ran.out);
    assert!(ran.out.contains("Task for plan"), "{}", ran.out);
}

#[test]
fn live_requests_stay_out_of_the_own_network_unless_that_is_allowed() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let place = Place::with("front_desk.json");
    let flow = place
        .read("front_desk.json")
        .replace("https://bookings.example", &format!("http://127.0.0.1:{port}"));
    place.write("front_desk.json", &flow);
    let ran = place.type_into(&format!("try front_desk.json {FIXED} --http live"), "2\n");
    assert!(ran.out.contains("--allow-private"), "{}", ran.out);

    let answering = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = server.accept().unwrap();
        let mut asked = [0; 4096];
        let read = stream.read(&mut asked).unwrap();
        let body = r#"{"name": "Eva"}"#;
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        String::from_utf8_lossy(&asked[..read]).into_owned()
    });
    let ran =
        place.type_into(&format!("try front_desk.json {FIXED} --http live --allow-private"), "2\n");
    assert!(ran.out.contains("Thank you, Eva."), "{}", ran.out);
    assert!(answering.join().unwrap().starts_with("GET /of/+15550100 HTTP/1.1"));
}

#[test]
fn the_way_is_shown_when_it_is_asked_for() {
    let place = Place::with("front_desk.json");
    let ran = place.type_into(&format!("try front_desk.json {FIXED} --steps"), "1\n");
    assert!(ran.out.contains("main_menu ─ keypress →"), "{}", ran.out);
}

#[test]
fn misuse_is_refused_with_what_to_do() {
    let place = Place::with("front_desk.json");
    for (arguments, sentence) in [
        ("try nothing.json", "There is no file nothing.json. Check the name."),
        ("try front_desk.json --at soon", "\"soon\" is no moment."),
        ("try front_desk.json --given tier", "\"tier\" is not of the form PATH=VALUE"),
        ("try front_desk.json --as request --with [1]", "--with needs named values in JSON"),
    ] {
        let ran = place.run(arguments);
        assert_eq!(ran.code, 2, "{arguments}");
        assert!(ran.error.contains(sentence), "{arguments}: {}", ran.error);
    }
    place.write("empty.json", "{}");
    let ran = place.run("try empty.json");
    assert_eq!(ran.code, 2);
    assert!(ran.error.contains("no widget to begin with"), "{}", ran.error);
}

#[test]
fn a_flow_that_cannot_go_on_is_a_finding() {
    let place = Place::new();
    place.write(
        "broken.json",
        r#"{"states": [{"name": "T", "type": "trigger", "transitions": [{"event": "incomingCall", "next": "x"}]},
            {"name": "x", "type": "no-such-type"}], "initial_state": "T"}"#,
    );
    let ran = place.run("try broken.json");
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("the flow could not go on"), "{}", ran.out);
}

#[test]
fn a_conversation_goes_on_when_it_cannot_be_saved_there() {
    let place = Place::with("front_desk.json");
    let ran = place.type_into(
        &format!("try front_desk.json {FIXED}"),
        "/save no/such/folder/kept.md\n/hangup\n",
    );
    assert_eq!((ran.code, ran.error.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("kept.md"), "{}", ran.out);
    assert!(ran.out.contains("The conversation is over"), "{}", ran.out);
}

#[test]
fn a_conversation_is_not_saved_into_a_flow() {
    let place = Place::with("front_desk.json");
    let before = place.read("front_desk.json");
    let ran = place
        .type_into(&format!("try front_desk.json {FIXED}"), "/save front_desk.json\n/hangup\n");
    assert_eq!((ran.code, ran.error.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("Name one, like menu.scenarios.md."), "{}", ran.out);
    assert_eq!(place.read("front_desk.json"), before);
}

#[test]
fn who_hangs_up_while_a_request_is_open_is_gone_and_told_so() {
    let place = Place::new();
    place.write(
        "lookup.json",
        r#"{"initial_state":"T","states":[
            {"name":"T","type":"trigger","transitions":[{"event":"incomingCall","next":"ask"}]},
            {"name":"ask","type":"make-http-request","transitions":[{"event":"success","next":"bye"},{"event":"failed"}],"properties":{"method":"GET","url":"https://example.com/x"}},
            {"name":"bye","type":"say-play","transitions":[{"event":"audioComplete"}],"properties":{"say":"Bye"}}]}"#,
    );
    let ran = place.type_into("try lookup.json", "/hangup\n/hangup\n200 {}\n");
    let shown = ran.conversation();
    assert!(shown.contains("The caller has hung up; the flow goes on without them"), "{shown}");
    assert!(shown.contains("Nobody waits for that now."), "{shown}");
    assert!(shown.contains("Ended  the caller left"), "{shown}");
    assert!(!shown.contains("☎  Bye"), "{shown}");
}
