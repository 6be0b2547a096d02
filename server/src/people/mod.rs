//! People: who can log in, how they prove it, and what they did.
//!
//! The first start makes an admin who has no password yet, and a one-time link by which they come in and
//! set one. Passwords are kept as argon2 hashes; cookies and the words of links as digests, so that who
//! reads the store can log in by nothing in it.
//!
//! Not here: what somebody may do, which is a matter of each resource (`http::own`).

mod password;

use std::sync::Arc;

use centralita_api::Role;
use centralita_engine::Time;

pub use password::{LONGEST_PASSWORD, Passwords, SHORTEST_PASSWORD};

use crate::ids::TenantId;
use crate::settings::{
    self, Deed, LoginSession, NoChance, OnceWord, SecretDigest, SettingsError, User, random_digits,
};
use crate::store::Store;

/// The name of who is made at the first start.
pub const FIRST: &str = "admin";

/// How long a one-time link works, in milliseconds: a day.
const LINK_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// How long somebody stays logged in, in milliseconds: two weeks.
pub const SESSION_MILLIS: i64 = 14 * 24 * 60 * 60 * 1000;

/// How many sessions one person has at most; beginning another ends the ones that would end first.
const MOST_SESSIONS: usize = 20;

/// How often something is written anew when others were faster.
const ATTEMPTS: u32 = 5;

/// Why somebody could not come in, or be changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PeopleError {
    /// The settings could not be read or written.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// No secret could be made.
    #[error(transparent)]
    NoChance(#[from] NoChance),
    /// A password could not be hashed.
    #[error("The password could not be hashed: {0}")]
    Hash(String),
    /// The new password is too short or too long.
    #[error("A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")]
    Length,
    /// It would leave nobody who can do everything.
    #[error("This is the only admin with a password. Make another one first.")]
    LastAdmin,
    /// The name cannot be used.
    #[error(
        "A name has 1 to 64 lower-case letters, digits and the signs . _ - + @; this one does not: {0:?}"
    )]
    Name(String),
}

/// Somebody who has just logged in.
#[derive(Debug)]
pub struct Entered {
    /// Who.
    pub user: User,
    /// The session.
    pub session: LoginSession,
    /// What the browser keeps.
    pub cookie: String,
}

/// The people of one tenant.
#[derive(Clone)]
pub struct People {
    store: Arc<dyn Store>,
    tenant: TenantId,
    passwords: Passwords,
}

impl People {
    /// Those of this tenant.
    pub fn new(store: Arc<dyn Store>, tenant: TenantId) -> People {
        People { store, tenant, passwords: Passwords::default() }
    }

    /// Whether a name can be somebody's.
    ///
    /// # Errors
    /// When it cannot.
    pub fn name(name: &str) -> Result<String, PeopleError> {
        let is_sign = |byte: u8| b"._-+@".contains(&byte);
        let is_fine =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || is_sign(byte);
        match (1..=64).contains(&name.len()) && name.bytes().all(is_fine) {
            true => Ok(name.to_owned()),
            false => Err(PeopleError::Name(name.chars().take(80).collect())),
        }
    }

