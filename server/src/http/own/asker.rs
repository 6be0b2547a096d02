//! Who asks: by the cookie of a session or by a key, and whether they may.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State as Extract};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use centralita_api::{GUARD, Role, Who};

use crate::http::State;
use crate::http::own::Refusal;
use crate::http::own::operation::May;
use crate::settings::{self, ApiKey, Deed, LoginSession};

/// Who asks, and from where.
#[derive(Clone, Debug)]
pub(in crate::http) struct Asker {
    /// Who; none while nobody has said so.
    pub by: Option<By>,
    /// The address of the connection; none where whoever embeds the router tells none.
    pub address: Option<IpAddr>,
}

/// By what somebody is known.
#[derive(Clone, Debug)]
pub(in crate::http) enum By {
    /// A person who has logged in.
    Session { name: String, roles: Vec<Role>, session: LoginSession, needs_password: bool },
    /// A program with a key.
    Key { id: String, name: String, roles: Vec<Role> },
}

impl Asker {
    /// What is told of who asks.
    pub fn who(&self) -> Option<Who> {
        match self.by.as_ref()? {
            By::Session { name, roles, needs_password, .. } => Some(Who {
                name: name.clone(),
                roles: roles.clone(),
                needs_password: *needs_password,
            }),
            By::Key { id, name, roles } => {
                let name = if name.is_empty() { id } else { name };
                Some(Who { name: name.clone(), roles: roles.clone(), needs_password: false })
            }
        }
    }

    /// Under which name revisions and deeds are signed.
    pub fn name(&self) -> String {
        match &self.by {
            None => String::new(),
            Some(By::Session { name, .. }) => name.clone(),
            Some(By::Key { id, name, .. }) if name.is_empty() => id.clone(),
            Some(By::Key { name, .. }) => name.clone(),
        }
    }

    fn roles(&self) -> &[Role] {
        match &self.by {
            None => &[],
            Some(By::Session { roles, .. } | By::Key { roles, .. }) => roles,
        }
    }

    /// Where wrong guesses are counted; all strangers together when addresses are not told.
    pub fn counted_at(&self) -> IpAddr {
        self.address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }

    /// Writes down what they did.
    pub async fn did(&self, state: &State, what: &str, thing: &str, detail: &str) {
        self.did_as(state, self.name(), what, thing, detail).await;
    }

    /// Writes down what somebody did who has just said who they are.
    pub async fn did_as(&self, state: &State, who: String, what: &str, thing: &str, detail: &str) {
        let deed = Deed {
            id: String::new(),
            at: state.driver.clock.now(),
            who,
            what: what.into(),
            thing: thing.into(),
            detail: detail.into(),
            address: self.address.map(|address| address.to_string()).unwrap_or_default(),
        };
        state.people.note(deed).await;
    }
}

impl FromRequestParts<State> for Asker {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Asker, Refusal> {
        // Every request comes through `authorise`, which leaves it here.
        parts.extensions.get::<Asker>().cloned().ok_or_else(Refusal::not_logged_in)
    }
}

/// Lets those through who may.
pub(super) async fn authorise(
    Extract((state, may)): Extract<(State, May)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let asker = asker(&state, request.headers(), request.extensions()).await?;
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD);
    // What a browser sends by itself proves nothing: it would do so for a stranger's page too.
    if is_change && !matches!(asker.by, Some(By::Key { .. })) {
        let has_guard = request.headers().contains_key(GUARD);
        if !has_guard || !is_from_here(&state, request.headers()) {
            return Err(Refusal::forbidden(
                "A change needs the header X-Centralita and must not come from another site's page.",
            ));
        }
    }
    match (&asker.by, may) {
        (None, May::Known | May::Any(_)) => return Err(Refusal::not_logged_in()),
        (Some(_), May::Any(_)) if !may.allows(asker.roles()) => {
            return Err(Refusal::forbidden(format!(
                "You may not do this; it takes the role {}. An admin can give it to you.",
                may.told()
            )));
        }
        _ => {}
    }
    request.extensions_mut().insert(asker);
    Ok(next.run(request).await)
}

/// Who a request comes from. A cookie that is nobody's is a stranger's; a wrong key is refused.
pub(in crate::http) async fn asker(
    state: &State,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Result<Asker, Refusal> {
    let connected = extensions.get::<ConnectInfo<SocketAddr>>();
    let address = connected.map(|ConnectInfo(address)| address.ip());
    let stranger = Asker { by: None, address };
    let now = state.driver.clock.now();
    if let Some(said) = headers.get(header::AUTHORIZATION) {
        let bearer = said.to_str().ok().and_then(|said| said.split_once(' '));
        let bearer = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let (id, secret) = bearer
            .and_then(|(_, bearer)| bearer.trim().split_once('.'))
            .ok_or_else(|| Refusal::wrong_credentials("A key is sent as Bearer SK….SECRET."))?;
        let at = stranger.counted_at();
        state.guesses.may_try(at, id, now).map_err(Refusal::too_many)?;
        let store = &*state.driver.store;
        let key = settings::read::<ApiKey>(store, state.tenant, id).await?;
        let key = key.map(|(key, _)| key).filter(|key| key.secret.is_of(secret));
        let Some(key) = key else {
            state.guesses.was_wrong(at, id, now);
            return Err(Refusal::wrong_credentials("This key is not known here."));
        };
        let by = By::Key { id: key.id, name: key.name, roles: key.roles };
        return Ok(Asker { by: Some(by), address });
    }
    let Some(cookie) = cookie(headers, cookie_name(state)) else { return Ok(stranger) };
    let Some((user, session)) = state.people.whose(cookie, now).await? else {
        return Ok(stranger);
    };
    let by = By::Session {
        needs_password: session.by_link || user.password.is_none(),
        name: user.name,
        roles: user.roles,
        session,
    };
    Ok(Asker { by: Some(by), address })
}

/// The name of the cookie. Over HTTPS it is one that no other site of the same domain can set.
pub(in crate::http) fn cookie_name(state: &State) -> &'static str {
    if state.public.starts_with("https://") { "__Host-centralita" } else { "centralita" }
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut pairs =
        all.flat_map(|cookies| cookies.split(';')).filter_map(|one| one.split_once('='));
    pairs.find(|(named, _)| named.trim() == name).map(|(_, value)| value.trim())
}

/// Whether a request does not come from another site's page: browsers say from which one it comes.
pub(in crate::http) fn is_from_here(state: &State, headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site")
        && site != "same-origin"
        && site != "none"
    {
        return false;
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    if origin.eq_ignore_ascii_case(&state.public) {
        return true;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.zip(host).is_some_and(|(authority, host)| authority.eq_ignore_ascii_case(host))
}
