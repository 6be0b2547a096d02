//! The mirror of the window in the page: makes the changes, and hears what is done to the elements.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use centralita_designer::mirror::{Act, Change, Mirror, Tag, events};
use egui::accesskit::{NodeId, TreeUpdate};
use egui::{Event, Key, Rect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent, Node};

use super::inbox::Inbox;
use super::{browser, keys};

/// Elements follow what they stand for no more often than this: while the picture moves nobody reads.
const LAY_MILLIS: f64 = 120.0;

thread_local! {
    /// The elements of a page belong to the one thread it has, and a plug-in has to be free of threads.
    static PAGE: RefCell<Option<Page>> = const { RefCell::new(None) };
    /// Whether the program moves the keys itself: it need not hear of that.
    static MOVES_KEYS: Cell<bool> = const { Cell::new(false) };
}

struct Page {
    mirror: Mirror,
    root: HtmlElement,
    said: HtmlElement,
    elements: BTreeMap<NodeId, (Tag, HtmlElement)>,
    /// What stands in the fields, by the toolkit.
    filled: BTreeMap<NodeId, String>,
    to_lay: BTreeMap<NodeId, Rect>,
    laid_at: f64,
    is_laying: bool,
    context: egui::Context,
    inbox: Inbox,
}

/// Takes what the toolkit tells readers, frame by frame.
struct Listener;

impl egui::Plugin for Listener {
    fn debug_name(&self) -> &'static str {
        "mirror"
    }

    fn output_hook(&mut self, _: &egui::Context, output: &mut egui::FullOutput) {
        if let Some(update) = output.platform_output.accesskit_update.take() {
            take(update);
        }
    }
}

/// Begins to reflect a window in the page.
pub fn reflect(context: &egui::Context, inbox: &Inbox) {
    let Some(document) = browser::document() else { return };
    let element = |id: &str| document.get_element_by_id(id)?.dyn_into::<HtmlElement>().ok();
    let (Some(root), Some(said)) = (element("mirror"), element("said")) else { return };
    listen(&root, "click", |id, _, event| {
        event.prevent_default();
        Some((id, Act::Press))
    });
    listen(&root, "focusin", |id, _, _| (!MOVES_KEYS.get()).then_some((id, Act::Focus)));
    listen(&root, "input", |id, tag, event| {
        matches!(tag, Tag::Field | Tag::Area | Tag::Secret)
            .then(|| Some((id, Act::Write(written(event.target()?.unchecked_ref())?))))?
    });
    listen(&root, "change", |id, tag, event| {
        let value = written(event.target()?.unchecked_ref())?.trim().parse().ok()?;
        (tag == Tag::Number).then_some((id, Act::Set(value)))
    });
    listen(&root, "focusout", |id, _, _| {
        with(|page| page.fill(id));
        None
    });
    listen_to_keys(&root);
    PAGE.set(Some(Page {
        mirror: Mirror::default(),
        root,
        said,
        elements: BTreeMap::new(),
        filled: BTreeMap::new(),
        to_lay: BTreeMap::new(),
        laid_at: 0.0,
        is_laying: false,
        context: context.clone(),
        inbox: inbox.clone(),
    }));
    context.enable_accesskit();
    context.add_plugin(Listener);
}

/// Whether the keys go to an element of the mirror.
pub fn has_keys() -> bool {
    with(|page| page.has_keys()).unwrap_or(false)
}

/// Whether a key goes to a field of the mirror, in which one writes as in any page.
pub fn is_written_in(event: &KeyboardEvent) -> bool {
    with(|page| {
        let target = event.target()?.dyn_into::<Element>().ok()?;
        let (_, tag) = page.at(&target)?;
        Some(writes(tag))
    })
    .flatten()
    .unwrap_or(false)
}

fn writes(tag: Tag) -> bool {
    matches!(tag, Tag::Field | Tag::Area | Tag::Secret | Tag::Number)
}

fn with<R>(work: impl FnOnce(&mut Page) -> R) -> Option<R> {
    // While the page is being changed its events are our own doing.
    PAGE.with(|page| page.try_borrow_mut().ok()?.as_mut().map(work))
}

fn take(update: TreeUpdate) {
    let focus = with(|page| {
        let changes = page.mirror.update(update);
        let mut focus = None;
        let had_keys = page.has_keys();
        for change in changes {
            if let Change::Focus(to) = change {
                focus = Some(to);
            } else {
                // A page that cannot be changed is read no worse than before.
                let _ = page.make(change);
            }
        }
        page.lay_soon();
        page.keys_to(focus, had_keys)
    });
    if let Some(Some(element)) = focus {
        MOVES_KEYS.set(true);
        let _ = element.focus();
        MOVES_KEYS.set(false);
    }
}

