//! What would be asked of files, asked of the server, when it is about a flow that stands there.

use std::path::Path;

use super::place::ServerPath;
use super::{Ask, place_of};
use crate::command::Command;
use crate::model::Model;
use crate::replace;
use crate::request::Request;

/// What becomes of a request.
#[derive(Debug)]
pub enum Diverted {
    /// The shell does it.
    Request(Request),
    /// It is answered already.
    Command(Command),
}

/// Turns a request about a flow of the server into what is asked of the server; any other stays as it is.
pub fn divert(model: &Model, request: Request) -> Diverted {
    let at = |path: &Path| ServerPath::of(path);
    let ask = |ask: Ask| Diverted::Request(Request::Ask(ask));
    match request {
        Request::Read(path) => match at(&path) {
            Some(place) => ask(Ask::Open(place)),
            None => Diverted::Request(Request::Read(path)),
        },
        Request::ReadProject(path) if at(&path).is_some() => ask(Ask::Around(path)),
        Request::ListRevisions(path) if at(&path).is_some() => ask(Ask::Revisions(path)),
        Request::ReadRevision { path, key, why } if at(&path).is_some() => {
            ask(Ask::Revision { path, key, why })
        }
        Request::ReadToCompare { path, name } => match at(&path) {
            Some(place) => ask(Ask::Compare { flow: place.flow, name }),
            None => Diverted::Request(Request::ReadToCompare { path, name }),
        },
        Request::Rewrite { path, over, text, .. } if at(&path).is_some() => {
            ask(Ask::LookToRewrite { path, over, text })
        }
        Request::ReadFlows { beside, names } if at(&beside).is_some() => {
            let (mut left, mut missing) = (Vec::new(), Vec::new());
            for name in names {
                match model.server.flow(&name) {
                    Some(flow) => left.push((name, place_of(flow).flow)),
                    None => missing.push(name),
                }
            }
            if left.is_empty() {
                return Diverted::Command(Command::FlowsRead { found: Vec::new(), missing });
            }
            ask(Ask::Beside { left, found: Vec::new(), missing })
        }
        Request::ReadFolder { beside } if at(&beside).is_some() => {
            let flows = model.server.flows.iter().flatten();
            let left: Vec<ServerPath> = flows.map(place_of).collect();
            if left.is_empty() {
                return Diverted::Command(replace::Act::FolderRead(Vec::new()).into());
            }
            ask(Ask::Folder { left, read: Vec::new() })
        }
        other => Diverted::Request(other),
    }
}
