//! `centralita route`: plans and crews.

mod support;

use expect_test::expect;

use support::Place;

const PLAN: &str = r#"{ "task_routing": { "filters": [
  { "filter_friendly_name": "Billing", "expression": "topic == 'billing'",
    "targets": [
      { "queue": "Support", "expression": "worker.skills HAS task.topic", "timeout": 30 },
      { "queue": "Support" } ] } ],
  "default_filter": { "queue": "Support" } } }
"#;

const CREW: &str = r#"
[[activity]]
name = "Available"
available = true

[[activity]]
name = "Lunch"
available = false

[[channel]]
name = "voice"

[[queue]]
name = "Support"

[[worker]]
name = "Ana"
activity = "Lunch"
attributes = { skills = ["billing"] }

[[worker]]
name = "Luis"
activity = "Available"
attributes = { skills = ["network"] }
"#;

fn desk() -> Place {
    let place = Place::new();
    place.write("plan.json", PLAN);
    place.write("crew.toml", CREW);
    place
}

#[test]
fn a_plan_that_is_well_is_counted() {
    let ran = desk().run("route check plan.json");
    assert_eq!(
        (ran.code, ran.out.trim()),
        (0, "1 plans, 1 filters, 3 of 3 targets reached, 0 errors, 0 warnings, 0 faults")
    );
}

#[test]
fn a_plan_given_to_the_check_of_flows_is_known_as_one() {
    let place = desk();
    let said = place.run("check plan.json").out;
    assert!(said.contains("This is a routing plan, not a flow"), "{said}");
    assert!(!said.contains("no widgets"), "{said}");
    let said = place.run("check plan.json --lang es").out;
    assert!(said.contains("centralita route check"), "{said}");
}

#[test]
fn an_empty_crew_file_is_not_healthy() {
    let place = desk();
    place.write("crew.toml", "");
    let ran = place.run("route check plan.json");
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("error[no_queues]") && ran.out.contains("error[no_workers]"),
        "{}",
        ran.out
    );
}

