//! Users: who can log in, and what they may do.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::routing::{delete, get, post, put};
use centralita_api::{OnceLink, PutUser, Secret, User, UserPage};

use crate::http::State;
use crate::http::own::operation::{May, Operation};
use crate::http::own::said::At;
use crate::http::own::{Asker, Refusal, Said};
use crate::settings;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new("GET", "/users", May::ADMIN, get(list))
            .about("Who can log in.")
            .gives::<UserPage>(200),
        Operation::new("PUT", "/users/{name}", May::ADMIN, put(set))
            .about("Makes somebody, or says what they may do.")
            .takes::<PutUser>()
            .gives::<User>(200),
        Operation::new("DELETE", "/users/{name}", May::ADMIN, delete(remove))
            .about("Takes somebody away. The last admin stays."),
        Operation::new("POST", "/users/{name}/link", May::ADMIN, post(link))
            .about("A one-time link, by which they come in and set a password.")
            .gives::<OnceLink>(200),
    ]
}

fn shown(user: &settings::User) -> User {
    User {
        name: user.name.clone(),
        roles: user.roles.clone(),
        has_password: user.password.is_some(),
        created_millis: user.created.0,
    }
}

fn nobody(name: &str) -> Refusal {
    Refusal::not_found(format!("There is nobody called {name} here."))
}

async fn list(Extract(state): Extract<State>) -> Result<Json<UserPage>, Refusal> {
    let all = state.people.all().await?;
    Ok(Json(UserPage { users: all.iter().map(shown).collect() }))
}

async fn set(
    Extract(state): Extract<State>,
    At(name): At<String>,
    asker: Asker,
    Said(put): Said<PutUser>,
) -> Result<Json<User>, Refusal> {
    let mut roles = put.roles;
    roles.sort_unstable();
    roles.dedup();
    let words: Vec<&str> = roles.iter().map(|role| role.word()).collect();
    let words = words.join(", ");
    let user = state.people.put(&name, roles, state.driver.clock.now()).await?;
    asker.did(&state, "user-set", &name, &words).await;
    Ok(Json(shown(&user)))
}

async fn remove(
    Extract(state): Extract<State>,
    At(name): At<String>,
    asker: Asker,
) -> Result<StatusCode, Refusal> {
    if !state.people.remove(&name, state.driver.clock.now()).await? {
        return Err(nobody(&name));
    }
    asker.did(&state, "user-removed", &name, "").await;
    Ok(StatusCode::NO_CONTENT)
}

async fn link(
    Extract(state): Extract<State>,
    At(name): At<String>,
    asker: Asker,
) -> Result<Json<OnceLink>, Refusal> {
    let word = state.people.word(&name, state.driver.clock.now()).await?;
    let (word, until) = word.ok_or_else(|| nobody(&name))?;
    asker.did(&state, "link-made", &name, "").await;
    Ok(Json(OnceLink { link: Secret(state.link(&word)), until_millis: until.0 }))
}
