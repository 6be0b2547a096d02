//! Time: the turn's moment, its parts and its forms.

use centralita_engine::Time;
use jiff::Zoned;
use jiff::tz::TimeZone;
use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString};

use crate::script::running::{fail, with_host};
use crate::script::sandbox::charge;

type Fallible<T> = Result<T, Box<EvalAltResult>>;

/// A moment as a clock and a calendar somewhere show it.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    time: Time,
    zone: TimeZone,
}

impl Moment {
    pub fn new(time: Time, zone: TimeZone) -> Moment {
        Moment { time, zone }
    }

    fn zoned(&self) -> Zoned {
        self.time.timestamp().to_zoned(self.zone.clone())
    }

    /// RFC 3339 with the zone's offset.
    pub fn iso(&self) -> String {
        jiff::fmt::strtime::format("%Y-%m-%dT%H:%M:%S%:z", &self.zoned()).unwrap_or_default()
    }
}

fn written(moment: &Moment, form: &str) -> Fallible<String> {
    charge(8 + form.len() / 4)?;
    if form.len() > 200 {
        return Err(fail("The form of a moment may have at most 200 characters."));
    }
    jiff::fmt::strtime::format(form, &moment.zoned()).map_err(|_| {
        fail(format!("\"{form}\" is no form of a moment. Write it like \"%Y-%m-%d %H:%M\"."))
    })
}

/// Reads a moment: with an offset as it is, without one as a clock in `zone` shows it.
pub(crate) fn read(text: &str, zone: &TimeZone) -> Option<Time> {
    let text = text.trim();
    if let Some(time) = Time::parse(text) {
        return Some(time);
    }
    let local = text
        .parse::<jiff::civil::DateTime>()
        .ok()
        .or_else(|| text.parse::<jiff::civil::Date>().ok().map(|date| date.at(0, 0, 0, 0)))?;
    let zoned = local.to_zoned(zone.clone()).ok()?;
    Some(Time(zoned.timestamp().as_millisecond()))
}

fn shifted(moment: &Moment, seconds: i64) -> Moment {
    Moment {
        time: moment.time.after_millis(seconds.saturating_mul(1000)),
        zone: moment.zone.clone(),
    }
}

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<Moment>("moment")
        .register_fn("now", || with_host(|host| Ok(Moment::new(host.now, host.zone.clone()))))
        .register_fn("moment", |text: &str| -> Fallible<Dynamic> {
            charge(8)?;
            with_host(|host| {
                Ok(read(text, &host.zone).map_or(Dynamic::UNIT, |time| {
                    Dynamic::from(Moment::new(time, host.zone.clone()))
                }))
            })
        })
        .register_get("year", |moment: &mut Moment| i64::from(moment.zoned().year()))
        .register_get("month", |moment: &mut Moment| i64::from(moment.zoned().month()))
        .register_get("day", |moment: &mut Moment| i64::from(moment.zoned().day()))
        .register_get("hour", |moment: &mut Moment| i64::from(moment.zoned().hour()))
        .register_get("minute", |moment: &mut Moment| i64::from(moment.zoned().minute()))
        .register_get("second", |moment: &mut Moment| i64::from(moment.zoned().second()))
        .register_get("weekday", |moment: &mut Moment| {
            i64::from(moment.zoned().weekday().to_monday_one_offset())
        })
        .register_get("date", |moment: &mut Moment| written(moment, "%Y-%m-%d"))
        .register_get("time", |moment: &mut Moment| written(moment, "%H:%M"))
        .register_get("unix", |moment: &mut Moment| moment.time.0.div_euclid(1000))
        .register_fn("format", |moment: Moment, form: &str| written(&moment, form))
        .register_fn("in_zone", |moment: Moment, name: &str| match TimeZone::get(name) {
            Ok(zone) => Ok(Moment { time: moment.time, zone }),
            Err(_) => Err(fail(format!(
                "There is no time zone \"{name}\". Write it like \"Europe/Madrid\"."
            ))),
        })
        .register_fn("add_seconds", |moment: Moment, seconds: i64| shifted(&moment, seconds))
        .register_fn("add_days", |moment: Moment, days: i64| -> Fallible<Moment> {
            let span = jiff::Span::new()
                .try_days(days)
                .map_err(|_| fail("So many days cannot be added."))?;
            let there = moment
                .zoned()
                .checked_add(span)
                .map_err(|_| fail("So many days cannot be added."))?;
            Ok(Moment { time: Time(there.timestamp().as_millisecond()), zone: moment.zone })
        })
        .register_fn("to_string", |moment: Moment| -> ImmutableString { moment.iso().into() })
        .register_fn("-", |one: Moment, other: Moment| {
            one.time.millis_since(other.time).div_euclid(1000)
        })
        .register_fn("==", |one: Moment, other: Moment| one.time == other.time)
        .register_fn("!=", |one: Moment, other: Moment| one.time != other.time)
        .register_fn("<", |one: Moment, other: Moment| one.time < other.time)
        .register_fn("<=", |one: Moment, other: Moment| one.time <= other.time)
        .register_fn(">", |one: Moment, other: Moment| one.time > other.time)
        .register_fn(">=", |one: Moment, other: Moment| one.time >= other.time);
}