#[test]
fn an_attribute_that_nobody_has_is_told_where_it_stands() {
    let place = desk();
    place.write("plan.json", &PLAN.replace("worker.skills", "worker.skils"));
    let ran = place.run("route check plan.json");
    assert_eq!(ran.code, 1);
    expect![[r#"
        warning[unknown_attribute]: Nobody has worker.skils. Did you mean worker.skills?
          ╭▸ plan.json:4:44
          │
        4 │       { "queue": "Support", "expression": "worker.skils HAS task.topic", "t…
          ╰╴                                           ━━━━━━━━━━━━

        1 plans, 1 filters, 3 of 3 targets reached, 0 errors, 1 warnings, 0 faults
    "#]]
    .assert_eq(&ran.out);
}

#[test]
fn a_target_that_nobody_comes_to_has_its_reason() {
    let place = desk();
    place.write("plan.json", &PLAN.replace("topic == 'billing'", "1 == 1"));
    let ran = place.run("route check plan.json --format json");
    assert_eq!(ran.code, 0, "{}", ran.out);
    let said: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(said["plans"][0]["unreached"][0]["reason"], r#"filter "Billing" takes every task"#);
}

#[test]
fn who_gets_a_task_is_explained() {
    let ran = desk().run(r#"route explain --plan plan.json --task {"topic":"billing"}"#);
    assert_eq!(ran.code, 0, "{}", ran.error);
    assert!(ran.out.contains("Ana is in \"Lunch\", which is not available."), "{}", ran.out);
    assert!(ran.out.contains("Luis does not meet the target's condition."), "{}", ran.out);
    let later =
        desk().run(r#"route explain --plan plan.json --task {"topic":"billing"} --after 31"#);
    assert!(later.out.contains("Luis is being asked."), "{}", later.out);
}

#[test]
fn who_gets_a_task_is_explained_in_spanish() {
    let ran = desk().run(r#"route explain --plan plan.json --task {"topic":"billing"} --lang es"#);
    assert_eq!(ran.code, 0, "{}", ran.error);
    expect![[r#"
        La tarea 1 está pendiente.
        Está en el filtro "Billing" del plan "plan", destino 1 de 2: cola "Support".
        El destino es para quienes cumplen: worker.skills HAS task.topic
        Es la primera de las que esperan ahí.
        Ana está en "Lunch", que no es una actividad disponible.
        Luis no cumple la condición del destino.
        Dentro de 30 s pasa al destino siguiente.
        Dentro de 24 horas la tarea se cancela, si nadie la ha aceptado.
    "#]]
    .assert_eq(&ran.out);
}

#[test]
fn a_crew_with_a_word_it_does_not_know_is_told_with_its_line() {
    let place = desk();
    place.write("crew.toml", "[[queue]]\nname = \"Support\"\nskils = \"1==1\"\n");
    let ran = place.run("route check plan.json");
    assert_eq!(ran.code, 2);
    assert!(ran.error.contains("crew.toml, line 3, column 1"), "{}", ran.error);
}

#[test]
fn what_is_wrong_with_a_plan_and_its_crew_is_told_in_spanish() {
    let place = desk();
    let plan = PLAN.replace("worker.skills HAS", "worker.skils CONTAINS");
    place.write("plan.json", &plan.replace("topic == 'billing'", "1 == 1"));
    place.write(
        "crew.toml",
        &CREW.replace("name = \"Support\"", "name = \"Support\"\nworkers = \"level > 3\""),
    );
    let ran = place.run("route check plan.json --lang es");
    assert_eq!(ran.code, 1);
    expect![[r#"
        aviso[nobody_serves]: Nadie atiende la cola Support: nadie cumple level > 3. Sus
                              tareas esperan sin que nadie las vea. Dé a alguien lo que
                              pide, o escriba 1==0 si es lo que quiere.
           ╭▸ crew.toml:14:8
           │
        14 │ name = "Support"
           ╰╴       ━━━━━━━━━

        aviso[unknown_attribute]: Nadie tiene worker.skils. ¿Quería decir worker.skills?
          ╭▸ plan.json:4:44
          │
        4 │       { "queue": "Support", "expression": "worker.skils CONTAINS task.topic…
          ╰╴                                           ━━━━━━━━━━━━

        plan.json
          línea 6: nadie llega al destino 1 de filtro por defecto: el filtro "Billing"
          acepta todas las tareas
        1 plans, 1 filters, 2 of 3 targets reached, 0 errors, 2 warnings, 0 faults
    "#]]
    .assert_eq(&ran.out);
    let json = place.run("route check plan.json --lang es --format json");
    let said: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(said["crews"][0]["problems"][0]["code"], "nobody_serves");
    assert_eq!(said["warnings"], 2, "{}", json.out);
    place.write("crew.toml", "[[queue]]\nname = \"Support\"\nskils = \"1==1\"\n");
    let ran = place.run("route check plan.json --lang es");
    assert!(ran.error.contains("línea 3, columna 1: `skils` no es una palabra"), "{}", ran.error);
    let ran = place.run("route explain --plan plan.json --task [1] --lang es --crew none.toml");
    assert_eq!(ran.code, 2);
}

#[test]
fn a_plan_is_laid_out_and_stays_the_same() {
    let place = desk();
    assert_eq!(place.run("route fmt --check plan.json").code, 1);
    assert_eq!(place.run("route fmt plan.json").code, 0);
    assert_eq!(place.run("route fmt --check plan.json").code, 0);
    assert_eq!(place.run("route check plan.json").code, 0);
}

#[test]
fn the_plans_beside_our_flows_are_well_and_laid_out() {
    let plans = concat!(env!("CARGO_MANIFEST_DIR"), "/../flows/plans");
    for name in ["support_desk", "clinic", "sales_overflow"] {
        let plan = format!("{plans}/{name}/plan.json");
        let place = Place::new();
        let ran = place.run(&format!("route check {plan}"));
        assert_eq!(ran.code, 0, "{}", ran.out);
        assert_eq!(place.run(&format!("route fmt --check {plan}")).code, 0, "{name}");
    }
}

#[test]
fn a_day_is_simulated_alike_each_time() {
    let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/../flows/plans/support_desk/plan.json");
    let place = Place::new();
    let ran = place.run(&format!("route simulate --plan {plan}"));
    assert_eq!(ran.code, 0, "{}", ran.error);
    assert!(ran.out.starts_with("callers "), "{}", ran.out);
    assert_eq!(place.run(&format!("route simulate --plan {plan}")).out, ran.out);
    assert_ne!(place.run(&format!("route simulate --plan {plan} --seed 2")).out, ran.out);
    let spanish = place.run(&format!("route simulate --plan {plan} --lang es")).out;
    assert!(spanish.starts_with("llamadas "), "{spanish}");
}

#[test]
fn a_plan_is_drawn_with_the_way_of_a_task() {
    let place = desk();
    let ran = place.run("route picture plan.json");
    assert_eq!(ran.code, 0, "{}", ran.error);
    assert!(ran.out.starts_with("<svg ") && ran.out.contains("Billing"), "{}", ran.out);
    let task =
        r#"route picture plan.json --task {"topic":"billing"} --after 31 --lang es -o p.svg"#;
    let ran = place.run(task);
    assert_eq!((ran.code, ran.out.trim()), (0, "p.svg escrito."));
    assert!(place.read("p.svg").contains("la tarea está aquí"));
    place.write("plan.json", "{}");
    assert!(place.run("route picture plan.json").out.contains("This is no plan"));
}

#[test]
fn the_picture_in_the_guide_is_what_its_command_draws() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let guide = std::fs::read_to_string(format!("{root}/docs/guide/who-gets-the-call.md")).unwrap();
    let command = "centralita route picture flows/plans/support_desk/plan.json --task '{\"topic\":\"orders\"}' --after 65 -o docs/guide/support_desk.svg";
    assert!(guide.contains(command), "the guide says how its picture is made");
    let plan = format!("{root}/flows/plans/support_desk/plan.json");
    let place = Place::new();
    let ran = place.run(&format!(r#"route picture {plan} --task {{"topic":"orders"}} --after 65"#));
    let kept = std::fs::read_to_string(format!("{root}/docs/guide/support_desk.svg")).unwrap();
    assert!(ran.out == kept, "docs/guide/support_desk.svg is old. Run: {command}");
}

const HOURS: &str = r#"
[[calendar]]
name = "Office"
time_zone = "Europe/Madrid"
holidays = [{ name = "Christmas", date = "12-25" }]
week = { monday = "09:00-18:00", tuesday = "09:00-18:00", friday = "09:00-18:00" }
"#;

/// The desk with opening hours.
fn office() -> Place {
    let place = desk();
    let hours = "name = \"Support\"\ncalendar = \"Office\"\nat_closing = \"move-on\"";
    let crew = CREW.replace("name = \"Support\"", hours);
    place.write("crew.toml", &(crew + HOURS));
    place
}

#[test]
fn a_plan_is_named_by_its_place_or_by_its_folder() {
    let place = desk();
    let named = place.run(r#"route explain --plan plan.json --task {"topic":"billing"}"#);
    for way in ["plan.json", "."] {
        let ran = place.run(&format!(r#"route explain {way} --task {{"topic":"billing"}}"#));
        assert_eq!((ran.code, &ran.error, &ran.out), (0, &String::new(), &named.out));
    }
    place.write("night.json", PLAN);
    let ran = place.run("route explain . --task {}");
    assert!(ran.error.contains("several plans: ./night.json, ./plan.json."), "{}", ran.error);
}

#[test]
fn a_task_that_is_neither_file_nor_json_is_told_how_to_write_one() {
    let ran = office().run("route explain plan.json --task orders --lang es");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "nothing is said before what is wrong");
    assert!(ran.error.contains(r#"escriba JSON como {"topic": "orders"}"#), "{}", ran.error);
}

#[test]
fn a_moment_that_cannot_be_shown_is_refused() {
    let ran = office().run("route explain plan.json --task {} --at 9999-12-31");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.error.contains("between the years 1970 and 9000"), "{}", ran.error);
}

#[test]
fn what_is_wrong_with_a_day_is_told_in_spanish() {
    let place = desk();
    place.write("day.toml", "hours = -1\n");
    let ran = place.run("route simulate plan.json --lang es");
    assert!(ran.error.contains("hours es -1. Tiene que ir de 0 a "), "{}", ran.error);
}

#[test]
fn one_can_ask_what_happens_at_night() {
    let ran = office()
        .run(r#"route explain --plan plan.json --task {"topic":"x"} --at 2026-11-23T20:30"#);
    expect![[r#"
        It is 2026-11-23 20:30 in Europe/Madrid.
        Task 1 is canceled: its queue is closed.
        No queue that could take it was open.
        Queue "Support" is closed: it is outside its hours.
        It opens on Tuesday 2026-11-24 at 09:00.
        Its record is kept for 5 min more.
    "#]]
    .assert_eq(&ran.out);
    let ran = office()
        .run(r#"route explain --plan plan.json --task {"topic":"x"} --at 2026-11-24T09:00"#);
    assert!(ran.out.contains("Luis is being asked."), "{}", ran.out);
    let ran = office().run("route explain --plan plan.json --task {} --at 2026-12-25 --lang es");
    expect![[r#"
        Es el 2026-12-25 a las 00:00 en Europe/Madrid.
        La tarea 1 está cancelada: su cola está cerrada.
        No había abierta ninguna cola que pudiera recibirla.
        La cola "Support" está cerrada: hoy es festivo, Christmas.
        Abre el lunes 2026-12-28 a las 09:00.
        Su registro se guarda 5 min más.
    "#]]
    .assert_eq(&ran.out);
    let ran = office().run("route explain --plan plan.json --task {} --at tomorrow");
    assert!(ran.error.contains("\"tomorrow\" is no moment"), "{}", ran.error);
}

#[test]
fn every_target_is_reached_though_queues_have_hours() {
    let ran = office().run("route check plan.json");
    assert_eq!(
        (ran.code, ran.out.trim()),
        (0, "1 plans, 1 filters, 3 of 3 targets reached, 0 errors, 0 warnings, 0 faults")
    );
}

#[test]
fn a_calendar_that_is_wrong_is_shown_where_it_is() {
    let place = office();
    let crew = CREW.replace("name = \"Support\"", "name = \"Support\"\ncalendar = \"Ofice\"");
    let hours = HOURS.replace("monday = \"09:00-18:00\"", "monday = \"9-18\"");
    place.write("crew.toml", &(crew + &hours));
    let ran = place.run("route check plan.json");
    expect![[r#"
        error[calendar]: Calendar Office: the hours "9-18" of monday are not understood;
                         write 09:00-14:00.
           ╭▸ crew.toml:31:19
           │
        31 │ week = { monday = "9-18", tuesday = "09:00-18:00", friday = "09:00-18:00" }
           ╰╴                  ━━━━━━

        warning[unused_calendar]: No queue goes by calendar Office. Name it in a queue,
                                  as in calendar = "Office", or take it away.
           ╭▸ crew.toml:28:8
           │
        28 │ name = "Office"
           ╰╴       ━━━━━━━━

        error[unknown_calendar]: Support names calendar Ofice, which there is not. Did
                                 you mean Office?
           ╭▸ crew.toml:15:12
           │
        15 │ calendar = "Ofice"
           ╰╴           ━━━━━━━

        1 plans, 1 filters, 3 of 3 targets reached, 2 errors, 1 warnings, 0 faults
    "#]]
    .assert_eq(&ran.out);
}
