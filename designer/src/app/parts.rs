//! The parts of the window: each in its place, and what each shows.

use egui::{Context, Rect, Ui, Vec2, vec2};

use crate::command::Command;
use crate::focus::{self, Wanted};
use crate::layout::{Part, Rooms};
use crate::model::{Bottom, Left};
use crate::simulator::Page;
use crate::{App, inspector, panel, ui};

impl App {
    /// Shows a part of the window in its place.
    pub(super) fn part_ui<R>(
        &mut self,
        ui: &mut Ui,
        part: Part,
        rect: Rect,
        floats: bool,
        show: fn(&mut App, &mut Ui) -> R,
    ) -> R {
        self.parts.push((part, rect));
        let tokens = &self.model.tokens;
        let (fill, line) = (tokens.panel, egui::Stroke::new(1.0, tokens.divider));
        let margin = match part {
            Part::Canvas => Vec2::ZERO,
            Part::Bar | Part::Banner | Part::Tabs | Part::Status => vec2(12.0, 0.0),
            _ => vec2(12.0, 10.0),
        };
        let fill = match part {
            Part::Canvas => tokens.canvas,
            Part::Banner => tokens.tint,
            _ => fill,
        };
        let mut inside = |ui: &mut Ui| {
            ui.painter().rect(rect, 0, fill, line, egui::StrokeKind::Outside);
            // What is written in the fields of one flow is nothing to another.
            let number = self.model.editor.as_ref().map(|editor| editor.number);
            let builder =
                egui::UiBuilder::new().id_salt((part, number)).max_rect(rect.shrink2(margin));
            let mut child = ui.new_child(builder);
            child.set_clip_rect(rect.intersect(ui.clip_rect()));
            show(self, &mut child)
        };
        if !floats {
            return inside(ui);
        }
        let area = egui::Area::new(egui::Id::unique(("drawer", part)))
            .order(egui::Order::Middle)
            .fixed_pos(rect.min)
            .constrain(false);
        area.show(ui.ctx(), |ui| {
            ui.allocate_rect(rect, egui::Sense::hover());
            inside(ui)
        })
        .inner
    }

    /// The edges between the parts, by which they are made larger or smaller.
    pub(super) fn edges_ui(&mut self, ui: &mut Ui, rooms: &Rooms) {
        let around = |rect: Rect| rect.expand2(vec2(3.0, 0.0));
        let left = rooms.left.filter(|_| !rooms.left_floats);
        let left = left.map(|rect| Rect::from_min_max(rect.right_top(), rect.max));
        let right = rooms.right.filter(|_| !rooms.right_floats);
        let right = right.map(|rect| Rect::from_min_max(rect.min, rect.left_bottom()));
        let bottom = rooms.bottom.map(|rect| Rect::from_min_max(rect.min, rect.right_top()));
        let edges = [
            (Part::Left, left.map(around)),
            (Part::Right, right.map(around)),
            (Part::Bottom, bottom.map(|rect| rect.expand2(vec2(0.0, 3.0)))),
        ];
        for (part, rect) in edges {
            let Some(rect) = rect else { continue };
            let id = egui::Id::unique(("edge", part));
            let response = ui.interact(rect, id, egui::Sense::DRAG);
            if response.hovered() || response.dragged() {
                ui.ctx().set_cursor_icon(match part {
                    Part::Bottom => egui::CursorIcon::ResizeVertical,
                    _ => egui::CursorIcon::ResizeHorizontal,
                });
                ui.painter().rect_filled(rect.shrink(2.0), 0, self.model.tokens.accent);
            }
            let by = response.drag_delta();
            if by != Vec2::ZERO {
                let sizes = &mut self.model.prefs.sizes;
                match part {
                    Part::Left => sizes.left = rooms.left.map_or(0.0, |rect| rect.width()) + by.x,
                    Part::Right => {
                        sizes.right = rooms.right.map_or(0.0, |rect| rect.width()) - by.x
                    }
                    _ => {
                        let high = rooms.bottom.map_or(0.0, |rect| rect.height()) - by.y;
                        match self.model.bottom {
                            Some(Bottom::Script) => sizes.script = high,
                            _ => sizes.bottom = high,
                        }
                    }
                }
            }
        }
    }

    /// Sends the keys where they are wanted.
    pub(super) fn send_keys(&mut self, context: &Context) {
        if let Some(wanted) = self.model.wants_keys.take() {
            // A part that is shown just now, or a window that is just closing, needs some frames.
            self.sending = Some((wanted, 4));
        }
        let Some((wanted, tries)) = self.sending.take() else {
            self.held_before = focus::holder(context);
            return;
        };
        let is_first = tries == 4;
        // A field that was asked for by name has been found by the form before.
        let has_arrived = match wanted {
            Wanted::Part(Part::Right | Part::Bottom) if context.text_edit_focused() => true,
            Wanted::Part(Part::Canvas) => {
                if is_first || context.memory(|memory| memory.focused().is_none()) {
                    focus::send(context, wanted, &self.parts);
                }
                false
            }
            wanted => focus::send(context, wanted, &self.parts),
        };
        if !has_arrived && tries > 0 {
            self.sending = Some((wanted, tries - 1));
        }
        context.request_repaint();
        self.held_before = focus::holder(context);
    }

    pub(super) fn bar_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        panel::bar_ui(ui, &self.model)
    }

    pub(super) fn banner_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        panel::banner_ui(ui, &self.model)
    }

    pub(super) fn tabs_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        panel::tabs_ui(ui, &self.model)
    }

    pub(super) fn status_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        panel::status_ui(ui, &self.model)
    }

    pub(super) fn gallery_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        panel::gallery_ui(ui, &self.model)
    }

    pub(super) fn right_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        let session = self.model.editor.as_ref().and_then(|editor| editor.session.as_ref());
        let page = session.map(|session| session.hands.page);
        let mut done = None;
        if page.is_some() {
            done = panel::simulator_ui(ui, &mut self.model);
        }
        if page.is_none_or(|page| page == Page::Settings) {
            done = inspector::inspector_ui(ui, &mut self.model).or(done);
        }
        done
    }

    pub(super) fn bottom_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        match self.model.bottom? {
            Bottom::Problems => panel::problems_ui(ui, &self.model),
            Bottom::History => panel::history_ui(ui, &self.model),
            Bottom::Scenarios => panel::scenarios_ui(ui, &self.model),
            Bottom::Calls => panel::calls_ui(ui, &self.model),
            Bottom::Callers => panel::callers_ui(ui, &self.model),
            Bottom::Compare => panel::compare_ui(ui, &self.model),
            Bottom::Replace => {
                crate::replace::refresh(&mut self.model);
                panel::replace_ui(ui, &mut self.model)
            }
            Bottom::Script => panel::script_ui(ui, &mut self.model),
        }
    }

    pub(super) fn left_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        let texts = &self.model.texts;
        let mut done = None;
        ui.horizontal(|ui| {
            for (left, name) in [(Left::Palette, "left-add"), (Left::Outline, "left-outline")] {
                let is_chosen = self.model.left == left;
                let text =
                    if is_chosen { ui::strong(texts.say(name)) } else { texts.say(name).into() };
                if ui.selectable_label(is_chosen, text).clicked() {
                    done = Some(Command::Left(left));
                }
            }
        });
        ui.add_space(4.0);
        let chosen = match self.model.left {
            Left::Palette => panel::palette_ui(ui, &self.model),
            Left::Outline => panel::outline_ui(ui, &mut self.model),
        };
        done.or(chosen)
    }
}
