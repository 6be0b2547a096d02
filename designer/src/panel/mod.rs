//! What stands around the canvas.

mod aside;
mod bar;
mod callers;
mod compare;
mod gallery;
mod history;
mod keys;
mod outline;
mod palette;
mod problems;
mod publish;
mod replace;
mod scenarios;
mod script;
mod settings;
mod simulator;
mod status;
mod tabs;

pub use aside::{aside_ui, set_aside_ui};
pub use bar::bar_ui;
pub use callers::callers_ui;
pub use compare::{compare_ui, difference_row};
pub use gallery::gallery_ui;
pub use history::{history_ui, naming_ui};
pub use keys::keys_ui;
pub use outline::outline_ui;
pub use palette::palette_ui;
pub use problems::problems_ui;
pub use publish::publish_ui;
pub use replace::replace_ui;
pub use scenarios::{keep_ui, scenarios_ui};
pub use script::{field_id as script_field, name_script_ui, script_ui};
pub use settings::settings_ui;
pub use simulator::{keys as telephone_keys, simulator_ui, start_here_ui};
pub use status::status_ui;
pub use tabs::tabs_ui;
