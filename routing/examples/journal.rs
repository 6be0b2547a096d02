//! Writes a journal of a million inputs, and replays it: what a restart of a busy centre costs.
//!
//! `cargo run --release -p centralita-routing --example journal`, with another number of inputs after
//! `--` if wanted.

use std::error::Error;

use centralita_routing::crew::Crew;
use centralita_routing::workspace::{Entry, NewPlan, NewTask};
use centralita_routing::{Attributes, Event, Input, Secs, Time, Workspace};

/// A workspace, and everything that it was told.
#[derive(Default)]
struct Kept {
    workspace: Workspace,
    journal: Vec<Entry>,
}

impl Kept {
    /// Time passes first, so that nothing is due when the input comes.
    fn take(&mut self, input: Input, now: Time) -> Result<Vec<Event>, Box<dyn Error>> {
        while let Some(due) = self.workspace.next_deadline().filter(|due| *due <= now) {
            self.write(Input::Tick, due)?;
        }
        self.write(input, now)
    }

    fn write(&mut self, input: Input, now: Time) -> Result<Vec<Event>, Box<dyn Error>> {
        let facts = self.workspace.handle(input.clone(), now)?;
        self.journal.push(Entry::new(now, input, &facts));
        Ok(facts.into_iter().map(|fact| fact.event).collect())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = std::env::args().nth(1).map_or(Ok(1_000_000), |count| count.parse())?;
    let mut crew = String::from(
        "activity = [{ name = \"Available\", available = true }]\nchannel = [{ name = \"voice\" }]\n\
         queue = [{ name = \"Support\", workers = \"languages HAS 'en'\" }]\n",
    );
    for number in 1..=50 {
        crew += &format!(
            "[[worker]]\nname = \"Worker {number}\"\nactivity = \"Available\"\nattributes = {{ languages = [\"en\"] }}\n"
        );
    }
    let mut kept = Kept::default();
    for input in Crew::read(&crew)?.inputs() {
        kept.take(input, Time(0))?;
    }
    let configuration = r#"{"task_routing": {"filters": [{"expression": "topic == 'support'",
        "targets": [{"queue": "Support", "expression": "task.language IN worker.languages"}]}]}}"#;
    let plan = NewPlan {
        id: "Calls".into(),
        name: "Calls".into(),
        configuration: configuration.into(),
        reservation_seconds: None,
    };
    kept.take(Input::DefinePlan { plan, re_evaluate: false }, Time(0))?;
    let call = NewTask {
        plan: Some("Calls".into()),
        attributes: Attributes::read(r#"{"topic": "support", "language": "en"}"#)?,
        channel: "voice".into(),
        priority: 0,
        timeout_seconds: Secs(3600),
        virtual_start: None,
        routing_target: None,
        ignore_capacity: None,
        not_before: None,
    };
    let mut now = Time(0);
    while kept.journal.len() < wanted {
        now = now.after_millis(4_000);
        let events = kept.take(Input::CreateTask(call.clone()), now)?;
        let offer = events.iter().find_map(|event| match event {
            Event::ReservationCreated { reservation, .. } => Some(*reservation),
            _ => None,
        });
        if let Some(reservation) = offer {
            kept.take(Input::Accept { reservation }, now.after_millis(1_000))?;
            kept.take(Input::CompleteReservation { reservation }, now.after_millis(3_000))?;
        }
    }
    let bytes: usize = kept
        .journal
        .iter()
        .map(|one| serde_json::to_string(one).map_or(0, |text| text.len() + 1))
        .sum();
    let start = cpu_time::ProcessTime::now();
    let again = Workspace::replay(&kept.journal)?;
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(again, kept.workspace);
    println!(
        "{} inputs, {} MB as lines of JSON, replayed in {seconds:.2} s of CPU time",
        kept.journal.len(),
        bytes / 1_000_000
    );
    Ok(())
}
