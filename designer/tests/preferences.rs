//! What a person prefers: settings, keys of one's own, hints, and what the gallery offers.
#![allow(clippy::unwrap_used, missing_docs)]

use centralita_designer::App;
use centralita_designer::command::{AsSystem, Command, Hint, Preference, entry};
use centralita_designer::keeping::Kept;
use centralita_designer::model::{Prefs, Selection, System};
use centralita_designer::request::Request;
use centralita_designer::text::Language;
use centralita_engine::Time;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

const WELCOME: &str = include_str!("../../flows/welcome_menu.json");

struct Desk(Harness<'static, App>);

impl Desk {
    fn of(prefs: Prefs, size: [f32; 2]) -> Desk {
        let mut app = App::new(prefs);
        app.model.now = Time(1_000_000_000);
        let harness = Harness::builder()
            .with_size(size)
            .with_os(egui::os::OperatingSystem::Nix)
            .with_context_setup(App::prepare)
            .build_ui_state(|ui, app: &mut App| app.show(ui), app);
        let mut desk = Desk(harness);
        desk.0.run_steps(4);
        desk
    }

    fn new() -> Desk {
        Desk::of(Prefs::default(), [1280.0, 820.0])
    }

    fn with_flow(prefs: Prefs) -> Desk {
        let mut desk = Desk::of(prefs, [1280.0, 820.0]);
        desk.does(Command::Opened { name: "flow".into(), path: None, text: WELCOME.into() });
        desk
    }

    fn does(&mut self, command: Command) {
        self.0.state_mut().do_it(command);
        self.0.run_steps(4);
    }

    fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.0.key_press_modifiers(modifiers, key);
        self.0.run_steps(4);
    }

    fn press(&mut self, label: &str) {
        self.0.get_by_label(label).click();
        self.0.run_steps(4);
    }

    fn app(&self) -> &App {
        self.0.state()
    }
}

#[test]
fn every_setting_is_chosen_by_its_label_and_kept() {
    let mut desk = Desk::new();
    desk.key(Modifiers::COMMAND, Key::Comma);
    desk.press("Contrast: High");
    desk.press("Movement: None");
    desk.press("The wheel on the canvas: Zooms");
    desk.press("Single letters as keys: No");
    desk.press("Look: Dark");
    desk.press("Make everything larger");
    desk.press("Language: Español");
    assert!(desk.0.query_by_label("Contraste: Alto").is_some());
    let app = desk.0.state_mut();
    let kept = app.requests.iter().rev().find_map(|request| match request {
        Request::KeepPrefs(text) => Some(Prefs::read(text)),
        _ => None,
    });
    let kept = kept.unwrap();
    assert_eq!(kept, app.model.prefs);
    assert_eq!((kept.contrast, kept.stillness), (AsSystem::On, AsSystem::On));
    assert_eq!((kept.wheel_zooms, kept.has_letter_keys, kept.scale), (true, false, 110));
    assert_eq!(kept.language, Language::Es);
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(!desk.app().model.shows_settings);
}

#[test]
fn the_size_of_everything_follows_its_keys_and_stays_in_its_bounds() {
    let mut desk = Desk::new();
    for _ in 0..14 {
        desk.key(Modifiers::COMMAND, Key::Plus);
    }
    assert_eq!(desk.app().model.prefs.scale, 200);
    assert_eq!(desk.0.ctx.zoom_factor(), 2.0);
    for _ in 0..20 {
        desk.key(Modifiers::COMMAND, Key::Minus);
    }
    assert_eq!(desk.0.ctx.zoom_factor(), 0.8);
    desk.key(Modifiers::COMMAND, Key::Num0);
    assert_eq!(desk.0.ctx.zoom_factor(), 1.0);
}

