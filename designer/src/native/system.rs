//! What the system likes apart from dark, where it can be asked without waiting long.

use std::process::Command;

use centralita_designer::model::System;
use jiff::tz::TimeZone;

/// High contrast and stillness, as the desktop has them; on systems that cannot be asked, neither.
///
/// On the desktops of Linux the settings of GNOME are the ones that others imitate.
pub fn likes() -> System {
    if !cfg!(target_os = "linux") {
        return System::default();
    }
    let theme = std::env::var("GTK_THEME").unwrap_or_default();
    let has_contrast_theme = theme.to_ascii_lowercase().contains("highcontrast");
    System {
        wants_contrast: has_contrast_theme
            || asked("org.gnome.desktop.a11y.interface", "high-contrast").as_deref()
                == Some("true"),
        wants_stillness: asked("org.gnome.desktop.interface", "enable-animations").as_deref()
            == Some("false"),
    }
}

/// The time zone of this machine; Greenwich's when it says none.
pub fn zone() -> TimeZone {
    TimeZone::try_system().unwrap_or(TimeZone::UTC)
}

/// A setting, when the system has the program that tells it.
fn asked(schema: &str, key: &str) -> Option<String> {
    let told = Command::new("gsettings").args(["get", schema, key]).output().ok()?;
    told.status.success().then(|| String::from_utf8_lossy(&told.stdout).trim().to_owned())
}
