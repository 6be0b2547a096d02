//! The window before a file is opened that has something to tell: what was understood and what was
//! not, what was repaired, and what changes when it is saved.

use centralita_engine::KindName;
use centralita_engine::declare::Catalogue;
use egui::{Label, RichText, ScrollArea, Ui};

use crate::command::Command;
use crate::exchange::report::Unknown;
use crate::exchange::{Incoming, Report};
use crate::model::Model;
use crate::text::Texts;
use crate::theme::{Icon, Tokens};
use crate::ui;

/// So many old names are listed; the rest is counted.
const MOST_NAMES: usize = 8;
/// So many repairs are listed.
const MOST_REPAIRS: usize = 40;

/// With what the parts of the window are shown.
struct Parts<'a> {
    texts: &'a Texts,
    tokens: &'a Tokens,
    catalogue: &'a Catalogue,
}

/// Shows it while it is open; gives what was chosen.
pub fn import_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let incoming = model.exchange.incoming.as_mut()?;
    let parts = Parts { texts: &model.texts, tokens: &model.tokens, catalogue: &model.catalogue };
    let (texts, tokens) = (parts.texts, parts.tokens);
    let is_about_open = model.exchange.is_about_open;
    let can_go_here = model.editor.is_some() && !is_about_open;
    let mut done = None;
    let mut is_open = true;
    let title = texts.fill("import-title", &[("name", (&incoming.name).into())]);
    ui::padded_window(root, "import", &title, 620.0, &mut is_open, |ui| {
        ui.label(ui::strong(&title).heading());
        ui.add_space(4.0);
        let high = (ui.ctx().content_rect().height() * 0.55).max(140.0);
        ScrollArea::vertical().max_height(high).auto_shrink([false, true]).show(ui, |ui| {
            ui.set_max_width(ui.available_width() - 8.0);
            parts.understood_ui(ui, &incoming.report);
            parts.unknown_ui(ui, incoming);
            parts.repairs_ui(ui, &incoming.report);
            parts.saving_ui(ui, incoming);
        });
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            let has_change = incoming.modernizes || !incoming.replaced.is_empty();
            let name = match (is_about_open, has_change) {
                (true, true) => "import-change",
                (true, false) => "import-close",
                (false, _) if can_go_here => "import-as-new",
                (false, _) => "import-open",
            };
            let main = ui::main_button(ui, tokens, texts.say(name));
            if ui.memory(|memory| memory.focused().is_none()) {
                main.request_focus();
            }
            if main.clicked() {
                done = Some(Command::TakeInAsNew);
            }
            if can_go_here && ui.button(texts.say("import-here")).clicked() {
                done = Some(Command::TakeInHere);
            }
            if (!is_about_open || has_change) && ui.button(texts.say("exchange-cancel")).clicked() {
                done = Some(Command::StepBack);
            }
        });
    });
    if !is_open && done.is_none() {
        done = Some(Command::StepBack);
    }
    done
}

