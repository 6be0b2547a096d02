//! The toolkit's own controls in our colours and sizes.

use egui::style::ScrollAnimation;
use egui::{Context, CornerRadius, FontFamily, FontId, Shadow, Stroke, TextStyle, Vec2};

use super::{CODE, CONTROL_RADIUS, DIALOG_RADIUS, HIT, STRONG, Tokens, size};

/// Makes the toolkit's controls look like ours.
pub fn apply(context: &Context, tokens: &Tokens, is_dark: bool, is_still: bool) {
    context.set_theme(if is_dark { egui::Theme::Dark } else { egui::Theme::Light });
    let tokens = tokens.clone();
    context.all_styles_mut(move |style| {
        let plain = |size| FontId::new(size, FontFamily::Proportional);
        let strong = |size| FontId::new(size, FontFamily::Name(STRONG.into()));
        style.text_styles = [
            (TextStyle::Small, plain(size::SMALL)),
            (TextStyle::Body, plain(size::BODY)),
            (TextStyle::Button, plain(size::BODY)),
            (TextStyle::Heading, strong(size::HEADING)),
            (TextStyle::Monospace, FontId::new(size::CODE, CODE)),
        ]
        .into();
        let spacing = &mut style.spacing;
        spacing.item_spacing = Vec2::new(8.0, 8.0);
        spacing.button_padding = Vec2::new(10.0, 5.0);
        spacing.interact_size = Vec2::new(HIT, 28.0);
        spacing.text_edit_width = 320.0;
        // What opens and closes takes a moment, unless nothing shall move.
        style.animation_time = if is_still { 0.0 } else { 0.12 };
        style.scroll_animation =
            if is_still { ScrollAnimation::none() } else { ScrollAnimation::default() };
        let visuals = &mut style.visuals;
        visuals.text_cursor.blink = !is_still;
        visuals.override_text_color = None;
        visuals.weak_text_color = Some(tokens.weak_text);
        visuals.panel_fill = tokens.panel;
        visuals.window_fill = tokens.panel;
        visuals.window_stroke = Stroke::new(1.0, tokens.divider);
        visuals.window_corner_radius = CornerRadius::same(DIALOG_RADIUS);
        visuals.menu_corner_radius = CornerRadius::same(8);
        visuals.popup_shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: tokens.shadow };
        visuals.window_shadow = visuals.popup_shadow;
        visuals.extreme_bg_color = tokens.field;
        visuals.text_edit_bg_color = Some(tokens.field);
        visuals.faint_bg_color = tokens.hover;
        visuals.code_bg_color = tokens.hover;
        visuals.hyperlink_color = tokens.accent;
        visuals.warn_fg_color = tokens.warning;
        visuals.error_fg_color = tokens.error;
        visuals.selection.bg_fill = tokens.tint;
        visuals.selection.stroke = Stroke::new(1.0, tokens.text);
        let radius = CornerRadius::same(CONTROL_RADIUS);
        let widgets = &mut visuals.widgets;
        for state in [
            &mut widgets.noninteractive,
            &mut widgets.inactive,
            &mut widgets.hovered,
            &mut widgets.active,
            &mut widgets.open,
        ] {
            state.corner_radius = radius;
            state.expansion = 0.0;
            state.fg_stroke = Stroke::new(1.0, tokens.text);
            state.bg_stroke = Stroke::new(1.0, tokens.border);
            state.bg_fill = tokens.panel;
            state.weak_bg_fill = tokens.panel;
        }
        widgets.noninteractive.bg_stroke = Stroke::new(1.0, tokens.divider);
        widgets.hovered.bg_fill = tokens.hover;
        widgets.hovered.weak_bg_fill = tokens.hover;
        widgets.active.bg_fill = tokens.tint;
        widgets.active.weak_bg_fill = tokens.tint;
        widgets.active.bg_stroke = Stroke::new(1.5, tokens.accent);
        widgets.open.weak_bg_fill = tokens.hover;
    });
}
