//! The flow in which the call is, when it is not the flow that is drawn: seen on the canvas, not to be
//! changed there.

use std::collections::BTreeMap;

use centralita_engine::Flow;
use centralita_engine::declare::Catalogue;

use crate::canvas::{Canvas, Index, Scene, route_all};
use crate::scene;

/// The flow that is looked at.
#[derive(Default)]
pub struct Followed {
    /// Its name.
    pub name: String,
    /// Its text, by which a change is noticed.
    flow: Option<Flow>,
    /// What the canvas shows of it.
    pub scene: Scene,
    /// Who is where.
    pub index: Index,
    /// How each flow was looked at last.
    canvases: BTreeMap<String, Canvas>,
}

impl Followed {
    /// Looks at a flow.
    pub fn look(&mut self, name: &str, flow: &Flow, catalogue: &Catalogue) {
        if self.name == name && self.flow.as_ref() == Some(flow) {
            return;
        }
        let mut scene = scene::of(flow, catalogue, &[]);
        let mut index = Index::of_boxes(&scene);
        route_all(&mut scene, &index);
        index.add_wires(&scene);
        self.name = name.to_owned();
        self.flow = Some(flow.clone());
        self.scene = scene;
        self.index = index;
    }

    /// Looks anew next time: the words of the widgets are others.
    pub fn forget(&mut self) {
        self.flow = None;
    }

    /// The canvas of the flow that is looked at.
    pub fn canvas(&mut self) -> &mut Canvas {
        self.canvases.entry(self.name.clone()).or_default()
    }
}
