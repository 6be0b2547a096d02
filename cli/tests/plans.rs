//! Flows with people: projects with a crew and plans, from the first ring to who takes the task.

// In a test a panic is the answer.
#![allow(clippy::unwrap_used)]

mod support;

use expect_test::expect;

use support::Place;

/// The three projects whose flows, scenarios, crews and plans belong together.
const PROJECTS: [(&str, &str); 3] =
    [("support_desk", "support_line"), ("clinic", "clinic_line"), ("sales_overflow", "sales_line")];

fn folder(project: &str) -> String {
    format!("{}/../flows/plans/{project}", env!("CARGO_MANIFEST_DIR"))
}

/// A copy of a project to change.
fn copy(project: &str) -> Place {
    let place = Place::new();
    for entry in std::fs::read_dir(folder(project)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        place.write(&name, &std::fs::read_to_string(&path).unwrap());
    }
    place
}

fn change(place: &Place, name: &str, from: &str, to: &str) {
    let text = place.read(name);
    assert!(text.contains(from), "{name} has no {from}");
    place.write(name, &text.replace(from, to));
}

#[test]
fn the_projects_beside_our_flows_have_nothing_wrong_with_them() {
    let place = Place::new();
    for (project, _) in PROJECTS {
        let folder = folder(project);
        for command in
            ["check", "fmt --check", "test", "exercise", "route check", "route fmt --check"]
        {
            let ran = place.run(&format!("{command} {folder}"));
            assert_eq!((ran.code, ran.error.as_str()), (0, ""), "{command} {project}: {}", ran.out);
        }
        let checked = place.run(&format!("check {folder}")).out;
        assert_eq!(checked.trim(), "1 flows, 0 errors, 0 warnings", "{project}");
        let tested = place.run(&format!("test {folder}")).out;
        assert!(tested.ends_with(" 0 failed\n"), "{project}: {tested}");
        let exercised = place.run(&format!("exercise {folder}")).out;
        assert!(exercised.ends_with(" 0 faults\n"), "{project}: {exercised}");
    }
}

#[test]
fn the_scenarios_of_the_projects_take_every_exit_that_leads_on() {
    let place = Place::new();
    for (project, flow) in PROJECTS {
        let folder = folder(project);
        let ran = place.run(&format!("test {folder} --coverage --format json"));
        let said: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let untaken: Vec<&str> = said["coverage"][0]["untaken"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|exit| exit.as_str())
            // Nothing is drawn from these: they begin in ways that the flow is not for, and wait for
            // a task that the flow does not wait for.
            .filter(|exit| !exit.starts_with("Trigger") && !exit.ends_with(" ─ completed"))
            .collect();
        assert!(untaken.is_empty(), "{flow}: {untaken:?}");
    }
}

