//! What comes in between two frames: answers of the browser, and what a reader does.

use std::cell::RefCell;
use std::rc::Rc;

use centralita_designer::command::Command;

/// Where it waits for the next frame.
#[derive(Clone)]
pub struct Inbox {
    context: egui::Context,
    commands: Rc<RefCell<Vec<Command>>>,
    events: Rc<RefCell<Vec<egui::Event>>>,
}

impl Inbox {
    /// An empty one.
    pub fn new(context: egui::Context) -> Inbox {
        Inbox { context, commands: Rc::default(), events: Rc::default() }
    }

    /// Something to be done.
    pub fn command(&self, command: Command) {
        self.commands.borrow_mut().push(command);
        self.context.request_repaint();
    }

    /// Something that the toolkit is told.
    pub fn event(&self, event: egui::Event) {
        self.tell([event]);
    }

    /// Things that the toolkit is told, in this order.
    pub fn tell(&self, events: impl IntoIterator<Item = egui::Event>) {
        self.events.borrow_mut().extend(events);
        self.context.request_repaint();
    }

    /// What is to be done now.
    pub fn commands(&self) -> Vec<Command> {
        self.commands.take()
    }

    /// What the toolkit is told now.
    pub fn events(&self) -> Vec<egui::Event> {
        self.events.take()
    }
}
