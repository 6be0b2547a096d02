//! The interface in Spanish: what people read of the widgets is Spanish too, and changes with the
//! language at once.

use centralita_designer::App;
use centralita_designer::command::Command;
use centralita_designer::model::Prefs;
use centralita_designer::text::Language;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

const WELCOME: &str = include_str!("../../flows/welcome_menu.json");

fn desk(language: Language) -> Harness<'static, App> {
    let app = App::new(Prefs { language, ..Prefs::default() });
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_context_setup(App::prepare)
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    does(&mut harness, Command::Opened { name: "x".into(), path: None, text: WELCOME.into() });
    harness
}

fn does(harness: &mut Harness<'static, App>, command: Command) {
    harness.state_mut().do_it(command);
    harness.run_steps(3);
}

fn chips(harness: &Harness<'static, App>, widget: &str) -> Vec<String> {
    let editor = harness.state().model.editor.as_ref().expect("a flow is open");
    let number = editor.flow().index_of(widget).expect("the widget is there");
    editor.scene().boxes[number].chips.iter().map(|chip| chip.label.to_string()).collect()
}

#[test]
fn boxes_palette_and_inspector_change_with_the_language() {
    let mut desk = desk(Language::En);
    assert!(chips(&desk, "main_menu").contains(&"Keys".to_owned()));
    does(&mut desk, Command::Language(Language::Es));
    assert!(chips(&desk, "main_menu").contains(&"Teclas".to_owned()));
    assert!(desk.query_by_label("Grabar un mensaje de voz").is_some(), "the palette");
    let selection = centralita_designer::model::Selection::of("main_menu".into());
    does(&mut desk, Command::Select(selection));
    assert!(desk.query_all_by_label("Locución").next().is_some(), "the form");
    assert!(desk.query_by_label("Prompt").is_none());
    does(&mut desk, Command::Language(Language::En));
    assert!(chips(&desk, "main_menu").contains(&"Keys".to_owned()));
    assert!(desk.query_all_by_label("Prompt").next().is_some());
}

#[test]
fn a_widget_is_found_by_the_words_of_either_language() {
    let mut desk = desk(Language::Es);
    for typed in ["voicemail", "mensaje de voz"] {
        does(&mut desk, Command::QuickAdd { at: None, from: None });
        desk.event(egui::Event::Text(typed.to_owned()));
        desk.run_steps(3);
        let shown = desk.query_all_by_label("Grabar un mensaje de voz").count();
        assert_eq!(shown, 2, "{typed}: in the palette and in the list");
        does(&mut desk, Command::StepBack);
    }
}

#[test]
fn an_empty_canvas_begins_at_the_call_in_every_language() {
    for language in Language::ALL {
        let mut desk = desk(language);
        does(&mut desk, Command::Discard);
        does(&mut desk, Command::New);
        let first = match language {
            Language::En => "Say or play",
            Language::Es => "Decir o reproducir",
        };
        let button = desk.query_all_by_label(first).last();
        button.expect("a beginning is offered").click();
        desk.run_steps(4);
        let editor = desk.state().model.editor.as_ref().expect("a flow is open");
        let trigger = &editor.flow().widgets()[0];
        let call = trigger.transition("incomingCall").expect("the call's exit");
        assert!(call.next.is_some(), "{language:?}: {}", editor.flow().text());
    }
}
