//! Calendars by what they make of moments.

use std::fmt::Write;

use super::*;
use crate::crew::Crew;
use crate::language::Language;

fn hours(text: &str) -> Hours {
    let crew = Crew::read(&format!("[[calendar]]\nname = \"Here\"\n{text}")).unwrap();
    let (hours, faults) = Hours::read(&crew.calendars[0]);
    assert_eq!(faults, []);
    hours
}

fn at(moment: &str) -> Time {
    Time(moment.parse::<Timestamp>().unwrap().as_millisecond())
}

/// The next changes after a moment, as clocks show them there.
fn changes(hours: &Hours, from: &str, count: usize) -> String {
    let mut told = String::new();
    let mut now = at(from);
    for _ in 0..count {
        let Some(change) = hours.next_change(now) else {
            told += "never again\n";
            break;
        };
        let opens = change.opens.unwrap();
        assert_ne!(hours.judge(now).is_open, opens);
        assert_eq!(hours.judge(change.at).is_open, opens);
        assert_eq!(hours.judge(Time(change.at.0 - 1)).is_open, !opens);
        now = change.at;
        let shown = timestamp(now).to_zoned(hours.zone.clone()).strftime("%a %Y-%m-%d %H:%M %z");
        let _ = writeln!(told, "{} {shown}", if opens { "opens " } else { "closes" });
    }
    told
}