    /// Somebody by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn user(&self, name: &str) -> Result<Option<(User, u64)>, SettingsError> {
        settings::read::<User>(&*self.store, self.tenant, name).await
    }

    /// Everybody, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn all(&self) -> Result<Vec<User>, SettingsError> {
        let all = settings::all::<User>(&*self.store, self.tenant).await?;
        Ok(all.into_iter().map(|(user, _)| user).collect())
    }

    /// The word of a one-time link for the first admin, when no admin has set a password yet; they are made
    /// when they are not there.
    ///
    /// # Errors
    /// When the store or the system cannot.
    pub async fn first_word(&self, now: Time) -> Result<Option<(String, Time)>, PeopleError> {
        let all = self.all().await?;
        if all.iter().any(|user| user.is_admin() && user.password.is_some()) {
            return Ok(None);
        }
        let admin = all.into_iter().find(User::is_admin);
        let name = admin.map_or_else(|| FIRST.to_owned(), |user| user.name);
        self.put(&name, vec![Role::Admin], now).await?;
        self.word(&name, now).await
    }

    /// A new word of a one-time link for somebody; an older one works no more. None when they are not there.
    ///
    /// # Errors
    /// When the store or the system cannot.
    pub async fn word(&self, name: &str, now: Time) -> Result<Option<(String, Time)>, PeopleError> {
        let word = format!("{}{}", random_digits()?, random_digits()?);
        let until = Time(now.0.saturating_add(LINK_MILLIS));
        let once = OnceWord { word: SecretDigest::of(&word), until };
        let changed = self.change(name, now, |user| user.once = Some(once.clone())).await?;
        Ok(changed.map(|_| (word, until)))
    }

    /// Changes somebody, however many others do at the same time; none when they are not there.
    async fn change(
        &self,
        name: &str,
        now: Time,
        change: impl Fn(&mut User),
    ) -> Result<Option<User>, PeopleError> {
        let mut attempt = 0;
        loop {
            let Some((mut user, version)) = self.user(name).await? else { return Ok(None) };
            change(&mut user);
            match settings::write(&*self.store, self.tenant, &user, version, now).await {
                Ok(_) => return Ok(Some(user)),
                Err(SettingsError::Changed { .. }) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Makes somebody, or says what they may do from now on.
    ///
    /// # Errors
    /// When nobody would be left who can do everything.
    pub async fn put(&self, name: &str, roles: Vec<Role>, now: Time) -> Result<User, PeopleError> {
        let name = People::name(name)?;
        if !roles.contains(&Role::Admin) {
            self.is_spared(&name).await?;
        }
        let set = |user: &mut User| user.roles.clone_from(&roles);
        if let Some(user) = self.change(&name, now, set).await? {
            return Ok(user);
        }
        let user = User::new(&name, roles.clone(), now);
        match settings::write(&*self.store, self.tenant, &user, 0, now).await {
            Ok(_) => Ok(user),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes somebody away, with their sessions; false when they are not there.
    ///
    /// # Errors
    /// When nobody would be left who can do everything.
    pub async fn remove(&self, name: &str, now: Time) -> Result<bool, PeopleError> {
        let Some((user, version)) = self.user(name).await? else { return Ok(false) };
        self.is_spared(&user.name).await?;
        settings::remove::<User>(&*self.store, self.tenant, &user.name, version, now).await?;
        for (session, version) in self.sessions(&user.name).await? {
            self.end(&session.id, version, now).await?;
        }
        Ok(true)
    }

    /// Whether there is another admin who can come in.
    async fn is_spared(&self, name: &str) -> Result<(), PeopleError> {
        let all = self.all().await?;
        let can_come = |user: &&User| user.is_admin() && user.password.is_some();
        let admins: Vec<&User> = all.iter().filter(can_come).collect();
        match admins.as_slice() {
            [only] if only.name == name => Err(PeopleError::LastAdmin),
            _ => Ok(()),
        }
    }

    /// Somebody by name and password; none when one of them is wrong, after the same time.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn prove(&self, name: &str, password: &str) -> Result<Option<User>, PeopleError> {
        let user = self.user(name).await?.map(|(user, _)| user);
        let kept = user.as_ref().and_then(|user| user.password.clone());
        let is_right = self.passwords.is_right(password, kept).await;
        Ok(user.filter(|_| is_right))
    }

    /// Takes the word of a one-time link, which works no more then; none when it is nobody's.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn take_word(&self, word: &str, now: Time) -> Result<Option<User>, PeopleError> {
        let all = settings::all::<User>(&*self.store, self.tenant).await?;
        let fits = |user: &User| {
            user.once.as_ref().is_some_and(|once| now < once.until && once.word.is_of(word))
        };
        let Some((mut user, version)) = all.into_iter().find(|(user, _)| fits(user)) else {
            return Ok(None);
        };
        user.once = None;
        match settings::write(&*self.store, self.tenant, &user, version, now).await {
            Ok(_) => Ok(Some(user)),
            // Somebody else has used it at the same moment.
            Err(SettingsError::Changed { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether somebody would be let in by this word, which goes on working.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn whose_word(&self, word: &str, now: Time) -> Result<Option<User>, PeopleError> {
        let all = self.all().await?;
        Ok(all.into_iter().find(|user| {
            user.once.as_ref().is_some_and(|once| now < once.until && once.word.is_of(word))
        }))
    }

    /// Sets somebody's password and ends all their sessions; a one-time link works no more.
    ///
    /// # Errors
    /// When it is too short or too long.
    pub async fn set_password(
        &self,
        name: &str,
        password: &str,
        now: Time,
    ) -> Result<Option<User>, PeopleError> {
        Passwords::is_allowed(password)?;
        let hash = self.passwords.hash(password).await?;
        self.change(name, now, |user| {
            user.password = Some(hash.clone());
            user.once = None;
            user.epoch = user.epoch.wrapping_add(1);
        })
        .await
    }

    async fn sessions(&self, name: &str) -> Result<Vec<(LoginSession, u64)>, SettingsError> {
        let mut all = settings::all::<LoginSession>(&*self.store, self.tenant).await?;
        all.retain(|(session, _)| session.user == name);
        Ok(all)
    }

    async fn end(&self, id: &str, version: u64, now: Time) -> Result<(), SettingsError> {
        let ended =
            settings::remove::<LoginSession>(&*self.store, self.tenant, id, version, now).await;
        match ended {
            // It has ended already.
            Err(SettingsError::Changed { .. }) => Ok(()),
            other => other,
        }
    }

    /// Begins a session of somebody who has proved who they are. Sessions that are over are taken away.
    ///
    /// # Errors
    /// When the store or the system cannot.
    pub async fn enter(
        &self,
        user: User,
        by_link: bool,
        now: Time,
    ) -> Result<Entered, PeopleError> {
        let mut theirs = self.sessions(&user.name).await?;
        theirs.sort_by_key(|(session, _)| std::cmp::Reverse(session.until));
        for (index, (session, version)) in theirs.iter().enumerate() {
            let is_over = session.until <= now || session.epoch != user.epoch;
            if is_over || index + 1 >= MOST_SESSIONS {
                self.end(&session.id, *version, now).await?;
            }
        }
        let cookie = format!("{}{}", random_digits()?, random_digits()?);
        let session = LoginSession {
            id: LoginSession::id_of(&cookie),
            user: user.name.clone(),
            epoch: user.epoch,
            by_link,
            until: Time(now.0.saturating_add(SESSION_MILLIS)),
        };
        settings::write(&*self.store, self.tenant, &session, 0, now).await?;
        Ok(Entered { user, session, cookie })
    }

    /// Whose cookie this is; none when it is nobody's, or their session is over.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn whose(
        &self,
        cookie: &str,
        now: Time,
    ) -> Result<Option<(User, LoginSession)>, SettingsError> {
        let id = LoginSession::id_of(cookie);
        let found = settings::read::<LoginSession>(&*self.store, self.tenant, &id).await?;
        let Some((session, _)) = found.filter(|(session, _)| now < session.until) else {
            return Ok(None);
        };
        let user = self.user(&session.user).await?.map(|(user, _)| user);
        Ok(user.filter(|user| user.epoch == session.epoch).map(|user| (user, session)))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn leave(&self, id: &str, now: Time) -> Result<(), SettingsError> {
        match settings::read::<LoginSession>(&*self.store, self.tenant, id).await? {
            Some((_, version)) => self.end(id, version, now).await,
            None => Ok(()),
        }
    }

    /// Writes down what somebody did. Where that cannot be written, the log says so: what was done is done.
    pub async fn note(&self, deed: Deed) {
        tracing::info!(
            who = deed.who,
            what = deed.what,
            thing = deed.thing,
            address = deed.address,
            "done"
        );
        let chance = random_digits().unwrap_or_default();
        let deed = Deed { id: Deed::id_at(deed.at, &chance), ..deed };
        if let Err(error) = settings::write(&*self.store, self.tenant, &deed, 0, deed.at).await {
            tracing::error!(%error, what = deed.what, "the audit trail could not be written");
        }
    }

    /// What people did, the latest first, after an id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn deeds(&self, after: &str, limit: u32) -> Result<Vec<Deed>, SettingsError> {
        let documents =
            self.store.documents(self.tenant, <Deed as settings::Kept>::KIND, after, limit).await?;
        let read = |document: crate::store::Document| {
            serde_json::from_str(&document.body).map_err(|error| SettingsError::Unreadable {
                kind: <Deed as settings::Kept>::KIND,
                id: document.id,
                why: error.to_string(),
            })
        };
        documents.into_iter().map(read).collect()
    }
}