#[test]
fn the_scenarios_of_the_guide_hold() {
    let guide = include_str!("../../docs/guide/who-gets-the-call.md");
    let told: Vec<&str> = guide
        .split("```markdown\n")
        .skip(1)
        .filter_map(|block| block.split("```").next())
        .filter(|block| block.starts_with("## "))
        .collect();
    assert_eq!(told.len(), 2);
    let place = copy("support_desk");
    place.write("support_line.scenarios.md", &told.join("\n"));
    let ran = place.run("test .");
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn virtual_callers_meet_people_who_accept_miss_and_are_away_and_alike_each_time() {
    let place = Place::new();
    for (project, _) in PROJECTS {
        let command = format!("exercise {} --format json", folder(project));
        let ran = place.run(&command);
        let said: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let exits = said["flows"][0]["exits"].as_array().unwrap();
        // Behind it lies what is drawn for a task that nobody took.
        let in_vain = exits
            .iter()
            .filter(|exit| exit["widget"] == "was_somebody_there" && exit["event"] == "match")
            .filter_map(|exit| exit["count"].as_u64())
            .sum::<u64>();
        assert!(in_vain > 0, "{project}: {}", ran.out);
        assert_eq!(place.run(&command).out, ran.out, "{project}");
        assert_ne!(place.run(&format!("{command} --seed 2")).out, ran.out, "{project}");
    }
}

#[test]
fn a_conversation_shows_who_is_asked_and_people_answer_by_their_names() {
    let place = copy("support_desk");
    let ran = place.type_into(
        "try support_line.json --at 2026-11-23T09:30 --seed 7",
        "12345\n1\n200 {}\n/accept lusi\n/accept luis\n/wait 20\n/refuse mei\n/accept\n/complete\n/save kept.md\n",
    );
    assert_eq!((ran.code, ran.error.as_str()), (0, ""));
    let told = ran.conversation();
    let from = told.find("┌ Task for plan").unwrap();
    let to = told.find("The conversation is over").unwrap();
    expect![[r#"
        ┌ Task for plan Support desk ──────┐
           │ Contact           +15550100      │
           │ Channel           voice, inbound │
           │ Account number    12345 (keys)   │
           │ What it is about  billing (keys) │
           │ topic             billing        │
           │ account           12345          │
           └──────────────────────────────────┘
        ·  It waits in queue Support.
        →  Ana is being asked, 20 s
           Ana is being asked: /accept · /refuse · /wait 20s · /why · /hangup
        › /accept lusi
           There is no worker lusi here. Did you mean Luis?
        › /accept luis
           The task is not offered to Luis, but to Ana.
        › /wait 20

        …  Ana did not answer.
        →  Mei is being asked, 20 s
           Mei is being asked: /accept · /refuse · /wait 20s · /why · /hangup
        › /refuse mei

        ✗  Mei does not want it.
        →  Ana is being asked, 20 s
           Ana is being asked: /accept · /refuse · /wait 20s · /why · /hangup
        › /accept

        ✓  Ana took it.
           Ana is talking to the contact: /complete · /hangup
        › /complete

        ✓  The task is done.
        ☎  Thank you for calling Acme. Goodbye!
        ☎  The flow hangs up.


    "#]]
    .assert_eq(&format!("{}\n", told[from..to].trim_end_matches("  ")));
    let kept = place.read("kept.md");
    let tail: String = kept.lines().skip_while(|line| !line.contains("task in")).fold(
        String::new(),
        |mut all, line| {
            all.push_str(line);
            all.push('\n');
            all
        },
    );
    expect![[r#"
        - task in plan "Support desk"
        - task in queue "Support"
        - task reserved for Ana
        - nobody accepts for 20s
        - task reserved for Mei
        - refused by Mei
        - task reserved for Ana
        - accepted by Ana
        - completed by Ana
        - hears "Thank you for calling Acme. Goodbye!"
        - visits Trigger, greeting, ask_account, ask_topic, look_up, has_an_agent, to_support, was_somebody_there, say_goodbye
        - ends completed
    "#]].assert_eq(&tail);
    place.write("support_line.scenarios.md", &kept);
    let ran = place.run("test .");
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn a_conversation_with_people_can_be_held_in_spanish_and_asks_why() {
    let place = copy("clinic");
    let ran = place.type_into(
        "try clinic_line.json --at 2026-11-23T09:30 --seed 7 --lang es",
        "1\nno\n2\n204060\n/porque\n/esperar\n/colgar\n",
    );
    assert_eq!(ran.code, 0, "{}", ran.error);
    for said in ["Espera en la cola Nurses.", "Ahora nadie está libre", "Kate"] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
}

#[test]
fn a_chat_is_over_for_the_flow_and_goes_on_for_people() {
    let place = copy("support_desk");
    place.write(
        "support_chat.json",
        r#"{ "states": [
            { "name": "Trigger", "type": "trigger", "transitions": [
                { "event": "incomingMessage", "next": "to_support" } ], "properties": {} },
            { "name": "to_support", "type": "send-to-flex", "transitions": [
                { "event": "callComplete" }, { "event": "failedToEnqueue" } ],
              "properties": { "workflow": "support desk", "channel": "message",
                "attributes": "{ \"topic\": \"network\" }" } } ],
          "initial_state": "Trigger" }"#,
    );
    place.write(
        "support_chat.scenarios.md",
        "# Chat\n## A\n- message \"Hello\" from +15550142\n- ends completed\n- task in queue Support\n\
         - task reserved for Luis\n- nobody accepts for 20s\n- task reserved for Mei\n- accepted by Mei\n- completed by Mei\n\
         - waits 10m\n- task reserved for nobody\n",
    );
    let ran = place.run("test support_chat.json");
    assert_eq!(ran.code, 0, "{}", ran.out);
    let ran = place.type_into("try support_chat.json --seed 7", "/accept\n/complete\n");
    for said in ["Luis is being asked: /accept · /refuse · /wait 20s · /why\n", "Luis took it."]
    {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
}

#[test]
fn going_back_brings_people_back_too() {
    let place = copy("support_desk");
    let ran = place.type_into(
        "try support_line.json --at 2026-11-23T09:30 --seed 7",
        "12345\n1\n200 {}\n/refuse\n/back\n/accept ana\n/complete ana\n",
    );
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("Ana took it."), "{}", ran.out);
}

#[test]
fn a_sentence_of_somebody_who_does_not_exist_says_whom_it_may_mean() {
    let place = copy("support_desk");
    place.write(
        "support_line.scenarios.md",
        "# Support line\n## A\n- given Lusi is on \"Break\"\n- call\n## B\n- given Luis is on \"Brake\"\n- call\n\
         ## C\n- call\n- presses 12345\n- presses 1\n- accepted by Luis\n## D\n- call\n- presses 12345\n- presses 1\n\
         - task reserved for Meii\n## E\n- call\n- presses 12345\n- presses 1\n- task reserved for nobody\n## F\n- call\n\
         - nobody accepts for 20s\n## G\n- call\n- presses 12345\n- presses 1\n- accepted by Ana\n- nobody accepts for 5s\n",
    );
    let ran = place.run("test . --format json");
    let said: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let told: String = said["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{}: {}\n", one["line"], one["message"].as_str().unwrap_or("passed")))
        .collect();
    expect![[r#"
        3: There is no worker Lusi here. Did you mean Luis?
        6: There is no activity Brake here. Did you mean Break?
        12: The task is not offered to Luis, but to Ana.
        17: There is no worker Meii here. Did you mean Mei?
        22: The task is reserved for Ana.
        25: No task was created.
        31: The task is with Ana.
    "#]]
    .assert_eq(&told);
    let spanish = place.run("test . --lang es").out;
    for said in [
        "Aquí no hay nadie que se llame Lusi. ¿Quiso decir Luis?",
        "La tarea no se ofrece a Luis, sino a Ana.",
        "La tarea se ofrece a Ana.",
        "La tarea la tiene Ana.",
    ] {
        assert!(spanish.contains(said), "{said}: {spanish}");
    }
}

#[test]
fn without_a_plan_nobody_is_asked_by_name() {
    let place = Place::with("front_desk.json");
    for sentence in [
        "given Ana is on \"Break\"",
        "given nobody works",
        "task reserved for Ana",
        "accepted by Ana",
        "nobody accepts for 20s",
    ] {
        place.write(
            "front_desk.scenarios.md",
            &format!("# Front desk\n## A\n- call\n- {sentence}\n"),
        );
        let ran = place.run("test front_desk.json --format json");
        assert_eq!(ran.code, 1);
        assert!(ran.out.contains("No plan stands in this project"), "{sentence}: {}", ran.out);
    }
    let spanish = place.run("test front_desk.json --lang es").out;
    assert!(spanish.contains("En este proyecto no hay ningún plan"), "{spanish}");
}

#[test]
fn faults_of_a_project_with_people_are_told_where_they_stand() {
    let told = |file: &str, from: &str, to: &str, language: &str| {
        let place = copy("support_desk");
        change(&place, file, from, to);
        let ran = place.run(&format!("check . --lang {language}"));
        assert_eq!(ran.code, 2, "{}", ran.out);
        let folder = place.path("").canonicalize().unwrap();
        ran.error.replace(&format!("{}/", folder.display()), "").trim().to_owned()
    };
    let all = [
        ("centralita.toml", "\"crew.toml\"", "\"people.toml\""),
        ("centralita.toml", "\"plan.json\"", "\"plans.json\""),
        ("centralita.toml", "plans = {", "plan = {"),
        ("centralita.toml", "plans = { \"Support desk\" = \"plan.json\" }", "plans = 3"),
        ("crew.toml", "name = \"Support\"", "nam = \"Support\""),
        ("crew.toml", "id = \"eva\"\nname = \"Eva\"", "name = \"ANA\""),
        ("crew.toml", "activity = \"Break\"", "activity = \"Lunch\""),
        ("crew.toml", "name = \"Break\"\n", "name = \"Break\"\nid = \"Available\"\n"),
        ("crew.toml", "capacity = { voice = 1, chat = 1 }", "capacity = { voice = 60, chat = 1 }"),
        ("crew.toml", "\"role == 'lead'\"", "\"role ==\""),
        ("plan.json", "\"task_routing\"", "\"routing\""),
    ];
    let english: String = all.map(|(file, from, to)| told(file, from, to, "en") + "\n").concat();
    expect![[r#"
        error: centralita.toml, line 6, column 8: There is no file people.toml. Check the name.
        error: centralita.toml, line 7, column 28: There is no file plans.json. Check the name.
        error: centralita.toml, line 7, column 1: unknown field `plan`, expected `crew` or `plans`
        error: centralita.toml, line 7, column 9: invalid type: integer `3`, expected files of plans, like ["plan.json"], or { "Name" = "plan.json" }
        error: crew.toml, line 30, column 1: unknown field `nam`, expected one of `id`, `name`, `workers`, `order`, `max_reserved_workers`, `calendar`, `at_closing`
        error: crew.toml, line 66, column 8: There are two of worker ANA; upper and lower case are the same. Rename one.
        error: crew.toml, line 60, column 8: Sam names activity Lunch, which there is not. Define it, or name another.
        error: crew.toml, line 12, column 8: Break: Whether Available is available cannot be changed. Make another activity.
        error: crew.toml, line 67, column 8: Eva: The capacity of a worker has to be from 0 to 50; it is 60.
        error: crew.toml, line 34, column 8: Queue Leads, column 8 of its expression: The expression ends where something to compare is wanted. Add it.
        error: plan.json is no plan: line 1, column 1: A plan is an object with "task_routing" in it, which holds filters. Put the filters there.
    "#]].assert_eq(&english);
    let spanish: String = all.map(|(file, from, to)| told(file, from, to, "es") + "\n").concat();
    expect![[r#"
        error: centralita.toml, línea 6, columna 8: No existe el archivo people.toml. Revise el nombre.
        error: centralita.toml, línea 7, columna 28: No existe el archivo plans.json. Revise el nombre.
        error: centralita.toml, línea 7, columna 1: unknown field `plan`, expected `crew` or `plans`
        error: centralita.toml, línea 7, columna 9: invalid type: integer `3`, expected files of plans, like ["plan.json"], or { "Name" = "plan.json" }
        error: crew.toml, línea 30, columna 1: `nam` no es una palabra que se conozca aquí; se conocen `id`, `name`, `workers`, `order`, `max_reserved_workers`, `calendar`, `at_closing`
        error: crew.toml, línea 66, columna 8: Hay dos personas con el nombre ANA; mayúsculas y minúsculas son lo mismo. Cambie uno de los nombres.
        error: crew.toml, línea 60, columna 8: Sam nombra la actividad Lunch, que no existe. Defina lo que falta o nombre otra cosa.
        error: crew.toml, línea 12, columna 8: Break: No se puede cambiar si Available es una actividad disponible. Cree otra actividad.
        error: crew.toml, línea 67, columna 8: Eva: La capacidad de una persona tiene que ser de 0 a 50, y es 60.
        error: crew.toml, línea 34, columna 8: Cola Leads, columna 8 de su expresión: La expresión acaba donde hace falta algo que comparar. Añádalo.
        error: plan.json no es un plan: línea 1, columna 1: Un plan es un objeto que tiene "task_routing", donde están los filtros. Ponga los filtros ahí.
    "#]].assert_eq(&spanish);
}

#[test]
fn a_misspelt_activity_is_shown_in_its_line_though_the_plan_is_in_a_project() {
    let place = copy("support_desk");
    change(&place, "crew.toml", "activity = \"Break\"", "activity = \"Brake\"");
    let ran = place.run("route check plan.json");
    assert_eq!(ran.code, 1, "{}", ran.error);
    assert!(ran.out.contains("crew.toml:60:8"), "{}", ran.out);
    assert!(ran.out.contains("1 errors, 0 warnings, 0 faults"), "{}", ran.out);
    assert!(ran.out.contains("Break?"), "{}", ran.out);
}

#[test]
fn a_hand_over_to_a_queue_that_nobody_has_is_told_and_mended() {
    let place = copy("support_desk");
    change(&place, "support_line.json", "\"Support desk\"", "\"Suport desk\"");
    let ran = place.run("check . --format json");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("Did you mean Support desk?"), "{}", ran.out);
    assert_eq!(place.run("check . --fix").code, 0);
    assert_eq!(place.run("test .").code, 0);
}

#[test]
fn a_plan_is_checked_by_what_the_flows_of_its_project_hand_over() {
    let place = copy("support_desk");
    change(&place, "plan.json", "topic == 'outage'", "topik == 'outage'");
    change(&place, "plan.json", "agent != null", "agent != null AND loyalty > 3");
    let ran = place.run("route check . --format json");
    let said: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let told: String = said["plans"][0]["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {} {}\n", one["line"], one["code"], one["message"]))
        .collect();
    expect![[r#"
        6 "unknown_attribute" "Nobody has topik. Did you mean topic?"
        23 "unset_attribute" "No flow of this project sets loyalty, for which this asks. Hand it over among the attributes, or correct the name."
    "#]].assert_eq(&told);
    let spanish = place.run("route check . --lang es").out;
    assert!(spanish.contains("Ningún flujo de este proyecto asigna loyalty"), "{spanish}");
    // What a flow calls its attributes only as it runs is not known, and nothing is said then.
    change(&place, "support_line.json", r#"{ \"topic\""#, r#"{ {{flow.data.more}} \"topic\""#);
    assert_eq!(place.run("route check .").code, 0);
}

#[test]
fn a_known_worker_that_no_attribute_names_leaves_no_hole_in_a_sentence() {
    let place = copy("support_desk");
    change(&place, "plan.json", "task.agent", "agent");
    let spanish = place.run("route check plan.json --lang es").out;
    assert!(spanish.contains("error[known_worker]"), "{spanish}");
    assert!(!spanish.contains("unset_attribute"), "{spanish}");
}
