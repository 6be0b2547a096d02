//! Operations: what can be asked for, described once.

use axum::routing::MethodRouter;
use centralita_api::Role;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::http::State;

/// Who may ask for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum May {
    /// Whoever asks, also strangers.
    Anybody,
    /// Whoever has proved who they are.
    Known,
    /// Who has one of these roles; an admin has them all.
    Any(&'static [Role]),
}

impl May {
    /// Those who look.
    pub const LOOK: May =
        May::Any(&[Role::Viewer, Role::Author, Role::Publisher, Role::Operator, Role::Supervisor]);
    /// Those who draw.
    pub const DRAW: May = May::Any(&[Role::Author, Role::Publisher]);
    /// Those who publish.
    pub const PUBLISH: May = May::Any(&[Role::Publisher]);

    /// Those who mind what runs.
    pub const OPERATE: May = May::Any(&[Role::Operator]);
    /// Those who say who may do what.
    pub const ADMIN: May = May::Any(&[]);

    /// Whether one of these roles is enough.
    pub fn allows(self, roles: &[Role]) -> bool {
        match self {
            May::Anybody | May::Known => true,
            May::Any(any) => roles.iter().any(|role| *role == Role::Admin || any.contains(role)),
        }
    }

    /// Who may, for people.
    pub fn told(self) -> String {
        match self {
            May::Anybody => "anybody".into(),
            May::Known => "whoever is logged in".into(),
            May::Any(any) => {
                let words: Vec<&str> = any.iter().map(|role| role.word()).collect();
                let last = Role::Admin.word();
                if words.is_empty() {
                    last.into()
                } else {
                    format!("{} or {last}", words.join(", "))
                }
            }
        }
    }
}

/// Makes the schema of a type.
pub(super) type MakesSchema = fn(&mut SchemaGenerator) -> Schema;

/// How the body of an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// As one JSON text.
    Whole,
    /// As server-sent events with a JSON text each.
    Events,
    /// As lines with a JSON text each.
    Lines,
}

impl Kind {
    pub fn media(self) -> &'static str {
        match self {
            Kind::Whole => "application/json",
            Kind::Events => "text/event-stream",
            Kind::Lines => "application/x-ndjson",
        }
    }
}

/// Something the API can be asked for.
pub(super) struct Operation {
    pub method: &'static str,
    /// Under the API's base, with its parameters in braces.
    pub path: &'static str,
    pub may: May,
    pub route: MethodRouter<State>,
    pub about: &'static str,
    /// The body; none when there is none.
    pub takes: Option<MakesSchema>,
    /// The status when it is done, and the body of the answer.
    pub gives: (u16, Option<MakesSchema>),
    /// How the body of the answer is written.
    pub kind: Kind,
    /// The parameters behind `?`, and what each is.
    pub query: &'static [(&'static str, &'static str)],
}

impl Operation {
    pub fn new(
        method: &'static str,
        path: &'static str,
        may: May,
        route: MethodRouter<State>,
    ) -> Operation {
        Operation {
            method,
            path,
            may,
            route,
            about: "",
            takes: None,
            gives: (204, None),
            kind: Kind::Whole,
            query: &[],
        }
    }

    /// What it does, in a sentence.
    pub fn about(self, about: &'static str) -> Operation {
        Operation { about, ..self }
    }

    /// The parameters behind `?`.
    pub fn asks(self, query: &'static [(&'static str, &'static str)]) -> Operation {
        Operation { query, ..self }
    }

    /// The type of its body.
    pub fn takes<T: JsonSchema>(self) -> Operation {
        Operation { takes: Some(|schemas| schemas.subschema_for::<T>()), ..self }
    }

    /// The status and the type of its answer.
    pub fn gives<T: JsonSchema>(self, status: u16) -> Operation {
        Operation { gives: (status, Some(|schemas| schemas.subschema_for::<T>())), ..self }
    }

    /// The type of each event of its stream.
    pub fn streams<T: JsonSchema>(self) -> Operation {
        Operation { kind: Kind::Events, ..self.gives::<T>(200) }
    }

    /// The type of each line of its answer.
    pub fn lines<T: JsonSchema>(self) -> Operation {
        Operation { kind: Kind::Lines, ..self.gives::<T>(200) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_admin_may_everything_and_others_what_their_roles_say() {
        assert!(May::PUBLISH.allows(&[Role::Admin]));
        assert!(May::PUBLISH.allows(&[Role::Viewer, Role::Publisher]));
        assert!(!May::PUBLISH.allows(&[Role::Author, Role::Operator]));
        assert!(!May::LOOK.allows(&[Role::Agent]));
        assert!(!May::Any(&[]).allows(&[Role::Publisher]));
        assert_eq!(May::Any(&[]).told(), "admin");
    }
}
