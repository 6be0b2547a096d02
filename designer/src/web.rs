//! The shell of a browser.
use centralita_designer::App;
use wasm_bindgen::JsCast as _;

pub fn run() {
    js_sys::futures::spawn_local(async {
        let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
        let Some(canvas) = document.get_element_by_id("canvas") else { return };
        let Ok(canvas) = canvas.dyn_into::<web_sys::HtmlCanvasElement>() else { return };
        let runner = eframe::WebRunner::new();
        let _ = runner.start(canvas, eframe::WebOptions::default(), Box::new(|creation| {
            App::prepare(&creation.egui_ctx);
            Ok(Box::new(Web { app: App::new(Default::default()) }))
        })).await;
    });
}
struct Web { app: App }
impl eframe::App for Web {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) { self.app.show(ui); }
}
