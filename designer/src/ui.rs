//! Small parts that look the same everywhere: icon buttons, rows of lists, windows.

use egui::{
    Align, Align2, FontFamily, FontId, Layout, Response, RichText, Sense, Stroke, Ui, Vec2, vec2,
};

use crate::theme::{HIT, ICONS, Icon, STRONG, Tokens, size};

/// A name in a row has at least so much room.
const NAME_ROOM: f32 = 84.0;

/// An icon as text.
pub fn icon(icon: Icon, size: f32) -> RichText {
    RichText::new(char::from(icon).to_string())
        .font(FontId::new(size, FontFamily::Name(ICONS.into())))
}

/// Text that stands out.
pub fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text).family(FontFamily::Name(STRONG.into()))
}

/// A button that is an icon; its name is told on hovering and to screen readers.
pub fn icon_button(
    ui: &mut Ui,
    tokens: &Tokens,
    shape: Icon,
    name: &str,
    is_enabled: bool,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(28.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_enabled, name));
    let colour = if is_enabled { tokens.text } else { tokens.weak_text.gamma_multiply(0.5) };
    if is_enabled && response.hovered() {
        ui.painter().rect_filled(rect, 4, tokens.hover);
    }
    if response.has_focus() {
        let stroke = Stroke::new(1.5, tokens.accent);
        ui.painter().rect_stroke(rect, 4, stroke, egui::StrokeKind::Inside);
    }
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        char::from(shape),
        FontId::new(17.0, FontFamily::Name(ICONS.into())),
        colour,
    );
    response.on_hover_text(name)
}

/// A row of a list that can be chosen: an icon, a name and a detail at the right.
pub fn list_row(
    ui: &mut Ui,
    tokens: &Tokens,
    shape: Icon,
    name: &str,
    detail: &str,
    is_chosen: bool,
) -> Response {
    coloured_row(ui, tokens, shape, tokens.weak_text, name, detail, is_chosen)
}

/// The same with an icon in a colour of its own.
pub fn coloured_row(
    ui: &mut Ui,
    tokens: &Tokens,
    shape: Icon,
    colour: egui::Color32,
    name: &str,
    detail: &str,
    is_chosen: bool,
) -> Response {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HIT + 6.0), Sense::click_and_drag());
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, is_chosen, name)
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if is_chosen {
        ui.painter().rect_filled(rect, 4, tokens.tint);
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 4, tokens.hover);
    }
    let middle = rect.center().y;
    let painter = ui.painter();
    painter.text(
        egui::pos2(rect.min.x + 16.0, middle),
        Align2::CENTER_CENTER,
        char::from(shape),
        FontId::new(16.0, FontFamily::Name(ICONS.into())),
        colour,
    );
    let mut right = rect.max.x - 8.0;
    // The name goes first: the detail has what the name leaves, and is left out where that is nothing.
    let room = rect.width() - 54.0 - NAME_ROOM;
    if !detail.is_empty() && room > 30.0 {
        let font = FontId::new(size::CAPTION, FontFamily::Proportional);
        let mut job =
            egui::text::LayoutJob::simple_singleline(detail.to_owned(), font, tokens.weak_text);
        job.wrap = egui::text::TextWrapping::truncate_at_width(room);
        let galley = painter.layout_job(job);
        right -= galley.size().x;
        painter.galley(egui::pos2(right, middle - galley.size().y / 2.0), galley, tokens.weak_text);
        right -= 12.0;
    }
    let font = FontId::new(size::SMALL + 0.5, FontFamily::Proportional);
    let mut job = egui::text::LayoutJob::simple_singleline(name.to_owned(), font, tokens.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width((right - rect.min.x - 34.0).max(20.0));
    let galley = painter.layout_job(job);
    painter.galley(
        egui::pos2(rect.min.x + 34.0, middle - galley.size().y / 2.0),
        galley,
        tokens.text,
    );
    response
}

/// A window over everything, a third from the top; pressing beside it or Escape closes it.
pub fn window(
    root: &mut Ui,
    name: &str,
    spoken: &str,
    width: f32,
    is_open: &mut bool,
    content: impl FnOnce(&mut Ui),
) {
    let screen = root.ctx().content_rect();
    let width = width.min(screen.width() - 64.0);
    let frame = egui::Frame::popup(root.style()).corner_radius(12).inner_margin(16);
    let area = egui::Modal::new(egui::Id::unique(name)).frame(frame).area(
        egui::Area::new(egui::Id::unique((name, "area")))
            .order(egui::Order::Foreground)
            .anchor(Align2::CENTER_TOP, vec2(0.0, (screen.height() * 0.12).max(16.0))),
    );
    let frame = egui::Frame::popup(root.style()).inner_margin(egui::Margin::same(16));
    let shown = area.frame(frame).show(root.ctx(), |ui| {
        ui.set_width(width);
        ui.with_layout(Layout::top_down(Align::Min), content);
    });
    shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Window, true, spoken));
    if shown.should_close() {
        *is_open = false;
    }
}

/// The same with room around what is read.
pub fn padded_window(
    root: &mut Ui,
    name: &str,
    spoken: &str,
    width: f32,
    is_open: &mut bool,
    content: impl FnOnce(&mut Ui),
) {
    window(root, name, spoken, width, is_open, |ui| {
        egui::Frame::new().inner_margin(10).show(ui, content);
    });
}

/// A button with the colour of the accent: the one thing to do here.
pub fn main_button(ui: &mut Ui, tokens: &Tokens, text: &str) -> Response {
    let button = egui::Button::new(strong(text).color(tokens.on_accent))
        .fill(tokens.accent)
        .stroke(Stroke::NONE);
    ui.add(button)
}
