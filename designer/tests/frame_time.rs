//! What a frame draws is counted, not timed: it may grow with what is in sight, never with the flow.
#![allow(clippy::unwrap_used, missing_docs)]

mod large;

use centralita_designer::App;
use centralita_designer::canvas::View;
use centralita_designer::command::Command;
use centralita_designer::model::Prefs;
use egui::{RawInput, Rect, pos2, vec2};
use large::flow;

/// What a frame costs: shapes, pieces of text, corners of triangles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    shapes: usize,
    texts: usize,
    vertices: usize,
}

fn texts_in(shape: &egui::Shape) -> usize {
    match shape {
        egui::Shape::Text(_) => 1,
        egui::Shape::Vec(inner) => inner.iter().map(texts_in).sum(),
        _ => 0,
    }
}

struct Table {
    app: App,
    context: egui::Context,
    /// After how long the last frame wanted another.
    wait: std::time::Duration,
}

impl Table {
    fn of(count: usize) -> Table {
        let mut app = App::new(Prefs::default());
        app.do_it(Command::Opened { name: "flow".into(), path: None, text: flow(count) });
        app.model.told = None;
        let context = egui::Context::default();
        App::prepare(&context);
        let mut table = Table { app, context, wait: std::time::Duration::ZERO };
        table.frame();
        table
    }

    fn frame(&mut self) -> Cost {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1600.0, 900.0))),
            ..RawInput::default()
        };
        let app = &mut self.app;
        let mut output = self.context.run_ui(input, |ui| app.show(ui));
        output.textures_delta.clear();
        self.wait = output.viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        let texts = output.shapes.iter().map(|shape| texts_in(&shape.shape)).sum();
        let shapes = output.shapes.len();
        let primitives = self.context.tessellate(output.shapes, output.pixels_per_point);
        let vertices = primitives.iter().map(|one| match &one.primitive {
            egui::epaint::Primitive::Mesh(mesh) => mesh.vertices.len(),
            egui::epaint::Primitive::Callback(_) => 0,
        });
        Cost { shapes, texts, vertices: vertices.sum() }
    }

    /// A frame at full size, in the middle of the flow.
    fn close(&mut self) -> Cost {
        self.app.model.has_minimap = false;
        let editor = self.app.model.editor.as_mut().unwrap();
        let middle = editor.scene().bounds().unwrap().center();
        editor.canvas.view = View { middle, zoom: 1.0 };
        self.frame();
        self.frame()
    }

    /// A frame with everything in sight.
    fn whole(&mut self) -> Cost {
        self.app.do_it(Command::Fit);
        self.frame();
        self.frame()
    }
}

#[test]
fn at_full_size_a_frame_of_3000_widgets_draws_no_more_than_one_of_100() {
    let costs: Vec<(usize, Cost)> = [10, 100, 1_000, 3_000]
        .into_iter()
        .map(|count| (count, Table::of(count).close()))
        .collect();
    let small = costs[1].1;
    for (count, cost) in &costs[2..] {
        // Wires that only pass by are in sight too: a little more is no growth with the flow.
        assert!(cost.shapes <= small.shapes * 5 / 4 + 40, "{count}: {costs:?}");
        assert!(cost.texts <= small.texts * 5 / 4 + 20, "{count}: {costs:?}");
        assert!(cost.vertices <= small.vertices * 5 / 4 + 2_000, "{count}: {costs:?}");
    }
    assert!(small.texts < 400, "{costs:?}");
}

#[test]
fn a_crowd_in_sight_is_drawn_with_few_shapes_each() {
    for count in [10, 100, 1_000, 3_000] {
        let mut table = Table::of(count);
        let cost = table.whole();
        let drawn = table.app.model.editor.as_ref().unwrap().canvas.drawn.0;
        // The window around the canvas, then boxes with their wires.
        assert!(cost.shapes <= 400 + 12 * drawn.max(100), "{count}, {drawn}: {cost:?}");
        assert!(cost.texts <= 250 + 250 * 8 + 2 * drawn, "{count}, {drawn}: {cost:?}");
        assert!(cost.vertices <= 40_000 + 260 * drawn, "{count}, {drawn}: {cost:?}");
    }
}

#[test]
fn the_second_frame_of_a_still_picture_asks_for_no_third() {
    let mut table = Table::of(100);
    // Bars of lists fade away first.
    for _ in 0..90 {
        table.frame();
    }
    assert_eq!(
        table.wait,
        std::time::Duration::MAX,
        "an idle editor draws nothing: {:?}",
        table.context.repaint_causes()
    );
}