impl Parts<'_> {
    fn heading(&self, ui: &mut Ui, icon: Icon, colour: egui::Color32, text: &str) {
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            ui.label(ui::icon(icon, 16.0).color(colour));
            ui.add(Label::new(ui::strong(text)).wrap());
        });
    }

    fn line(&self, ui: &mut Ui, text: &str) {
        let text = RichText::new(text).size(13.0).color(self.tokens.weak_text);
        ui.add(Label::new(text).wrap());
    }

    fn understood_ui(&self, ui: &mut Ui, report: &Report) {
        let (texts, tokens) = (self.texts, self.tokens);
        self.heading(ui, Icon::CircleCheck, tokens.good, texts.say("import-understood"));
        let count = |name: &str, count: usize| texts.fill(name, &[("count", count.into())]);
        let mut parts = vec![
            count("status-widgets", report.widgets),
            count("import-kinds", report.kinds),
            count("import-wires", report.wires),
        ];
        if let Some(name) = report.around.as_ref().filter(|name| !name.is_empty()) {
            parts.push(texts.fill("import-around", &[("name", name.as_str().into())]));
        }
        self.line(ui, &parts.join(" · "));
        let told = if report.errors + report.warnings == 0 {
            texts.say("status-no-problems").to_owned()
        } else {
            let errors = count("status-errors", report.errors);
            format!("{errors} · {}", count("status-warnings", report.warnings))
        };
        self.line(ui, &texts.fill("import-checked", &[("told", (&told).into())]));
    }

    fn unknown_ui(&self, ui: &mut Ui, incoming: &mut Incoming) {
        let (texts, tokens) = (self.texts, self.tokens);
        if incoming.report.unknown.is_empty() {
            return;
        }
        let count = incoming.report.unknown.len();
        let title = texts.fill("import-unknown", &[("count", count.into())]);
        self.heading(ui, Icon::TriangleAlert, tokens.warning, &title);
        self.line(ui, texts.say("import-unknown-kept"));
        for unknown in &incoming.report.unknown {
            ui.push_id(&*unknown.kind, |ui| {
                ui.horizontal(|ui| {
                    ui.label(RichText::new(unknown.kind.as_str()).monospace());
                    let names: Vec<&str> =
                        unknown.widgets.iter().take(4).map(|one| one.as_str()).collect();
                    let more = if unknown.widgets.len() > names.len() { ", …" } else { "" };
                    let names = format!("{}{more}", names.join(", "));
                    let names = RichText::new(names).size(12.5).color(tokens.weak_text);
                    let room = (ui.available_width() - 240.0).max(80.0);
                    ui.allocate_ui(egui::vec2(room, 20.0), |ui| {
                        ui.set_width(room);
                        ui.add(Label::new(names).truncate());
                    });
                    self.replace_ui(ui, unknown, &mut incoming.replaced);
                });
                ui.collapsing(texts.say("import-why"), |ui| {
                    let why =
                        texts.fill("import-why-text", &[("kind", unknown.kind.as_str().into())]);
                    self.line(ui, &why);
                });
            });
        }
    }

    /// What takes the place of a type that nobody knows.
    fn replace_ui(
        &self,
        ui: &mut Ui,
        unknown: &Unknown,
        replaced: &mut std::collections::BTreeMap<centralita_engine::Text, KindName>,
    ) {
        let texts = self.texts;
        let now = replaced.get(&unknown.kind).cloned();
        let label = |kind: &str| {
            let spec = self.catalogue.spec(kind);
            spec.map_or_else(|| kind.to_owned(), |spec| spec.label.to_string())
        };
        let keep = texts.say("import-keep");
        let shown = now.as_ref().map_or_else(|| keep.to_owned(), |kind| label(kind.as_str()));
        let list = egui::ComboBox::from_id_salt("replace").width(220.0).truncate();
        let response = list.selected_text(shown).height(320.0).show_ui(ui, |ui| {
            if ui.selectable_label(now.is_none(), keep).clicked() {
                replaced.remove(&unknown.kind);
            }
            let meant = unknown.meant.as_ref().map(|kind| KindName::new(kind.as_str()));
            let all = self.catalogue.specs().filter(|spec| !spec.starts && !spec.discontinued);
            let all = all.map(|spec| spec.kind.clone());
            for kind in meant.into_iter().chain(all) {
                let is_it = now.as_ref() == Some(&kind);
                if ui.selectable_label(is_it, label(kind.as_str())).clicked() {
                    replaced.insert(unknown.kind.clone(), kind);
                }
            }
        });
        let spoken = texts.fill("import-replace", &[("kind", unknown.kind.as_str().into())]);
        response.response.accessible_name(spoken);
    }

    fn repairs_ui(&self, ui: &mut Ui, report: &Report) {
        let (texts, tokens) = (self.texts, self.tokens);
        if report.repairs.is_empty() {
            return;
        }
        let count = report.repairs.len();
        let title = texts.fill("import-repairs", &[("count", count.into())]);
        self.heading(ui, Icon::Wrench, tokens.warning, &title);
        for repair in report.repairs.iter().take(MOST_REPAIRS) {
            self.line(ui, texts.told(repair));
        }
        if count > MOST_REPAIRS {
            let more = texts.fill("import-more", &[("count", (count - MOST_REPAIRS).into())]);
            self.line(ui, &more);
        }
    }

    fn saving_ui(&self, ui: &mut Ui, incoming: &mut Incoming) {
        let (texts, tokens) = (self.texts, self.tokens);
        self.heading(ui, Icon::Save, tokens.weak_text, texts.say("import-saving"));
        self.line(ui, texts.say("import-saving-untouched"));
        let report = &incoming.report;
        if report.is_old {
            self.line(ui, texts.say("import-saving-old"));
        }
        if !report.is_old && report.names.is_empty() {
            return;
        }
        ui.checkbox(&mut incoming.modernizes, texts.say("import-modernize"));
        if report.names.is_empty() {
            return;
        }
        let count = report.names.iter().map(|name| name.count).sum::<usize>();
        let title = texts.fill("import-names", &[("count", count.into())]);
        ui.collapsing(title, |ui| {
            for name in report.names.iter().take(MOST_NAMES) {
                let today = if name.today.is_empty() {
                    texts.say("import-name-gone").to_owned()
                } else {
                    name.today.to_string()
                };
                let text = format!("{} → {today}  ({})", name.written, name.count);
                let text = RichText::new(text).monospace().size(12.0).color(tokens.weak_text);
                ui.add(Label::new(text).wrap());
            }
            if report.names.len() > MOST_NAMES {
                let more = report.names.len() - MOST_NAMES;
                self.line(ui, &texts.fill("import-more", &[("count", more.into())]));
            }
        });
    }
}
