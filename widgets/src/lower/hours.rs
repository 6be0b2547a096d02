//! Opening hours for Studio: a template that works out the word, and a split on it.
//!
//! Studio's templates read the clock of Los Angeles and no other, so the moment is shifted by the
//! hours that lie between there and the calendar's zone. That is right except in the few weeks of a
//! year in which only one of the two has changed its clocks; the report says so.

use centralita_engine::check::Sentence;
use centralita_engine::sentence;
use jiff::tz::TimeZone;

use super::Outcome;
use super::making::{branch, change_kind, clear, is_read, next, set, wire, wires};
use centralita_engine::Value;
use centralita_engine::flow::{Edit, Flow, JsonKind, Node, Widget};

/// The zone in which Studio's templates read the clock.
const STUDIO_ZONE: &str = "America/Los_Angeles";
const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Properties of ours that a split does not have.
const HOURS_ONLY: [&str; 4] = ["hours", "time_zone", "closed_now", "closed_note"];

pub(super) fn lower(flow: &Flow, widget: &Widget) -> Outcome {
    let text = |name: &str| -> String {
        widget.property(name).and_then(Node::text_of).unwrap_or_default().trim().to_owned()
    };
    if is_read(flow, widget) {
        return Err(Sentence::new(
            "Other widgets read why it is closed or when it opens again. Ask a function that knows your hours.",
            "Otros widgets leen por qué está cerrado o cuándo vuelve a abrir. Pídaselo a una función que conozca su horario.",
        ));
    }
    let hours = widget.property("hours").filter(|hours| hours.kind() == JsonKind::Map);
    let Some(hours) = hours else {
        return Err(Sentence::new(
            "It has no opening hours. Give it some.",
            "No tiene horario. Dele uno.",
        ));
    };
    let zone = match text("time_zone") {
        zone if zone.is_empty() => flow.own().time_zone.clone().unwrap_or_default(),
        zone => zone.into(),
    };
    let shift = shift(&zone)?;

    let mut words = String::from(
        "{% assign at = 'now' | date: '%s' | plus: SHIFT %}{% assign day = at | date: '%u' %}{% assign year = at | date: '%Y%m%d' | plus: 0 %}{% assign date = at | date: '%m%d' | plus: 0 %}{% assign time = at | date: '%H%M' | plus: 0 %}",
    )
    .replace("SHIFT", &shift.to_string());
    let mut cases: Vec<(String, &str)> = Vec::new();
    match text("closed_now").as_str() {
        "" | "false" | "no" | "0" | "off" => {}
        "true" | "yes" | "1" | "on" => cases.push(("1 == 1".into(), "emergency")),
        variable => {
            let path = variable.strip_prefix("{{").and_then(|path| path.strip_suffix("}}"));
            let Some(path) = path.filter(|path| !path.contains(['{', '|'])) else {
                return Err(Sentence::new(
                    "Its switch is more than one variable. Use a single variable.",
                    "Su interruptor es más de una variable. Use una sola variable.",
                ));
            };
            words.push_str(&format!("{{% assign switch = {} | downcase %}}", path.trim()));
            for yes in ["true", "yes", "1", "on"] {
                cases.push((format!("switch == '{yes}'"), "emergency"));
            }
        }
    }
    for holiday in hours.get("holidays").into_iter().flat_map(Node::items) {
        for day in holiday_tests(holiday)? {
            for span in holiday.get("open").into_iter().flat_map(Node::items) {
                cases.push((format!("{day} and {}", within(span)?), "open"));
            }
            cases.push((day, "holiday"));
        }
    }
    let week = hours.get("week");
    for (number, name) in DAYS.iter().enumerate() {
        let spans = week.and_then(|week| week.get(name));
        for span in spans.into_iter().flat_map(Node::items) {
            cases.push((format!("day == '{}' and {}", number + 1, within(span)?), "open"));
        }
    }
    if cases.is_empty() {
        return Err(Sentence::new(
            "It is never open. Give it opening hours.",
            "No abre nunca. Dele un horario.",
        ));
    }
    for (place, (test, word)) in cases.iter().enumerate() {
        let tag = if place == 0 { "if" } else { "elsif" };
        words.push_str(&format!("{{% {tag} {test} %}}{word}"));
    }
    words.push_str("{% else %}closed{% endif %}");

    let mut transitions = vec![wire("noMatch", next(widget, "closed"))];
    for word in ["open", "holiday", "emergency"] {
        if cases.iter().any(|(_, used)| *used == word) {
            transitions.push(branch(&words, "equal_to", word, next(widget, word)));
        }
    }
    let mut edits: Vec<Edit> =
        vec![change_kind(widget, "split-based-on"), set(widget, "input", Value::text(words))];
    let gone = HOURS_ONLY.into_iter().filter(|name| widget.property(name).is_some());
    edits.extend(gone.map(|name| clear(widget, name)));
    edits.extend(wires(widget, transitions));
    let what = match zone == STUDIO_ZONE {
        true => Sentence::new("a split on the date", "un split sobre la fecha"),
        false => sentence!(
            "a split on the date; in the weeks in which only one of {zone} and {STUDIO_ZONE} has changed its clocks it is an hour off",
            "un split sobre la fecha; en las semanas en que solo una de {zone} y {STUDIO_ZONE} ha cambiado la hora se equivoca en una hora"
        ),
    };
    Ok((edits, what))
}