impl Page {
    fn make(&mut self, change: Change) -> Result<(), JsValue> {
        match change {
            Change::Make(id, tag) => {
                let element = made(tag)?;
                element.set_attribute("data-node", &u64::from(id).to_string())?;
                self.elements.insert(id, (tag, element));
            }
            Change::Set(id, name, value) => {
                let Some((_, element)) = self.elements.get(&id) else { return Ok(()) };
                match value {
                    Some(value) => element.set_attribute(name, &value)?,
                    None => element.remove_attribute(name)?,
                }
                if name == "aria-checked"
                    && let Some(input) = element.dyn_ref::<HtmlInputElement>()
                {
                    let value = element.get_attribute(name);
                    input.set_checked(value.as_deref() == Some("true"));
                }
            }
            Change::Words(id, words) => {
                if let Some((_, element)) = self.elements.get(&id) {
                    element.set_text_content(Some(&words));
                }
            }
            Change::Fill(id, text) => {
                self.filled.insert(id, text);
                if !self.elements.get(&id).is_some_and(|(_, one)| is_active(one)) {
                    self.fill(id);
                }
            }
            Change::Hold(at, children) => {
                let at = match at {
                    None => self.root.clone(),
                    Some(id) => match self.elements.get(&id) {
                        Some((_, element)) => element.clone(),
                        None => return Ok(()),
                    },
                };
                self.hold(&at, &children)?;
            }
            Change::Lay(id, rect) => {
                self.to_lay.insert(id, rect);
            }
            Change::Drop(id) => {
                self.to_lay.remove(&id);
                self.filled.remove(&id);
                if let Some((_, element)) = self.elements.remove(&id) {
                    element.remove();
                }
            }
            Change::Focus(_) => {}
        }
        Ok(())
    }

    /// Puts elements into another in their order. What stands right already is not touched: an element
    /// that is moved loses the keys.
    fn hold(&self, at: &HtmlElement, children: &[NodeId]) -> Result<(), JsValue> {
        let mut next = at.first_element_child();
        for id in children {
            let Some((_, child)) = self.elements.get(id) else { continue };
            if next.as_ref().is_some_and(|next| next.is_same_node(Some(child))) {
                next = next.and_then(|next| next.next_element_sibling());
                continue;
            }
            let before: Option<&Node> = next.as_ref().map(AsRef::as_ref);
            at.insert_before(child, before)?;
        }
        Ok(())
    }

    /// Writes into a field what the toolkit says is in it.
    fn fill(&mut self, id: NodeId) {
        let (Some((_, element)), Some(text)) = (self.elements.get(&id), self.filled.get(&id))
        else {
            return;
        };
        if written(element).as_ref() == Some(text) {
            return;
        }
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.set_value(text);
        } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(text);
        }
    }

    fn has_keys(&self) -> bool {
        let active = browser::document().and_then(|document| document.active_element());
        active.is_some_and(|active| self.root.contains(Some(&active)))
    }

    /// The keys have come to another thing, or what had them is gone. When they are in the mirror they
    /// follow; when they are in the picture, it is said what they came to.
    fn keys_to(&mut self, to: Option<Option<NodeId>>, had_keys: bool) -> Option<HtmlElement> {
        let has_keys = self.has_keys();
        let element = |id: &NodeId| self.elements.get(id).map(|(_, element)| element.clone());
        if had_keys && !has_keys {
            // What had them is gone: they stay in the mirror.
            let focus = self.mirror.focus();
            return Some(focus.as_ref().and_then(element).unwrap_or_else(|| self.root.clone()));
        }
        let to = to??;
        if has_keys {
            // Whoever reads is ahead of the toolkit while it has not heard of everything they did.
            let follows = !self.inbox.has_acts();
            return element(&to).filter(|element| follows && !is_active(element));
        }
        let name = self.mirror.name(to);
        if !name.is_empty() {
            self.said.set_text_content(Some(name));
        }
        None
    }

    fn at(&self, element: &Element) -> Option<(NodeId, Tag)> {
        let element = element.closest("[data-node]").ok()??;
        let id = NodeId::from(element.get_attribute("data-node")?.parse::<u64>().ok()?);
        Some((id, self.elements.get(&id)?.0))
    }

    fn lay_soon(&mut self) {
        if self.to_lay.is_empty() || self.is_laying {
            return;
        }
        let waited = js_sys::Date::now() - self.laid_at;
        if waited >= LAY_MILLIS {
            self.lay();
            return;
        }
        let Some(window) = web_sys::window() else { return };
        let later = Closure::once_into_js(|| {
            with(Page::lay);
        });
        let wait = (LAY_MILLIS - waited) as i32;
        self.is_laying = window
            .set_timeout_with_callback_and_timeout_and_arguments_0(later.unchecked_ref(), wait)
            .is_ok();
    }

    fn lay(&mut self) {
        self.is_laying = false;
        self.laid_at = js_sys::Date::now();
        let zoom = self.context.zoom_factor();
        for (id, rect) in std::mem::take(&mut self.to_lay) {
            let Some((_, element)) = self.elements.get(&id) else { continue };
            let style = element.style();
            let size = rect.size().max(egui::Vec2::splat(1.0));
            for (name, value) in
                [("left", rect.min.x), ("top", rect.min.y), ("width", size.x), ("height", size.y)]
            {
                let _ = style.set_property(name, &format!("{:.1}px", value * zoom));
            }
        }
    }
}

