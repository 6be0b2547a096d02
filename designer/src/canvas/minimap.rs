//! The small picture of everything in the corner: where one is, and where something is wrong.

use centralita_engine::declare::Group;
use egui::{CornerRadius, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, vec2};

use super::shapes::Scene;
use super::view::View;
use crate::theme::Tokens;

/// Its size.
const SIZE: Vec2 = vec2(168.0, 118.0);

/// Shows it in the lower right corner; a click or drag in it moves the view.
pub fn minimap_ui(
    ui: &mut Ui,
    screen: Rect,
    scene: &Scene,
    view: &mut View,
    tokens: &Tokens,
    spoken: &str,
) {
    let Some(all) = scene.bounds() else { return };
    let sight = view.in_sight(screen);
    if sight.contains_rect(all) || screen.width() < 420.0 || screen.height() < 320.0 {
        return;
    }
    let rect = Rect::from_min_size(screen.max - SIZE - vec2(12.0, 12.0), SIZE);
    // Not a stop for the Tab key: keys have ways of their own to look elsewhere.
    let sense = Sense::CLICK | Sense::DRAG;
    let response = ui.interact(rect, ui.make_persistent_id("minimap"), sense);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::GenericContainer, true, spoken));
    let painter = ui.painter_at(rect.expand(1.0));
    painter.rect(
        rect,
        CornerRadius::same(6),
        tokens.panel,
        Stroke::new(1.0, tokens.divider),
        StrokeKind::Outside,
    );
    let world = all.union(sight).expand(80.0);
    let scale =
        ((rect.width() - 12.0) / world.width()).min((rect.height() - 12.0) / world.height());
    let small = |place: Pos2| rect.center() + (place - world.center()) * scale;
    let mut mesh = egui::Mesh::default();
    for shape in &scene.boxes {
        let colour = if shape.errors > 0 {
            tokens.error
        } else if shape.warnings > 0 {
            tokens.warning
        } else {
            tokens.group(Group::ALL[usize::from(shape.group).min(6)])
        };
        let mut dot = Rect::from_min_max(small(shape.rect.min), small(shape.rect.max));
        dot.max = dot.max.max(dot.min + vec2(2.0, 1.5));
        mesh.add_colored_rect(dot, colour);
    }
    painter.add(egui::Shape::mesh(mesh));
    let window = Rect::from_min_max(small(sight.min), small(sight.max)).intersect(rect.shrink(1.0));
    painter.rect_stroke(window, 2, Stroke::new(1.5, tokens.accent), StrokeKind::Inside);
    if (response.clicked() || response.dragged())
        && let Some(at) = response.interact_pointer_pos()
    {
        view.middle = world.center() + (at - rect.center()) / scale;
    }
}
