//! Dialling: whom flows may call and write to.
//!
//! A flow dials what its author wrote, and often what a caller keyed in; whoever finds that out calls numbers of their
//! own that cost by the minute. So numbers are called and written to in the countries of the installation's own
//! numbers, in those that the rules name, and nowhere else; never those of special tariffs unless the rules say so; and
//! no more of them an hour than the rules allow. Whoever writes to us is answered, wherever they are. What is refused is
//! told to the flow as a call that failed or a message that was not taken, so that it goes on as drawn.
//!
//! What is not judged here: SIP addresses and clients of the account, workers of the crew file, the phone page, and
//! channels that go by other addresses than numbers.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, PoisonError, RwLock};

use centralita_engine::exec::{Action, CallOutcome, DialOutcome, DialTarget, EffectId, Event};
use centralita_engine::{Map, Text, Time};
use phonenumber::country::Id;
use phonenumber::{Type, metadata};
use serde::Deserialize;

use crate::channels::phone;
use crate::ids::TenantId;
use crate::line::session::Session;
use crate::line::work::{Work, topic};
use crate::measures;
use crate::settings::{self, Number, SettingsError};
use crate::store::Store;

/// How many numbers an hour are called and written to when nobody says otherwise.
const MOST_AN_HOUR: u32 = 1_000;

/// How many refusals one event may lead to. A flow that dials again and again what it may not ends.
const MOST_REFUSALS: usize = 20;

/// Numbers of so few digits are for emergencies, and free.
const EMERGENCY_DIGITS: usize = 3;

const HOUR_MILLIS: i64 = 3_600_000;

/// Whom flows may call and write to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiallingRules {
    /// Countries beside those of the installation's own numbers, by their two letters (`ES`), or `*` for all.
    pub countries: Vec<String>,
    /// Whether numbers of special tariffs may be called: premium rates, shared costs, personal numbers, pagers.
    pub premium: bool,
    /// How many numbers an hour each server calls and writes to; 0 for no limit.
    pub most_an_hour: u32,
}

impl Default for DiallingRules {
    fn default() -> DiallingRules {
        DiallingRules { countries: Vec::new(), premium: false, most_an_hour: MOST_AN_HOUR }
    }
}

impl DiallingRules {
    /// Everybody, everywhere: for programs that judge by themselves.
    pub fn anybody() -> DiallingRules {
        DiallingRules { countries: vec!["*".into()], premium: true, most_an_hour: 0 }
    }

    /// The first country that is none.
    pub fn no_country(&self) -> Option<&str> {
        let is_one = |country: &str| country == "*" || country.parse::<Id>().is_ok();
        self.countries.iter().map(String::as_str).find(|country| !is_one(country))
    }
}

/// Why a number is not called or written to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Forbidden {
    /// Nobody can say where it is.
    #[error("{0} is no number that begins with + and its country.")]
    Nowhere(Text),
    /// It is in another country.
    #[error(
        "Nobody is called or written to in {0}: add it to `countries` in the table [calls] of the server's settings."
    )]
    Country(String),
    /// It costs more than a call.
    #[error("{0} has a special tariff.")]
    Premium(Text),
    /// There were too many within an hour.
    #[error(
        "This server has called and written to {0} numbers within an hour, which is its limit."
    )]
    TooMany(u32),
}

impl Forbidden {
    fn word(&self) -> &'static str {
        match self {
            Forbidden::Nowhere(_) => "nowhere",
            Forbidden::Country(_) => "country",
            Forbidden::Premium(_) => "tariff",
            Forbidden::TooMany(_) => "too_many",
        }
    }
}

/// Where a number is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// A country, by its two letters.
    Country(String),
    /// The numbers of a calling code that are in no country: unassigned ones, and those of examples.
    Code(u16),
}

impl Place {
    fn of(number: &phonenumber::PhoneNumber) -> Place {
        match number.country().id() {
            Some(id) => Place::Country(format!("{id:?}")),
            None => Place::Code(number.country().code()),
        }
    }

    fn told(&self) -> String {
        match self {
            Place::Country(country) => country.clone(),
            Place::Code(code) => format!("+{code}"),
        }
    }
}

/// The installation's own numbers, and where they are.
#[derive(Debug, Default)]
struct Homes {
    addresses: Vec<String>,
    /// Known once somebody asks: the tables of all countries take a while to be read, for which no start waits.
    places: OnceLock<BTreeSet<Place>>,
}