/// Why a widget of Studio's tells times otherwise there, when it does: by another clock.
pub(super) fn told_elsewhere(flow: &Flow, widget: &Widget) -> Option<Sentence> {
    let zone = flow.own().time_zone.as_ref()?;
    let tells = |text: &str| {
        text.match_indices("date:").any(|(at, _)| text[..at].trim_end().ends_with('|'))
    };
    if zone == STUDIO_ZONE || !tells(widget.node().raw()) {
        return None;
    }
    Some(sentence!(
        "Its templates tell the time of {zone}, and Studio will tell that of {STUDIO_ZONE}. Add the hours between the two.",
        "Sus plantillas dicen la hora de {zone}, y Studio dirá la de {STUDIO_ZONE}. Sume las horas que hay entre las dos."
    ))
}

/// The seconds by which the clock of `zone` is ahead of Studio's.
fn shift(zone: &str) -> Result<i64, Sentence> {
    let none = || {
        Sentence::new(
            "Its time zone is not known, and Studio's is Los Angeles. Choose a time zone.",
            "No se conoce su zona horaria, y la de Studio es Los Ángeles. Elija una zona horaria.",
        )
    };
    if zone.is_empty() {
        return Err(none());
    }
    let (ours, theirs) =
        (TimeZone::get(zone).map_err(|_| none())?, TimeZone::get(STUDIO_ZONE).map_err(|_| none())?);
    // The middle of January and of July of 2026.
    let ahead = [1_768_478_400, 1_784_116_800].map(|second| {
        let moment = jiff::Timestamp::from_second(second).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        i64::from(ours.to_offset(moment).seconds() - theirs.to_offset(moment).seconds())
    });
    if ahead[0] != ahead[1] {
        return Err(Sentence::new(
            "Its time zone changes clocks otherwise than Los Angeles, whose clock Studio reads. Ask a function that knows your hours.",
            "Su zona horaria cambia la hora de otro modo que Los Ángeles, cuyo reloj lee Studio. Pídaselo a una función que conozca su horario.",
        ));
    }
    Ok(ahead[0])
}

/// A test for `time`, which is hours and minutes as one number.
fn within(span: Node<'_>) -> Result<String, Sentence> {
    let time = |key: &str| -> Option<u32> {
        let text = span.get(key)?.text_of()?;
        let (hours, minutes) = text.trim().split_once(':')?;
        let (hours, minutes) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
        (hours <= 24 && minutes < 60).then_some(hours * 100 + minutes)
    };
    match (time("from"), time("to")) {
        (Some(from), Some(to)) if from < to => Ok(format!("time >= {from} and time < {to}")),
        (Some(_), Some(_)) => Err(Sentence::new(
            "It is open past midnight. Split such hours at 24:00 over two days.",
            "Abre pasada la medianoche. Parta ese horario a las 24:00 en dos días.",
        )),
        _ => Err(Sentence::new(
            "A time of its hours cannot be read. Write times as 09:00.",
            "No se puede leer una hora de su horario. Escriba las horas como 09:00.",
        )),
    }
}