fn made(tag: Tag) -> Result<HtmlElement, JsValue> {
    let (name, kind) = match tag {
        Tag::Button => ("button", "button"),
        Tag::Checkbox => ("input", "checkbox"),
        Tag::Field => ("input", "text"),
        Tag::Secret => ("input", "password"),
        Tag::Number => ("input", "text"),
        Tag::Area => ("textarea", ""),
        Tag::Heading => ("h2", ""),
        Tag::Words => ("span", ""),
        Tag::Part => ("div", ""),
    };
    let document = browser::document().ok_or("There is no page.")?;
    let element = document.create_element(name)?;
    if !kind.is_empty() {
        element.set_attribute("type", kind)?;
    }
    if tag == Tag::Number {
        element.set_attribute("role", "spinbutton")?;
        element.set_attribute("inputmode", "decimal")?;
    }
    if writes(tag) {
        element.set_attribute("autocomplete", "off")?;
        element.set_attribute("spellcheck", "false")?;
    }
    Ok(element.dyn_into()?)
}

fn written(element: &HtmlElement) -> Option<String> {
    let input = element.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value);
    input.or_else(|| element.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value))
}

fn is_active(element: &HtmlElement) -> bool {
    let active = browser::document().and_then(|document| document.active_element());
    active.is_some_and(|active| active.is_same_node(Some(element)))
}

/// Hears one kind of event from all elements.
fn listen(
    root: &HtmlElement,
    name: &str,
    act: impl Fn(NodeId, Tag, &web_sys::Event) -> Option<(NodeId, Act)> + 'static,
) {
    let listener = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(found) = target.and_then(|target| with(|page| page.at(&target)).flatten()) else {
            return;
        };
        let done = act(found.0, found.1, &event);
        with(|page| {
            if let Some((id, act)) = done {
                page.inbox.tell(events(&page.mirror, id, act));
            }
        });
    });
    let _ = root.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    listener.forget();
}

/// The keys that mean something to the editor work in the mirror too. Those with which one writes,
/// presses and walks in a page are the browser's.
fn listen_to_keys(root: &HtmlElement) {
    for name in ["keydown", "keyup"] {
        let is_down = name == "keydown";
        let listener = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            let Some((key, modifiers)) = keys::pressed(&event) else { return };
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            with(|page| {
                let tag = target.and_then(|target| page.at(&target)).map(|(_, tag)| tag);
                let writes = tag.is_some_and(writes);
                let is_function = key.name().len() > 1 && key.name().starts_with('F');
                let is_ours = match key {
                    Key::Tab => false,
                    Key::Escape => true,
                    Key::Enter if writes => tag != Some(Tag::Area) || modifiers.command,
                    Key::Enter | Key::Space => modifiers.any(),
                    Key::ArrowUp | Key::ArrowDown if writes => tag != Some(Tag::Area),
                    Key::P | Key::S | Key::O if modifiers.command => true,
                    _ if writes => is_function,
                    _ => true,
                };
                if !is_ours {
                    return;
                }
                if matches!(key, Key::ArrowUp | Key::ArrowDown | Key::Enter) {
                    event.prevent_default();
                }
                let told = match key {
                    Key::C if modifiers.command && is_down => Event::Copy,
                    Key::X if modifiers.command && is_down => Event::Cut,
                    _ => Event::Key {
                        key,
                        physical_key: None,
                        pressed: is_down,
                        repeat: false,
                        modifiers,
                    },
                };
                page.inbox.event(told);
            });
        });
        let _ = root.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        listener.forget();
    }
}
