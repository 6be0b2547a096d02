//! Scenarios: scripted conversations that must come out a given way.
//!
//! A scenario is a list of sentences in Markdown. Some say what the caller does, some what must
//! happen; the whole table is in [`Sentence`]. They run on the same engine as real calls, around
//! which a [`World`] stands in for the network, the clock and the caller.
//!
//! Nothing here performs anything real: requests are answered by what the scenario gives, time
//! passes when a sentence says so.

mod answers;
mod coverage;
mod parse;
mod parse_given;
mod parse_task;
mod print;
mod routed;
mod router;
mod run;
mod run_routed;
mod sentence;
mod services;
mod transcript;
mod words;
mod world;
mod written;

pub use coverage::{Coverage, ExitSeen};
pub use parse::{BadSentence, ScenarioFile, read_scenarios};
pub use print::print_scenario;
pub use router::{Office, Router, StaffIs, TaskAct, TaskBecame, TaskNews, TaskStanding};
pub use run::{Failed, LocalFunction, Report, Surroundings, run_scenario, run_scenario_with};
pub use sentence::{Begin, Line, Scenario, Sentence, TaskIs};
pub use services::{Given, Services, Stub};
pub use transcript::{Entry, Said, Transcript, spoken};
pub use world::{Waiting, World};
pub use written::{begins, dial_sentence, function_name, noticed, quoted, reply_sentence};
