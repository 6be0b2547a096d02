//! What comes in between two frames: answers of the browser, and what a reader does.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use centralita_designer::command::Command;

/// Where it waits for the next frame.
#[derive(Clone)]
pub struct Inbox {
    context: egui::Context,
    commands: Rc<RefCell<Vec<Command>>>,
    acts: Rc<RefCell<VecDeque<Vec<egui::Event>>>>,
}

impl Inbox {
    /// An empty one.
    pub fn new(context: egui::Context) -> Inbox {
        Inbox { context, commands: Rc::default(), acts: Rc::default() }
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

    /// What the toolkit is told of one act. Each act has a frame of its own: who writes into a field and
    /// goes to the next has written before they go.
    pub fn tell(&self, act: impl IntoIterator<Item = egui::Event>) {
        self.acts.borrow_mut().push_back(act.into_iter().collect());
        self.context.request_repaint();
    }

    /// Whether something waits that the toolkit has not been told.
    pub fn has_acts(&self) -> bool {
        !self.acts.borrow().is_empty()
    }

    /// What is to be done now.
    pub fn commands(&self) -> Vec<Command> {
        self.commands.take()
    }

    /// What the toolkit is told now.
    pub fn events(&self) -> Vec<egui::Event> {
        let act = self.acts.borrow_mut().pop_front();
        if !self.acts.borrow().is_empty() {
            self.context.request_repaint();
        }
        act.unwrap_or_default()
    }
}