/// Tests of `year` or `date` that hold on the days of a holiday.
fn holiday_tests(holiday: Node<'_>) -> Result<Vec<String>, Sentence> {
    let read = |key: &str| -> Option<(&'static str, u32)> {
        let text = holiday.get(key)?.text_of()?;
        let digits: String = text.trim().chars().filter(|character| *character != '-').collect();
        let name = match digits.len() {
            8 => "year",
            4 => "date",
            _ => return None,
        };
        Some((name, digits.parse().ok()?))
    };
    if let Some((name, day)) = read("date") {
        return Ok(vec![format!("{name} == {day}")]);
    }
    match (read("from"), read("to")) {
        (Some((name, from)), Some((other, to))) if name == other && from <= to => {
            Ok(vec![format!("{name} >= {from} and {name} <= {to}")])
        }
        // Around the new year.
        (Some(("date", from)), Some(("date", to))) => {
            Ok(vec![format!("date >= {from}"), format!("date <= {to}")])
        }
        _ => Err(Sentence::new(
            "A date of its holidays cannot be read. Write dates as 12-25 or 2026-12-25.",
            "No se puede leer una fecha de sus festivos. Escriba las fechas como 12-25 o 2026-12-25.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::lower;
    use centralita_engine::flow::Flow;
    use centralita_engine::template::{Dialect, Scope, Template, TemplateLimits};
    use centralita_engine::{Map, Time};

    /// The word at a moment, as Studio would work it out.
    fn at(moment: &str, switch: &str) -> String {
        let flow = Flow::read(
            r#"{"initial_state":"T","states":[{"name":"T","type":"trigger","transitions":[{"event":"incomingCall","next":"h"}]},
            {"name":"h","type":"centralita-hours","transitions":[{"event":"open","next":"T"},{"event":"closed"},{"event":"holiday"},{"event":"emergency"}],
             "properties":{"time_zone":"Europe/Madrid","closed_now":"{{flow.variables.closed}}","hours":{
                "week":{"monday":[{"from":"09:00","to":"14:00"},{"from":"16:00","to":"24:00"}]},
                "holidays":[{"date":"12-28","open":[{"from":"10:00","to":"11:00"}]},{"from":"12-24","to":"01-06"},{"date":"2026-11-30"}]}}}]}"#,
        );
        let lowered = lower(&flow).unwrap();
        assert_eq!(lowered.left, []);
        let split = lowered.flow.widget("h").unwrap();
        assert_eq!(split.kind, "split-based-on");
        assert_eq!(split.transitions.len(), 4);
        let input = split.property("input").unwrap().as_str().unwrap().into_owned();
        let variables: Map = [("closed", switch)].into_iter().collect();
        let context: Map = [("flow", [("variables", variables)].into_iter().collect::<Map>())]
            .into_iter()
            .collect();
        let zone = jiff::tz::TimeZone::get("America/Los_Angeles").unwrap();
        let limits = TemplateLimits::default();
        let now: jiff::Timestamp = moment.parse().unwrap();
        let scope = Scope {
            context: &context,
            now: Time(now.as_millisecond()),
            zone: &zone,
            limits: &limits,
        };
        let template = Template::parse(input, Dialect::Studio);
        assert_eq!(template.faults(), []);
        template.render(&scope, &mut Vec::new()).unwrap().trim().into()
    }

    #[test]
    fn the_word_is_right_in_the_calendars_zone() {
        assert_eq!(at("2026-11-23T09:00:00+01:00", ""), "open");
        assert_eq!(at("2026-11-23T08:59:00+01:00", ""), "closed");
        assert_eq!(at("2026-11-23T14:00:00+01:00", ""), "closed");
        assert_eq!(at("2026-11-23T23:59:00+01:00", ""), "open");
        assert_eq!(at("2026-07-13T09:00:00+02:00", ""), "open");
        assert_eq!(at("2026-11-24T10:00:00+01:00", ""), "closed");
    }

    #[test]
    fn holidays_and_the_switch_come_first() {
        assert_eq!(at("2026-11-30T10:00:00+01:00", ""), "holiday");
        assert_eq!(at("2026-12-28T10:30:00+01:00", ""), "open");
        assert_eq!(at("2026-12-28T12:00:00+01:00", ""), "holiday");
        assert_eq!(at("2027-01-04T10:00:00+01:00", ""), "holiday");
        assert_eq!(at("2026-11-23T10:00:00+01:00", "Yes"), "emergency");
    }
}