#[test]
fn at_twice_the_size_every_setting_can_still_be_reached() {
    // A window of 1280 by 820 shows half as much then.
    let prefs = Prefs { language: Language::Es, ..Prefs::default() };
    let mut desk = Desk::of(prefs, [640.0, 410.0]);
    desk.does(Command::Prefer(Preference::Settings));
    let window = desk.0.ctx.content_rect();
    let labels = ["Idioma: English", "Aspecto: Oscuro", "Contraste: Alto", "Agrandar todo"];
    for label in labels {
        let rect = desk.0.get_by_label(label).rect();
        assert!(rect.min.x >= window.min.x && rect.max.x <= window.max.x, "{label}: {rect:?}");
    }
    desk.does(Command::Keys);
    for chapter in ["Teclas", "Todas como de costumbre"] {
        let rect = desk.0.get_all_by_label(chapter).last().unwrap().rect();
        assert!(rect.max.x <= window.max.x, "{chapter}: {rect:?}");
    }
}

#[test]
fn the_system_is_followed_until_somebody_decides() {
    let mut desk = Desk::new();
    let likes = System { wants_contrast: true, wants_stillness: true };
    let usual = desk.app().model.tokens.clone();
    desk.0.state_mut().model.learn(likes);
    desk.0.run_steps(3);
    assert!(desk.app().model.has_contrast() && desk.app().model.is_still());
    assert_ne!(desk.app().model.tokens, usual);
    assert_eq!(desk.0.ctx.global_style().animation_time, 0.0);
    desk.does(Command::Prefer(Preference::Contrast(AsSystem::Off)));
    desk.does(Command::Prefer(Preference::Stillness(AsSystem::Off)));
    assert_eq!(desk.app().model.tokens, usual);
    assert!(desk.0.ctx.global_style().animation_time > 0.0);
}

#[test]
fn a_command_gets_another_key_which_every_display_shows() {
    let mut desk = Desk::with_flow(Prefs::default());
    desk.does(Command::Keys);
    desk.does(Command::Prefer(Preference::AskKey("problems")));
    desk.key(Modifiers::NONE, Key::F9);
    assert_eq!(desk.app().model.rekeying, None);
    assert_eq!(desk.app().model.prefs.keys.shown("problems"), "F9");
    assert!(desk.0.query_by_label("F9").is_some(), "the page of keys shows it");
    desk.key(Modifiers::NONE, Key::Escape);
    let before = desk.app().model.bottom;
    desk.key(Modifiers::NONE, Key::P);
    assert_eq!(desk.app().model.bottom, before, "the old key means nothing any more");
    desk.key(Modifiers::NONE, Key::F9);
    assert_ne!(desk.app().model.bottom, before);
    desk.does(Command::Prefer(Preference::ResetKeys("problems")));
    desk.key(Modifiers::NONE, Key::P);
    assert_eq!(desk.app().model.bottom, before);
}

#[test]
fn a_key_that_another_command_has_is_told_and_can_be_taken_or_left() {
    let mut desk = Desk::with_flow(Prefs::default());
    desk.does(Command::Prefer(Preference::AskKey("note")));
    desk.key(Modifiers::NONE, Key::T);
    let told = "T already means “Tidy”. Take it from there, or press another key.";
    assert!(desk.0.query_by_label(told).is_some());
    desk.press("Leave it");
    assert!(desk.app().model.prefs.keys.is_as_usual());
    desk.does(Command::Prefer(Preference::AskKey("note")));
    desk.key(Modifiers::NONE, Key::T);
    desk.press("Take it from there");
    let keys = &desk.app().model.prefs.keys;
    assert_eq!((keys.shown("note"), keys.shown("tidy")), ("T".into(), String::new()));
    desk.press("All as usual");
    assert!(desk.app().model.prefs.keys.is_as_usual());
}

#[test]
fn a_key_that_the_system_needs_is_refused_in_words() {
    let mut desk = Desk::with_flow(Prefs::default());
    desk.does(Command::Prefer(Preference::AskKey("delete")));
    desk.key(Modifiers::NONE, Key::Backspace);
    let told = "Backspace cannot mean anything else. Press another key.";
    assert!(desk.0.query_by_label(told).is_some());
    desk.key(Modifiers::NONE, Key::Escape);
    assert!(desk.app().model.shows_keys, "Escape gives up the key, not the page");
    assert_eq!(desk.app().model.rekeying, None);
}

