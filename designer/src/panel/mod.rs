//! What stands around the canvas.

mod bar;
mod callers;
mod export;
mod gallery;
mod import;
mod keys;
mod outline;
mod palette;
mod problems;
mod scenarios;
mod settings;
mod simulator;
mod status;

pub use bar::bar_ui;
pub use callers::callers_ui;
pub use export::export_ui;
pub use gallery::gallery_ui;
pub use import::import_ui;
pub use keys::keys_ui;
pub use outline::outline_ui;
pub use palette::palette_ui;
pub use problems::{history_ui, problems_ui};
pub use scenarios::{keep_ui, scenarios_ui};
pub use settings::settings_ui;
pub use simulator::{keys as telephone_keys, simulator_ui, start_here_ui};
pub use status::status_ui;