impl Homes {
    fn places(&self) -> &BTreeSet<Place> {
        self.places.get_or_init(|| {
            let addresses = self.addresses.iter();
            let numbers = addresses.filter_map(|one| phonenumber::parse(None, one).ok());
            numbers.map(|number| Place::of(&number)).collect()
        })
    }
}

/// Judges whom flows call and write to.
#[derive(Debug)]
pub struct Dialling {
    rules: DiallingRules,
    /// Where the installation's own numbers are.
    homes: RwLock<Homes>,
    /// The hour that is counted, and how many were called in it.
    counted: Mutex<(i64, u32)>,
}

impl Dialling {
    /// Judges by these rules.
    pub fn new(rules: DiallingRules) -> Dialling {
        Dialling { rules, homes: RwLock::default(), counted: Mutex::default() }
    }

    /// Reads where the installation's own numbers are.
    ///
    /// # Errors
    /// When the store cannot; what was known stays.
    pub async fn look_again(
        &self,
        store: &dyn Store,
        tenant: TenantId,
    ) -> Result<(), SettingsError> {
        if self.rules.countries.iter().any(|country| country == "*") {
            return Ok(());
        }
        let numbers = settings::all::<Number>(store, tenant).await?;
        let bare = |number: &Number| {
            let address = &*number.address;
            address.rsplit_once(':').map_or(address, |(_, bare)| bare).to_owned()
        };
        let addresses: Vec<String> = numbers.iter().map(|(number, _)| bare(number)).collect();
        if self.homes.read().unwrap_or_else(PoisonError::into_inner).addresses != addresses {
            *self.homes.write().unwrap_or_else(PoisonError::into_inner) =
                Homes { addresses, places: OnceLock::new() };
        }
        Ok(())
    }

    /// Whether a number may be called and written to. What is no number but another address may.
    ///
    /// # Errors
    /// When it may not.
    pub fn judge(&self, address: &str) -> Result<(), Forbidden> {
        let address = address.trim();
        let digits = address.chars().filter(char::is_ascii_digit).count();
        let is_number = address.chars().all(|it| it.is_ascii_digit() || "+-.() ".contains(it));
        if !is_number || address.is_empty() || digits <= EMERGENCY_DIGITS {
            return Ok(());
        }
        let everywhere = self.rules.countries.iter().any(|country| country == "*");
        if everywhere && self.rules.premium {
            return Ok(());
        }
        let parsed = match address.starts_with('+') {
            true => phonenumber::parse(None, address).ok(),
            // A number without its country is one of a home, when there is only one.
            false => self.only_home().and_then(|home| phonenumber::parse(Some(home), address).ok()),
        };
        let number = match parsed {
            Some(number) => number,
            None if everywhere => return Ok(()),
            None => return Err(Forbidden::Nowhere(address.into())),
        };
        let place = Place::of(&number);
        let homes = self.homes.read().unwrap_or_else(PoisonError::into_inner);
        let is_named = |named: &String| *named == place.told();
        if !everywhere
            && !homes.places().contains(&place)
            && !self.rules.countries.iter().any(is_named)
        {
            return Err(Forbidden::Country(place.told()));
        }
        use Type::{Pager, PersonalNumber, PremiumRate, SharedCost};
        let kind = number.number_type(&metadata::DATABASE);
        if !self.rules.premium && matches!(kind, PremiumRate | SharedCost | PersonalNumber | Pager)
        {
            return Err(Forbidden::Premium(address.into()));
        }
        Ok(())
    }

    fn only_home(&self) -> Option<Id> {
        let homes = self.homes.read().unwrap_or_else(PoisonError::into_inner);
        let mut countries = homes.places().iter().filter_map(|place| match place {
            Place::Country(country) => country.parse().ok(),
            Place::Code(_) => None,
        });
        let first = countries.next()?;
        countries.next().is_none().then_some(first)
    }

