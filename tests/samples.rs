//! The sample flows, judged as their readers would: nothing to complain about, every way works.

use centralita_engine::Flow;
use centralita_engine::check::{CheckSettings, check};
use centralita_engine::exec::{FlowRef, Library, Settings};
use centralita_engine::exercise::{Effort, exercise};
use centralita_tests::{read, sample_flows};
use centralita_widgets::builtin;

fn samples() -> Vec<(String, Flow)> {
    sample_flows()
        .into_iter()
        .map(|path| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            (name, Flow::read(&read(&path)))
        })
        .collect()
}

#[test]
fn the_checks_have_nothing_to_say_about_a_sample_flow() {
    let catalogue = builtin();
    let mut told = Vec::new();
    for (name, flow) in samples() {
        for problem in check(&flow, &catalogue, &CheckSettings::default()) {
            told.push(format!("{name}: {}: {}", problem.code, problem.message));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn the_boxes_of_a_sample_flow_stand_apart_on_the_grid() {
    let mut told = Vec::new();
    for (name, flow) in samples() {
        let places: Vec<_> = flow
            .widgets()
            .iter()
            .filter_map(|widget| Some((&widget.name, widget.position?)))
            .collect();
        for (index, (one, at)) in places.iter().enumerate() {
            if (at.x % 10.0).abs() > 0.0 || (at.y % 10.0).abs() > 0.0 {
                told.push(format!("{name}: {one} is not on the grid of 10"));
            }
            for (other, there) in &places[index + 1..] {
                if (at.x - there.x).abs() < 300.0 && (at.y - there.y).abs() < 220.0 {
                    told.push(format!("{name}: {one} and {other} stand too close"));
                }
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn callers_of_all_kinds_find_no_fault_in_a_sample_flow() {
    let catalogue = builtin();
    let mut library = Library::new(Settings::default());
    let flows = samples();
    let mut told = Vec::new();
    for (name, flow) in &flows {
        if let Err(problems) = library.add(flow, FlowRef::new(name.as_str(), 1), &catalogue) {
            told.push(format!("{name}: {problems:?}"));
        }
    }
    for (name, flow) in &flows {
        let at = FlowRef::new(name.as_str(), 1);
        let done = exercise(&library, &at, flow, &catalogue, &Effort::default());
        println!("{name}: {} of {} exits, {:?}", done.reached(), done.exits.len(), done.endings);
        for exit in done.exits.iter().filter(|exit| exit.count == 0) {
            match &exit.reason {
                Some(reason) => println!("  {} on \"{}\": {reason}", exit.widget, exit.event),
                None => told.push(format!("{name}: {} on \"{}\"", exit.widget, exit.event)),
            }
        }
        told.extend(done.faults.iter().map(|fault| format!("{name}: {fault}")));
        told.extend(done.failures.keys().map(|reason| format!("{name}: failed: {reason}")));
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}
