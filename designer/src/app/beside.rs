//! Both flows of a comparison side by side: the other at the left, the open one at the right, looked
//! at through one view.

use centralita_engine::WidgetName;
use centralita_engine::flow::ChangeKind;
use egui::{Rect, Ui, UiBuilder, pos2};

use crate::App;
use crate::canvas::{Gesture, Mark, Selected, Shown, Wish};
use crate::command::Command;
use crate::compare::{self, Comparison};
use crate::model::Selection;
use crate::spoken;

impl App {
    /// Whether both flows are shown.
    pub(super) fn is_beside(&self) -> bool {
        let editor = self.model.editor.as_ref().filter(|editor| editor.preview.is_none());
        let comparison = editor.and_then(|editor| editor.comparison.as_ref());
        comparison.is_some_and(|comparison| comparison.is_beside)
    }

    /// The canvas of the flow at hand, with that of the other beside it when that was asked for.
    pub(super) fn canvas_ui(&mut self, ui: &mut Ui) {
        if !self.is_beside() {
            self.own_canvas_ui(ui);
            return;
        }
        let whole = ui.max_rect();
        let middle = whole.center().x.round();
        let left = Rect::from_min_max(whole.min, pos2(middle - 1.0, whole.max.y));
        let right = Rect::from_min_max(pos2(middle + 1.0, whole.min.y), whole.max);
        let mut half = |ui: &mut Ui, rect: Rect, name: &str, show: fn(&mut App, &mut Ui)| {
            let mut child = ui.new_child(UiBuilder::new().id_salt(name).max_rect(rect));
            child.set_clip_rect(rect.intersect(ui.clip_rect()));
            show(self, &mut child);
        };
        half(ui, left, "before", App::other_canvas_ui);
        half(ui, right, "after", App::own_canvas_ui);
        ui.painter().vline(middle, whole.y_range(), (2.0, self.model.tokens.border));
    }

    /// The flow with which one compares: to be looked at, not to be changed.
    fn other_canvas_ui(&mut self, ui: &mut Ui) {
        let model = &mut self.model;
        let Some(editor) = &mut model.editor else { return };
        let Some(mut comparison) = editor.comparison.take() else { return };
        let mut canvas = std::mem::take(&mut comparison.canvas);
        let joined = editor.canvas.view;
        canvas.view = joined;
        canvas.screen.get_or_insert(ui.max_rect());
        let picture = comparison.before();
        let scene = &picture.scene;
        let things = [("name", (&comparison.name).into()), ("count", scene.boxes.len().into())];
        let spoken = model.texts.fill("canvas-spoken", &things);
        let shown = Shown {
            scene,
            index: &picture.index,
            selected: &Selected::default(),
            mark: &|number| Mark { sign: picture.boxes[number], ..Mark::default() },
            is_taken: &|_| false,
            sign: &|number| picture.wires[number],
            counted: &|_| None,
            count_on: &|_| None,
            dims_wires: false,
            tokens: &model.tokens,
            exit: None,
            speak: &|number, exit| {
                let said = spoken::of(&model.texts, scene, number, exit);
                spoken::signed(&model.texts, picture.boxes[number], said)
            },
            spoken: &spoken,
            spoken_back: model.texts.say("canvas-back"),
            spoken_minimap: model.texts.say("canvas-minimap"),
            wheel_zooms: model.prefs.wheel_zooms,
            has_minimap: false,
            id: egui::Id::unique("the canvas of the other flow"),
        };
        let wishes = canvas.show(ui, &shown);
        if matches!(canvas.gesture, Gesture::Boxes { .. } | Gesture::Wire { .. }) {
            canvas.gesture.cancel();
        }
        let chosen = wishes.into_iter().find_map(|wish| match wish {
            Wish::Select(boxes) if boxes.len() == 1 => boxes.first().copied(),
            _ => None,
        });
        let chosen = chosen.map(|number| scene.boxes[number].name.to_string());
        if canvas.view != joined {
            editor.canvas.view = canvas.view;
            ui.ctx().request_repaint();
        }
        comparison.canvas = canvas;
        let command = chosen.map(|name| goes_to(&comparison, &name));
        editor.comparison = Some(comparison);
        self.caption_ui(ui);
        if let Some(command) = command {
            self.do_it(command);
        }
    }

    /// What the flow at the left is.
    fn caption_ui(&self, ui: &Ui) {
        let Some(comparison) = self.model.editor.as_ref().and_then(|one| one.comparison.as_ref())
        else {
            return;
        };
        egui::Area::new(egui::Id::unique("caption of the other flow"))
            .fixed_pos(ui.max_rect().min + egui::vec2(12.0, 12.0))
            .interactable(false)
            .show(ui.ctx(), |ui| {
                egui::Frame::popup(ui.style())
                    .inner_margin(egui::Margin::symmetric(8, 4))
                    .show(ui, |ui| ui.label(egui::RichText::new(&comparison.name).small()));
            });
    }

    /// Goes to a widget that is gone, when that is what is compared.
    pub(super) fn show_gone(&mut self, name: &str) {
        let comparison = self.model.editor.as_ref().and_then(|editor| editor.comparison.as_ref());
        if let Some(place) = comparison.and_then(|comparison| gone(comparison, name)) {
            self.do_it(compare::Act::Show(place).into());
        }
    }
}

fn gone(comparison: &Comparison, name: &str) -> Option<usize> {
    comparison.changes().iter().position(|change| {
        change.kind == ChangeKind::Removed
            && change.widget.as_ref().is_some_and(|widget| widget.as_str() == name)
    })
}

/// What pressing a widget of the other flow does: it goes to the difference, or to the same widget.
fn goes_to(comparison: &Comparison, old: &str) -> Command {
    match gone(comparison, old) {
        Some(place) => compare::Act::Show(place).into(),
        None => Command::Select(Selection::of(comparison.new_name(&WidgetName::new(old)))),
    }
}