    /// Judges a number, and counts it when it may be called.
    fn count(&self, addresses: &[Text], now: Time) -> Result<(), Forbidden> {
        for address in addresses {
            self.judge(address)?;
        }
        let most = self.rules.most_an_hour;
        if most == 0 {
            return Ok(());
        }
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let hour = now.0.div_euclid(HOUR_MILLIS);
        if counted.0 != hour {
            *counted = (hour, 0);
        }
        let count = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
        let next = counted.1.saturating_add(count);
        if next > most {
            return Err(Forbidden::TooMany(most));
        }
        // Somebody looks before the limit is reached.
        if counted.1 < most / 5 * 4 && next >= most / 5 * 4 {
            tracing::warn!(
                most,
                "four fifths of the numbers that may be called in this hour were called"
            );
        }
        counted.1 = next;
        Ok(())
    }

    /// Sees to it that a session calls and writes to nobody whom it may not: its flow is told at once that this
    /// failed. `contact` is who the execution is with. Returns whether anything was refused.
    pub(crate) fn obey(&self, session: &mut Session<'_>, contact: &str, now: Time) -> bool {
        // Nobody is called from the phone page.
        if session.record.line.connection == phone::CONNECTION {
            return false;
        }
        for refused in 0..MOST_REFUSALS {
            let Some((wanted, forbidden)) = self.first_forbidden(session, contact, now) else {
                return refused > 0;
            };
            measures::not_called(forbidden.word());
            // No log names whom somebody wanted to call.
            let (effect, why) = (wanted.id(), forbidden.word());
            tracing::warn!(%effect, why, "a number was not called or written to");
            // Nothing that was asked for in this turn is refused as an answer.
            let _ = session.tell(wanted.failed(&forbidden));
        }
        let reason = "It goes on calling numbers that it may not call.".into();
        let _ = session.tell(Event::Cancelled { reason });
        true
    }

    /// The first thing that a session wants and may not have. What may be had is not looked at again.
    fn first_forbidden(
        &self,
        session: &mut Session<'_>,
        contact: &str,
        now: Time,
    ) -> Option<(Wanted, Forbidden)> {
        while let Some(id) = session.dialled.pop() {
            let numbers = match session.record.line.effect(id) {
                Some(Action::Dial(dial)) => match &dial.to {
                    DialTarget::Numbers(numbers) => numbers.clone(),
                    _ => continue,
                },
                _ => continue,
            };
            if let Err(why) = self.count(&numbers, now) {
                return Some((Wanted::Dial(id), why));
            }
        }
        let mut forbidden = None;
        let from = session.judged_jobs;
        for (place, job) in session.jobs.iter().enumerate().skip(from) {
            if ![topic::CALL, topic::MESSAGE].contains(&job.topic) {
                continue;
            }
            let (wanted, to) = match Work::from_stored(&job.payload) {
                Ok(Work::Place { effect, call, .. }) => (Wanted::Place(effect), call.to),
                Ok(Work::Send { effect, message, .. }) if message.to != contact => {
                    (Wanted::Send(effect), message.to)
                }
                _ => continue,
            };
            if let Err(why) = self.count(&[to], now) {
                forbidden = Some((place, wanted, why));
                break;
            }
        }
        session.judged_jobs = session.jobs.len();
        let (place, wanted, why) = forbidden?;
        session.jobs.remove(place);
        session.judged_jobs = place;
        Some((wanted, why))
    }
}

/// What a flow wants.
enum Wanted {
    Dial(EffectId),
    Place(EffectId),
    Send(EffectId),
}

impl Wanted {
    fn id(&self) -> EffectId {
        match self {
            Wanted::Dial(id) | Wanted::Place(id) | Wanted::Send(id) => *id,
        }
    }

    /// How the flow is told that it did not come to it, by the codes that Studio's flows know for it.
    fn failed(&self, why: &Forbidden) -> Event {
        let params = |code: &str, more: &[(&str, &str)]| {
            let mut params = Map::from_iter(more.iter().copied());
            params.insert("ErrorCode", code);
            params.insert("ErrorMessage", Text::from(why.to_string()));
            params
        };
        match self {
            Wanted::Dial(answers) => Event::Dialled {
                answers: *answers,
                outcome: DialOutcome {
                    status: "failed".into(),
                    duration_secs: 0,
                    sid: Text::default(),
                    recording_url: None,
                },
                params: params("13227", &[("DialCallStatus", "failed")]),
            },
            Wanted::Place(answers) => Event::CallPlaced {
                answers: *answers,
                outcome: CallOutcome::Failed,
                params: params("21215", &[]),
            },
            Wanted::Send(answers) => {
                Event::Sent { answers: *answers, accepted: false, params: params("21408", &[]) }
            }
        }
    }
}
