//! How long a frame, an edit and the ways of wires take, by the number of widgets.
//!
//! `cargo bench -p centralita-designer` prints a table: times are of this machine, what counts is how
//! they grow. A frame's cost is layout and tessellation, without the graphics card.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../tests/large/mod.rs"]
mod large;

use std::time::Instant;

use centralita_designer::App;
use centralita_designer::canvas::{Index, View, route_all};
use centralita_designer::command::{Command, Direction};
use centralita_designer::compare;
use centralita_designer::model::{Prefs, Selection};
use centralita_designer::scene;
use centralita_designer::simulator::Act;
use centralita_engine::Flow;
use egui::{RawInput, Rect, pos2, vec2};
use large::flow;

#[expect(clippy::disallowed_methods, reason = "a bench looks at the clock")]
fn millis(times: u32, mut act: impl FnMut()) -> f64 {
    act();
    let start = Instant::now();
    for _ in 0..times {
        act();
    }
    start.elapsed().as_secs_f64() * 1000.0 / f64::from(times)
}

fn frame(app: &mut App, context: &egui::Context) {
    let input = RawInput {
        screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1600.0, 900.0))),
        ..RawInput::default()
    };
    let mut output = context.run_ui(input, |ui| app.show(ui));
    // Nobody uploads them here.
    output.textures_delta.clear();
    let primitives = context.tessellate(output.shapes, output.pixels_per_point);
    std::hint::black_box(primitives);
}

/// How long a turn of the simulator takes: a key is pressed, and the call settles.
fn turn_millis(app: &mut App) -> f64 {
    app.do_it(Command::Simulate);
    let press = |app: &mut App| {
        app.do_it(Command::LookAtTurn(0));
        app.do_it(Command::Act(Box::new(Act::Press("1".into()))));
    };
    let per_turn = millis(200, || press(app));
    app.do_it(Command::EndSimulation);
    per_turn
}

fn main() {
    println!(
        "widgets |  frame at 100 % |  whole flow | drawn | edit ms | check+scene+ways ms | ways ms | turn ms (budget 2) | compare ms (budget 50)"
    );
    for count in [10, 100, 1_000, 3_000] {
        let text = flow(count);
        let mut app = App::new(Prefs::default());
        app.do_it(Command::Opened { name: "bench".into(), path: None, text: text.clone() });
        let context = egui::Context::default();
        App::prepare(&context);
        frame(&mut app, &context);
        let close = |app: &mut App| {
            let editor = app.model.editor.as_mut().unwrap();
            let middle = editor.scene().bounds().unwrap().center();
            editor.canvas.view = View { middle, zoom: 1.0 };
        };
        close(&mut app);
        let near = millis(60, || frame(&mut app, &context));
        let drawn = app.model.editor.as_ref().unwrap().canvas.drawn.0;
        app.do_it(Command::Fit);
        frame(&mut app, &context);
        let whole = millis(30, || frame(&mut app, &context));
        let name = format!("w{}", count / 2);
        app.do_it(Command::Select(Selection::of(name.as_str().into())));
        let edit = millis(8, || app.do_it(Command::Nudge { direction: Direction::Left, by: 10.0 }));
        let turn = turn_millis(&mut app);
        let flow = Flow::read(&text);
        let catalogue = app.model.catalogue.clone();
        let look = millis(5, || app.model.editor.as_mut().unwrap().look(&catalogue));
        let bare = scene::of(&flow, &catalogue, &[]);
        let ways = millis(5, || {
            let mut scene = bare.clone();
            let index = Index::of_boxes(&scene);
            route_all(&mut scene, &index);
            std::hint::black_box(scene);
        });
        let changed = text.replace("Welcome", "Hello");
        let compared = millis(5, || {
            let (name, text) = ("before".to_owned(), changed.clone());
            app.do_it(compare::Act::Read { name, text }.into());
        });
        println!(
            "{count:>7} | {near:>15.2} | {whole:>11.2} | {drawn:>5} | {edit:>7.2} | {look:>19.2} | {ways:>7.2} | {turn:>7.3} | {compared:>7.2}"
        );
    }
}
