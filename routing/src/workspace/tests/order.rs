//! Who is served first, and who is asked first.

use super::*;

const ONE_QUEUE: &str = r#""filters": [{"targets": [{"queue": "All"}]}]"#;

/// The tasks in the order in which one worker gets them.
fn served(desk: &mut Desk, tasks: u64) -> Vec<u64> {
    desk.goes("Ana", "Available");
    let mut order = Vec::new();
    while order.len() < tasks as usize {
        let offer = desk.workspace.reservations().find(|one| one.status.is_open()).unwrap();
        order.push(offer.task.0);
        desk.accept(offer.id.0);
        desk.complete(offer.id.0);
    }
    order
}

fn four_tasks(starts: [Option<i64>; 4], order: &str) -> Vec<u64> {
    let crew = queue("All", order) + &worker("Ana", "");
    let mut desk = Desk::new(&crew, ONE_QUEUE);
    desk.goes("Ana", "Offline");
    let came = [36_000, 36_060, 36_180, 36_180];
    for (place, priority) in [50, 75, 20, 50].into_iter().enumerate() {
        desk.at(came[place]);
        let virtual_start = starts[place].map(|second| Time(second * 1000));
        desk.say(Input::CreateTask(NewTask { priority, virtual_start, ..task("") }));
    }
    served(&mut desk, 4)
}

#[test]
fn higher_priority_comes_first_and_then_the_earlier_start() {
    assert_eq!(four_tasks([None; 4], ""), [2, 1, 4, 3]);
}

#[test]
fn a_virtual_start_keeps_the_place_in_line() {
    assert_eq!(four_tasks([None, Some(34_200), None, Some(32_400)], ""), [2, 4, 1, 3]);
}

#[test]
fn a_lifo_queue_serves_the_newest_first_whatever_the_priority() {
    assert_eq!(four_tasks([None; 4], "order = \"lifo\""), [4, 3, 2, 1]);
}

#[test]
fn the_workspace_says_which_kind_of_queue_is_emptied_first() {
    let plan = r#""filters": [{"expression": "new == true", "targets": [{"queue": "Stack"}]}],
        "default_filter": {"queue": "Line"}"#;
    for (settings, expected) in
        [("", [1, 3, 4, 2]), ("[settings]\nqueue_order = \"lifo\"", [4, 2, 1, 3])]
    {
        let crew = format!("{settings}{}", queue("Line", "") + &queue("Stack", "order = \"lifo\""))
            + &worker("Ana", "");
        let mut desk = Desk::new(&crew, plan);
        desk.goes("Ana", "Offline");
        for (second, attributes) in
            [(1, ""), (2, "{\"new\": true}"), (3, ""), (4, "{\"new\": true}")]
        {
            desk.at(second);
            desk.task(attributes);
        }
        assert_eq!(served(&mut desk, 4), expected);
    }
}

fn asked_by(order_by: &str, workers: &[(&str, &str)]) -> Vec<String> {
    let mut crew = queue("All", "max_reserved_workers = 9");
    for (name, attributes) in workers {
        crew += &worker(name, &format!("attributes = {{ {attributes} }}"));
    }
    let plan =
        format!(r#""filters": [{{"targets": [{{"queue": "All", "order_by": "{order_by}"}}]}}]"#);
    let mut desk = Desk::new(&crew, &plan);
    desk.task("");
    desk.asked(1)
}

#[test]
fn workers_are_ordered_by_their_numbers_and_last_without_one() {
    let order = "worker.finance ASC, worker.support ASC";
    let two = [("A", "finance = 10, support = 8"), ("B", "finance = 10, support = 5")];
    assert_eq!(asked_by(order, &two), ["B", "A"]);
    let lacking = [("A", "finance = 10, support = 8"), ("B", "finance = 10")];
    assert_eq!(asked_by(order, &lacking), ["A", "B"]);
    let three = [("A", "level = 1"), ("B", ""), ("C", "level = 3"), ("D", "level = \"9\"")];
    assert_eq!(asked_by("worker.level DESC", &three), ["C", "A", "B", "D"]);
    assert_eq!(asked_by("worker.level", &three), ["A", "C", "B", "D"]);
}

#[test]
fn who_had_no_task_for_longest_is_asked_first() {
    let crew = queue("All", "") + &worker("Ana", "") + &worker("Ben", "") + &worker("Cai", "");
    let mut desk = Desk::new(&crew, ONE_QUEUE);
    let mut asked = Vec::new();
    for round in 1..=6 {
        desk.at(round);
        desk.task("");
        asked.extend(desk.asked(round as u64));
        desk.accept(round as u64);
        desk.complete(round as u64);
    }
    assert_eq!(asked, ["Ana", "Ben", "Cai", "Ana", "Ben", "Cai"]);
}

#[test]
fn a_channel_may_count_idleness_for_itself() {
    for (optimized, expected) in [(false, "Ben"), (true, "Ana")] {
        let crew = queue("All", "") + &worker("Ana", "") + &worker("Ben", "");
        let mut desk = Desk::new(&crew, ONE_QUEUE);
        let voice = Channel {
            id: "voice".into(),
            name: "voice".into(),
            optimized_routing: optimized,
            wrap_up_seconds: None,
            waits_for_opening: false,
        };
        desk.say(Input::DefineChannel(voice));
        // Ana has taken a chat, which counts for voice only where all channels are one.
        desk.say(Input::CreateTask(NewTask { channel: "chat".into(), ..task("") }));
        desk.accept(1);
        desk.task("");
        assert_eq!(desk.asked(2), [expected]);
    }
}

#[test]
fn a_task_that_cannot_be_served_holds_nobody_up() {
    let plan = r#""filters": [{"targets": [{"queue": "All", "expression": "worker.level >= task.level"}]}]"#;
    let crew = queue("All", "") + &worker("Ana", "attributes = { level = 1 }");
    let mut desk = Desk::new(&crew, plan);
    desk.say(Input::CreateTask(NewTask { priority: 9, ..task("{\"level\": 5}") }));
    desk.task("{\"level\": 1}");
    assert!(desk.asked(1).is_empty());
    assert_eq!(desk.asked(2), ["Ana"]);
}

#[test]
fn between_many_free_workers_the_one_who_waited_longest_is_found() {
    let names: Vec<String> = (0..400).map(|number| format!("W{number}")).collect();
    let crew: String = names.iter().map(|name| worker(name, "")).collect();
    let mut desk = Desk::new(&(queue("All", "") + &crew), ONE_QUEUE);
    for number in 1..=400 {
        desk.at(number);
        desk.task("");
        assert_eq!(desk.asked(number as u64), [format!("W{}", number - 1)]);
        desk.accept(number as u64);
        desk.complete(number as u64);
    }
    desk.at(401);
    desk.task("");
    assert_eq!(desk.asked(401), ["W0"]);
}