#[test]
fn a_key_of_ones_own_is_there_after_the_next_start() {
    let mut prefs = Prefs::default();
    prefs.keys.give("tidy", entry("minimap").unwrap().keys[0]);
    let mut desk = Desk::with_flow(Prefs::read(&prefs.text()));
    let before = desk.app().model.editor.as_ref().unwrap().flow().text().to_owned();
    desk.key(Modifiers::NONE, Key::M);
    assert!(desk.app().model.has_minimap);
    assert_ne!(desk.app().model.editor.as_ref().unwrap().flow().text(), before, "it is tidied");
}

#[test]
fn three_hints_are_told_once_each_and_can_be_silenced() {
    let mut desk = Desk::with_flow(Prefs::first());
    desk.does(Command::Select(Selection::of("main_menu".into())));
    let count = |desk: &Desk| desk.0.query_all_by_label("Got it").count();
    let mut seen = 0;
    while count(&desk) > 0 {
        desk.press("Got it");
        seen += 1;
        assert!(seen <= 3, "no more than three");
    }
    let left = desk.app().model.prefs.hints.clone();
    assert_eq!(left.len() + seen, 3);
    desk.does(Command::Prefer(Preference::HintsAgain));
    desk.does(Command::Simulate);
    assert!(!desk.app().model.prefs.hints.contains(&Hint::Simulate), "whoever does it knows it");
    desk.does(Command::Prefer(Preference::NoHints));
    assert_eq!(count(&desk), 0);
    let desk = Desk::with_flow(Prefs::default());
    assert_eq!(count(&desk), 0);
}

#[test]
fn a_card_plays_while_it_is_looked_at_and_stands_still_when_nothing_shall_move() {
    let mut desk = Desk::new();
    let rect = desk.0.get_by_label("Welcome menu").rect();
    desk.0.event(egui::Event::PointerMoved(rect.center()));
    desk.0.run_steps(3);
    let shapes = |desk: &Desk| {
        let all = desk.0.output().shapes.iter().map(|one| one.shape.visual_bounding_rect());
        all.filter(|one| rect.shrink(4.0).intersects(*one)).collect::<Vec<_>>()
    };
    let first = shapes(&desk);
    desk.0.run_steps(12);
    let later = shapes(&desk);
    assert_ne!(later, first, "the call goes on");
    desk.0.run_steps(6);
    assert_ne!(shapes(&desk), later, "and on");
    desk.does(Command::Prefer(Preference::Stillness(AsSystem::On)));
    let still = shapes(&desk);
    desk.0.run_steps(12);
    assert_eq!(shapes(&desk), still);
}

#[test]
fn kept_copies_are_listed_opened_and_thrown_away_only_after_a_question() {
    let copy = |key: &str, name: &str| Kept {
        key: key.into(),
        name: name.into(),
        path: None,
        at_millis: 1_000_000_000 - 120_000,
        over: None,
        text: WELCOME.into(),
    };
    let mut desk = Desk::new();
    desk.does(Command::FoundCopies(vec![copy("a", "uno"), copy("b", "dos")]));
    assert_eq!(desk.0.query_all_by_label("2 minutes ago").count(), 2);
    desk.press("Throw uno away");
    desk.press("Keep it");
    assert_eq!(desk.app().model.copies.len(), 2);
    desk.press("Throw uno away");
    desk.press("Throw it away");
    assert_eq!(desk.app().model.copies.len(), 1);
    assert!(desk.app().requests.contains(&Request::DropCopy("a".into())));
    desk.press("Open dos");
    assert_eq!(desk.app().model.editor.as_ref().unwrap().name, "dos");
    assert!(desk.app().model.editor.as_ref().unwrap().is_changed());
}

#[test]
fn recent_files_are_named_with_their_folder_and_time() {
    let mut prefs = Prefs::default();
    prefs.remember("/home/ana/flujos/recepcion.json", 1_000_000_000 - 7_200_000);
    let mut desk = Desk::of(prefs, [1280.0, 1400.0]);
    desk.press("recepcion");
    let wanted = Request::Read("/home/ana/flujos/recepcion.json".into());
    assert!(desk.app().requests.contains(&wanted));
}
