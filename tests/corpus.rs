//! Real flows, judged from outside: each is read, written back, compiled, stored and driven.

use centralita_engine::Flow;
use centralita_engine::exec::{FlowRef, Library, Settings};
use centralita_engine::exercise::{Effort, exercise};
use centralita_tests::{corpus, files, read};
use centralita_widgets::builtin;

#[test]
fn every_real_flow_is_written_back_unchanged_and_driven_without_a_fault() {
    let Some(corpus) = corpus() else { return };
    let catalogue = builtin();
    let mut faults = Vec::new();
    let mut library = Library::new(Settings::default());
    let mut flows = Vec::new();
    for path in files(&corpus.join("studio"), ".json") {
        let text = read(&path);
        let flow = Flow::read(&text);
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        assert_eq!(flow.text(), text, "{name} is not written back as it was read");
        for fault in flow.faults().iter().filter(|fault| !fault.kind.is_note()) {
            println!("{name}: repaired: {}", fault.message);
        }
        let at = FlowRef::new(name.as_str(), 1);
        if let Err(problems) = library.add(&flow, at.clone(), &catalogue) {
            faults.push(format!("{name}: {problems:?}"));
            continue;
        }
        flows.push((name, at, flow));
    }
    let (mut exits, mut reached) = (0, 0);
    for (name, at, flow) in &flows {
        let done = exercise(&library, at, flow, &catalogue, &Effort::default());
        exits += done.exits.len();
        reached += done.reached();
        for exit in done.exits.iter().filter(|exit| exit.count == 0) {
            if let Some(reason) = &exit.reason {
                println!(
                    "{name}: {} on \"{}\" (transition {}): {reason}",
                    exit.widget, exit.event, exit.transition
                );
            }
        }
        for (reason, count) in &done.failures {
            println!("{name}: {count} of {} callers: {reason}", done.callers);
        }
        faults.extend(done.faults.iter().map(|fault| format!("{name}: {fault}")));
    }
    println!("{} flows, {reached} of {exits} exits reached, {} faults", flows.len(), faults.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