#[test]
fn a_week_with_a_break_a_holiday_and_a_short_day() {
    let office = hours(
        r#"
        time_zone = "Europe/Madrid"
        holidays = [{ name = "Christmas", date = "12-25" },
            { name = "Christmas Eve", date = "12-24", open = "09:00-13:00" },
            { name = "Between the years", from = "12-28", to = "01-03" }]
        [calendar.week]
        monday = ["09:00-14:00", "16:00-18:00"]
        thursday = "09:00-18:00"
        friday = "9:00-18:00"
        "#,
    );
    expect_test::expect![[r#"
        opens  Mon 2026-12-21 09:00 +0100
        closes Mon 2026-12-21 14:00 +0100
        opens  Mon 2026-12-21 16:00 +0100
        closes Mon 2026-12-21 18:00 +0100
        opens  Thu 2026-12-24 09:00 +0100
        closes Thu 2026-12-24 13:00 +0100
        opens  Mon 2027-01-04 09:00 +0100
    "#]]
    .assert_eq(&changes(&office, "2026-12-20T12:00:00Z", 7));
    let verdict = office.judge(at("2026-12-25T10:00:00Z"));
    assert_eq!((verdict.is_open, verdict.holiday.as_deref()), (false, Some("Christmas")));
}

#[test]
fn in_the_nights_of_the_clock_change_hours_are_those_that_clocks_show() {
    let night = hours("time_zone = \"Europe/Madrid\"\nweek = { sunday = \"02:30-05:00\" }");
    expect_test::expect![[r#"
        opens  Sun 2026-03-29 03:00 +0200
        closes Sun 2026-03-29 05:00 +0200
    "#]]
    .assert_eq(&changes(&night, "2026-03-28T12:00:00Z", 2));
    // Between two and three comes twice, and the first one counts: the night is an hour longer.
    expect_test::expect![[r#"
        opens  Sun 2026-10-25 02:30 +0200
        closes Sun 2026-10-25 05:00 +0100
    "#]]
    .assert_eq(&changes(&night, "2026-10-24T12:00:00Z", 2));
    let evening = hours("time_zone = \"Europe/Madrid\"\nweek = { saturday = \"20:00-02:00\" }");
    expect_test::expect![[r#"
        opens  Sat 2026-03-28 20:00 +0100
        closes Sun 2026-03-29 03:00 +0200
    "#]]
    .assert_eq(&changes(&evening, "2026-03-28T12:00:00Z", 2));
}

#[test]
fn a_night_is_not_cut_off_by_the_next_days_holiday() {
    let bar = hours(
        "time_zone = \"UTC\"\nholidays = [\"2026-11-28\"]\nweek = { friday = \"22:00-02:00\", saturday = \"22:00-02:00\" }",
    );
    expect_test::expect![[r#"
        opens  Fri 2026-11-27 22:00 +0000
        closes Sat 2026-11-28 02:00 +0000
        opens  Fri 2026-12-04 22:00 +0000
    "#]]
    .assert_eq(&changes(&bar, "2026-11-27T12:00:00Z", 3));
}

#[test]
fn days_that_touch_are_one_and_what_never_changes_never_does() {
    let all = "monday = \"00:00-24:00\"\ntuesday = \"00:00-24:00\"\nwednesday = \"00:00-24:00\"\nthursday = \"00:00-24:00\"\nfriday = \"00:00-24:00\"\nsaturday = \"00:00-24:00\"\nsunday = \"00:00-24:00\"";
    let always = hours(&format!("time_zone = \"UTC\"\n[calendar.week]\n{all}"));
    assert_eq!(changes(&always, "2026-01-01T00:00:00Z", 1), "never again\n");
    let leap =
        hours(&format!("time_zone = \"UTC\"\nholidays = [\"02-29\"]\n[calendar.week]\n{all}"));
    expect_test::expect![[r#"
        closes Tue 2028-02-29 00:00 +0000
        opens  Wed 2028-03-01 00:00 +0000
    "#]]
    .assert_eq(&changes(&leap, "2026-01-01T00:00:00Z", 2));
    let never = hours("time_zone = \"UTC\"");
    assert!(never.is_never_open());
    assert_eq!(never.next_opening(Time(0)), None);
    let far =
        hours(&format!("time_zone = \"UTC\"\nholidays = [\"2055-06-07\"]\n[calendar.week]\n{all}"));
    let look = far.next_change(at("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!(look.opens, None);
    let look = far.next_change(far.next_change(look.at).unwrap().at).unwrap();
    assert_eq!((look.at, look.opens), (at("2055-06-07T00:00:00Z"), Some(false)));
    for time in [i64::MIN, i64::MAX] {
        assert!(always.judge(Time(time)).is_open || time == i64::MAX);
        let _ = always.next_change(Time(time));
    }
}

#[test]
fn moments_are_read_and_shown_as_clocks_show_them() {
    let here = hours("time_zone = \"Europe/Madrid\"");
    let moment = here.moment("2026-11-23 20:30").unwrap();
    assert_eq!(moment, at("2026-11-23T19:30:00Z"));
    assert_eq!(here.moment("2026-11-23T20:30"), Some(moment));
    assert_eq!(here.shown(moment), (0, "2026-11-23 20:30".into()));
    assert_eq!(here.moment("tomorrow"), None);
}

#[test]
fn what_cannot_be_understood_is_told_in_both_languages() {
    let crew = Crew::read(
        r#"
        [[calendar]]
        name = "Wrong"
        time_zone = "Mars/Base"
        holidays = ["13-01", { name = "Move", from = "2026-08-04", to = "2026-08-03" }, { date = "1", open = "x" }]
        [calendar.week]
        mon = []
        monday = ["9-17:00", "09:00-09:00", "08:00-12:00", "11:00-13:00", "24:00-01:00"]
        "#,
    )
    .unwrap();
    let mut told = String::new();
    for (_, fault) in crew.calendars[0].faults() {
        let _ = writeln!(
            told,
            "{}\n  {}",
            fault.sentence().of(Language::English),
            fault.sentence().of(Language::Spanish)
        );
    }
    expect_test::expect![[r#"
        there is no time zone "Mars/Base"; write one such as Europe/Madrid
          no existe la zona horaria "Mars/Base"; escriba una como Europe/Madrid
        "mon" is no day of the week; write monday to sunday
          "mon" no es un día de la semana; escriba de monday a sunday
        the hours "9-17:00" of monday are not understood; write 09:00-14:00
          no se entienden las horas "9-17:00" de monday; escriba 09:00-14:00
        the hours of monday end when they begin; for a whole day write 00:00-24:00
          las horas de monday terminan cuando empiezan; para un día entero escriba 00:00-24:00
        two spans of monday overlap; make one of them
          dos tramos de monday se solapan; haga uno solo de ellos
        the hours "24:00-01:00" of monday are not understood; write 09:00-14:00
          no se entienden las horas "24:00-01:00" de monday; escriba 09:00-14:00
        the date "13-01" of holiday 13-01 is not understood; write 2026-12-25, or 12-25 for every year
          no se entiende la fecha "13-01" del festivo 13-01; escriba 2026-12-25, o 12-25 para todos los años
        holiday Move ends before it begins; name the first day first
          el festivo Move termina antes de empezar; ponga antes el primer día
        the hours "x" of 1 are not understood; write 09:00-14:00
          no se entienden las horas "x" de 1; escriba 09:00-14:00
        the date "1" of holiday 1 is not understood; write 2026-12-25, or 12-25 for every year
          no se entiende la fecha "1" del festivo 1; escriba 2026-12-25, o 12-25 para todos los años
    "#]]
    .assert_eq(&told);
}

#[test]
fn a_calendar_is_read_back_as_written() {
    let crew = Crew::read(
        "[[calendar]]\nname = \"A\"\ntime_zone = \"UTC\"\nholidays = [\"12-25\", { name = \"B\", from = \"01-02\", to = \"01-03\", open = [\"10:00-11:00\"] }]\nweek = { monday = \"09:00-10:00\" }",
    )
    .unwrap();
    let text = serde_json::to_string(&crew.calendars[0]).unwrap();
    assert_eq!(serde_json::from_str::<Calendar>(&text).unwrap(), crew.calendars[0], "{text}");
}

use proptest::prelude::*;

/// Texts of which some are hours or dates, at the edges too.
fn scribble() -> impl Strategy<Value = Text> {
    let known = prop::sample::select(vec![
        "09:00-18:00",
        "22:00-02:00",
        "00:00-24:00",
        "23:59-00:00",
        "9:00-9:00",
        "02-29",
        "12-31",
        "01-01",
        "9999-12-31",
        "-009999-01-01",
        "2026-03-29",
        "Europe/Madrid",
        "Pacific/Apia",
        "monday",
        "sunday",
    ]);
    prop_oneof![known.prop_map(Text::from), ".{0,12}".prop_map(|text| Text::from(text.as_str()))]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_calendar_has_an_answer_at_any_moment(
        time_zone in scribble(),
        week in prop::collection::btree_map(scribble(), prop::collection::vec(scribble(), 0..3), 0..4),
        holidays in prop::collection::vec((scribble(), scribble(), scribble()), 0..3),
        moment in prop_oneof![any::<i64>(), -400_000_000_000_000_i64..400_000_000_000_000, 0..4_000_000_000_000_i64],
    ) {
        let calendar = Calendar {
            id: "".into(),
            name: "x".into(),
            time_zone,
            week: week.into_iter().map(|(day, hours)| (day, Opening(hours))).collect(),
            holidays: holidays
                .into_iter()
                .map(|(from, to, hours)| crate::crew::Holiday { name: "".into(), from, to, open: Opening(vec![hours]) })
                .collect(),
        };
        let (hours, _) = Hours::read(&calendar);
        let is_open = hours.judge(Time(moment)).is_open;
        if let Some(change) = hours.next_change(Time(moment)) {
            prop_assert!(change.at.0 > moment);
            if let Some(opens) = change.opens {
                prop_assert_eq!(opens, !is_open);
                prop_assert_eq!(hours.judge(change.at).is_open, opens);
            }
        }
        let _ = (hours.shown(Time(moment)), hours.next_opening(Time(moment)));
    }
}
