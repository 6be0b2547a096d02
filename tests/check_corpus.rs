//! Real flows, checked and laid out: what their authors would be told.

use std::collections::BTreeMap;

use centralita_engine::Flow;
use centralita_engine::check::{CheckSettings, Severity, check};
use centralita_engine::flow::{Position, Size, Widget, tidy};
use centralita_tests::{corpus, files, read};
use centralita_widgets::builtin;

#[test]
fn every_real_flow_is_checked_and_every_fix_can_be_made() {
    let Some(corpus) = corpus() else { return };
    let catalogue = builtin();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut flows = 0;
    for folder in ["studio", "studio/malformed"] {
        for path in files(&corpus.join(folder), ".json") {
            let flow = Flow::read(&read(&path));
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let problems = check(&flow, &catalogue, &CheckSettings::default());
            flows += 1;
            println!("\n{name}: {} problems", problems.len());
            for problem in &problems {
                assert!(problem.message.has_es(), "there is no Spanish for: {}", problem.message);
                if let Some(fix) = &problem.fix {
                    assert!(fix.label.has_es(), "there is no Spanish for: {}", fix.label);
                }
                let level = match problem.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                };
                println!("  {level} {}: {}", problem.code, problem.message);
                *counts.entry(format!("{level} {}", problem.code)).or_default() += 1;
                if let Some(fix) = &problem.fix {
                    println!("    fix: {}", fix.label);
                    let mended = match fix.edit.apply(&flow) {
                        Ok(mended) => mended,
                        // The old format is converted first, as the message says.
                        Err(_) if flow.shape().legacy => continue,
                        Err(refused) => panic!("{name}: {}: {refused}", problem.message),
                    };
                    let left = check(&mended, &catalogue, &CheckSettings::default());
                    let still = left.iter().any(|other| {
                        other.code == problem.code && other.message == problem.message
                    });
                    assert!(!still, "{name}: the fix does not mend it: {}", problem.message);
                }
            }
        }
    }
    println!("\n{flows} flows were judged:");
    for (code, count) in counts {
        println!("{count:5} {code}");
    }
}

#[test]
fn every_real_flow_can_be_laid_out_without_two_boxes_on_each_other() {
    let Some(corpus) = corpus() else { return };
    for path in files(&corpus.join("studio"), ".json") {
        let flow = Flow::read(&read(&path));
        let places = tidy(&flow, size);
        let boxes: Vec<(Position, Size)> =
            places.iter().zip(flow.widgets()).map(|((_, place), w)| (*place, size(w))).collect();
        for (one, (place, size)) in boxes.iter().enumerate() {
            for (other, (other_place, other_size)) in boxes.iter().enumerate().skip(one + 1) {
                let beside = place.x + size.width <= other_place.x
                    || other_place.x + other_size.width <= place.x;
                let above = place.y + size.height <= other_place.y
                    || other_place.y + other_size.height <= place.y;
                assert!(
                    beside || above,
                    "{}: {} lies on {}",
                    path.display(),
                    places[one].0,
                    places[other].0
                );
            }
        }
        let wide = boxes.iter().map(|(place, size)| place.x + size.width).fold(0.0, f64::max)
            - boxes.iter().map(|(place, _)| place.x).fold(0.0, f64::min);
        let high = boxes.iter().map(|(place, size)| place.y + size.height).fold(0.0, f64::max);
        println!("{}: {} widgets, {wide} x {high}", path.display(), boxes.len());
    }
}

fn size(widget: &Widget) -> Size {
    Size { width: 280.0, height: 110.0 + 24.0 * widget.transitions.len() as f64 }
}
