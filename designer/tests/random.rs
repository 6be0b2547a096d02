//! Whatever is done, in whatever order: nothing panics, every document can be saved, and undoing
//! everything gives the first one back.
//!
//! `CENTRALITA_COMMANDS` says how many commands or hands' moves, `CENTRALITA_SEED` which ones.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;

use centralita_designer::App;
use centralita_designer::command::{Command, TABLE};
use centralita_designer::compare;
use centralita_designer::model::{Model, Prefs, Selection};
use centralita_designer::simulator::Act;
use centralita_designer::update::update;
use centralita_engine::flow::{Edit, Position, clipboard_text};
use centralita_engine::{Flow, Time, WidgetName};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};

const WELCOME: &str = include_str!("../../flows/welcome_menu.json");

/// A source of numbers that follow from a seed.
struct Dice(u64);

impl Dice {
    fn asked_for() -> Dice {
        Dice(asked_for("CENTRALITA_SEED", 7) as u64)
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((number ^ (number >> 31)) % most.max(1) as u64) as usize
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

/// What a setting of the environment asks for; a number of ours when it asks for nothing.
fn asked_for(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// What every open flow said first.
#[derive(Default)]
struct Firsts(BTreeMap<u64, String>);

impl Firsts {
    fn note(&mut self, model: &Model) {
        for editor in model.tabs() {
            let first = || editor.flow().text().to_owned();
            self.0.entry(editor.number).or_insert_with(first);
        }
    }

    /// Every open flow can be saved, is drawn whole, and comes back to what it said first.
    fn all_come_back(&self, model: &mut Model) {
        for tab in 0..model.tabs().count() {
            model.show_tab(tab);
            let editor = model.editor.as_ref().unwrap();
            let flow = Flow::read(editor.flow().text());
            assert!(flow.faults().is_empty(), "{:?}", flow.faults());
            assert_eq!(editor.scene().boxes.len(), flow.widgets().len());
            while !model.editor.as_ref().unwrap().history.done().is_empty() {
                update(model, Command::Undo, &mut Vec::new());
            }
            let editor = model.editor.as_ref().unwrap();
            assert_eq!(editor.flow().text(), self.0[&editor.number]);
        }
    }
}

fn welcome() -> Command {
    Command::Opened { name: "flow".into(), path: None, text: WELCOME.into() }
}

/// When nothing is at hand any more, somebody goes back to a flow that is open, or opens one.
fn takes_a_flow(model: &mut Model) {
    if model.editor.is_none() {
        match model.tabs().count() {
            0 => update(model, welcome(), &mut Vec::new()),
            _ => model.show_tab(0),
        }
    }
}

fn random_act(dice: &mut Dice) -> Command {
    let act = match dice.below(8) {
        0 => Act::Press(dice.below(10).to_string()),
        1 => Act::Say("sales".into()),
        2 => Act::BeSilent,
        3 => Act::HangUp,
        4 => Act::Wait(30),
        5 => Act::Step,
        6 => return Command::LookAtTurn(dice.below(12)),
        _ => return Command::ShowBranch(dice.below(4)),
    };
    Command::Act(Box::new(act))
}

fn random_command(model: &Model, dice: &mut Dice) -> Command {
    let editor = model.editor.as_ref().unwrap();
    let flow = editor.flow();
    let some = |dice: &mut Dice| {
        let widgets = flow.widgets();
        widgets.get(dice.below(widgets.len())).map(|one| one.name.clone()).unwrap_or_default()
    };
    match dice.below(18) {
        0 | 1 => Command::Select(Selection::of(some(dice))),
        2 => Command::Select(Selection::of_all([some(dice), some(dice), some(dice)])),
        3 => {
            let kinds: Vec<_> = model.catalogue.specs().map(|spec| spec.kind.clone()).collect();
            Command::Add {
                kind: dice.one_of(&kinds),
                at: pos2(dice.below(2000) as f32, dice.below(3000) as f32),
                from: Some((some(dice), dice.below(5))).filter(|_| dice.below(2) == 0),
            }
        }
        4 => {
            let widget = some(dice);
            let count = flow.widget(widget.as_str()).map_or(0, |one| one.transitions.len());
            Command::Change(Edit::Connect {
                widget,
                transition: dice.below(count + 1),
                to: some(dice),
            })
        }
        5 => Command::RenameTo { widget: some(dice), name: format!("w{}", dice.below(40)) },
        6 => Command::Change(Edit::MoveWidgets(vec![(
            some(dice),
            Position::new(dice.below(3000) as f64 - 500.0, dice.below(3000) as f64),
        )])),
        7 => {
            let names: Vec<WidgetName> = editor.selection.widgets.iter().cloned().collect();
            Command::Paste { text: clipboard_text(flow, &names), at: None }
        }
        8 => Command::Undo,
        9 => Command::Redo,
        10 => Command::Change(Edit::SetProperty {
            widget: some(dice),
            path: vec!["say".into()],
            value: format!("Hello {{{{widgets.w{}.Digits}}}}", dice.below(40)).as_str().into(),
        }),
        11 if editor.session.is_some() => random_act(dice),
        12 => compare::Act::TakeBack(dice.below(20)).into(),
        _ => (TABLE[dice.below(TABLE.len())].make)(),
    }
}

#[test]
fn random_commands_never_panic_and_undoing_them_all_gives_the_first_document_back() {
    let count = asked_for("CENTRALITA_COMMANDS", 1_000);
    let mut dice = Dice::asked_for();
    let (mut since, mut most) = (0, 0);
    // The first changes are compared with the first document too.
    let begin = || {
        let (mut model, mut firsts) = (Model::new(Prefs::default()), Firsts::default());
        update(&mut model, welcome(), &mut Vec::new());
        let (name, text) = ("flow".to_owned(), WELCOME.to_owned());
        update(&mut model, compare::Act::Read { name, text }.into(), &mut Vec::new());
        firsts.note(&model);
        (model, firsts)
    };
    let (mut model, mut firsts) = begin();
    for number in 0..count {
        if since == 150 {
            update(&mut model, compare::Act::End.into(), &mut Vec::new());
        }
        let command = random_command(&model, &mut dice);
        update(&mut model, command, &mut Vec::new());
        model.asked = None;
        since += 1;
        takes_a_flow(&mut model);
        firsts.note(&model);
        let editor = model.editor.as_ref().unwrap();
        most = most.max(editor.flow().widgets().len());
        // Histories are bounded, so the way back is tried before anything is forgotten.
        if since == 400 || number + 1 == count {
            firsts.all_come_back(&mut model);
            since = 0;
            (model, firsts) = begin();
        }
    }
    println!("{count} commands, up to {most} widgets in a flow");
}

/// Hands at a window of the whole program.
struct Hands {
    app: App,
    context: egui::Context,
    at: Pos2,
    is_down: bool,
    frames: i64,
}

const KEYS: &[Key] = &[
    Key::Enter,
    Key::Escape,
    Key::Tab,
    Key::Space,
    Key::ArrowDown,
    Key::ArrowUp,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::Delete,
    Key::Backspace,
    Key::Home,
    Key::F6,
    Key::F8,
    Key::PageDown,
];

const WRITTEN: &[&str] =
    &["a", "sales", "{{", "ñ ¿?", "12", " ", "{{flow.variables.x | upcase}}", "🙂"];

impl Hands {
    fn new() -> Hands {
        let mut app = App::new(Prefs::default());
        app.do_it(welcome());
        let context = egui::Context::default();
        App::prepare(&context);
        Hands { app, context, at: Pos2::ZERO, is_down: false, frames: 0 }
    }

    fn frame(&mut self, events: Vec<Event>) {
        self.frames += 1;
        self.app.model.now = Time(self.frames * 16);
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1280.0, 820.0))),
            time: Some(self.frames as f64 / 60.0),
            events,
            ..RawInput::default()
        };
        let app = &mut self.app;
        let mut output = self.context.run_ui(input, |ui| app.show(ui));
        output.textures_delta.clear();
        std::hint::black_box(self.context.tessellate(output.shapes, output.pixels_per_point));
        self.app.requests.clear();
    }

    fn presses(&mut self, button: PointerButton, pressed: bool) {
        self.is_down = pressed;
        let modifiers = Modifiers::NONE;
        self.frame(vec![Event::PointerButton { pos: self.at, button, pressed, modifiers }]);
    }

    fn key(&mut self, key: Key, modifiers: Modifiers) {
        for pressed in [true, false] {
            let physical_key = None;
            self.frame(vec![Event::Key { key, physical_key, pressed, repeat: false, modifiers }]);
        }
    }

    /// One thing that hands do.
    fn does_something(&mut self, dice: &mut Dice, firsts: &mut Firsts) {
        match dice.below(12) {
            0..=2 => {
                self.at = pos2(dice.below(1280) as f32, dice.below(820) as f32);
                self.frame(vec![Event::PointerMoved(self.at)]);
            }
            3 | 4 => {
                self.presses(PointerButton::Primary, !self.is_down);
                if self.is_down && dice.below(3) > 0 {
                    self.presses(PointerButton::Primary, false);
                }
            }
            5 => {
                self.presses(PointerButton::Secondary, true);
                self.presses(PointerButton::Secondary, false);
            }
            6 => self.frame(vec![Event::MouseWheel {
                unit: egui::MouseWheelUnit::Point,
                delta: vec2(0.0, dice.below(200) as f32 - 100.0),
                phase: egui::TouchPhase::Move,
                source: egui::MouseWheelSource::Unknown,
                modifiers: dice.one_of(&[Modifiers::NONE, Modifiers::COMMAND]),
            }]),
            7 => self.frame(vec![Event::Text(dice.one_of(WRITTEN).into())]),
            8 => {
                let held = [Modifiers::NONE, Modifiers::SHIFT, Modifiers::COMMAND];
                let (key, modifiers) = (dice.one_of(KEYS), dice.one_of(&held));
                self.key(key, modifiers);
            }
            9 => {
                let keys: Vec<_> = TABLE.iter().flat_map(|entry| entry.keys).collect();
                let key = dice.one_of(&keys);
                self.key(key.logical_key, key.modifiers);
            }
            _ => {
                takes_a_flow(&mut self.app.model);
                firsts.note(&self.app.model);
                let command = random_command(&self.app.model, dice);
                self.app.do_it(command);
                self.frame(Vec::new());
            }
        }
    }
}

#[test]
fn whatever_hands_do_at_the_window_nothing_panics_and_everything_can_be_undone() {
    let count = asked_for("CENTRALITA_COMMANDS", 400);
    let mut dice = Dice::asked_for();
    let (mut hands, mut firsts) = (Hands::new(), Firsts::default());
    firsts.note(&hands.app.model);
    for number in 1..=count {
        hands.does_something(&mut dice, &mut firsts);
        firsts.note(&hands.app.model);
        if number % 200 == 0 || number == count {
            firsts.all_come_back(&mut hands.app.model);
            (hands, firsts) = (Hands::new(), Firsts::default());
            firsts.note(&hands.app.model);
        }
    }
}
