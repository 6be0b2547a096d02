//! Load: what it measures, and that what it counts is true.

use std::collections::BTreeSet;

use centralita_provider::drive::{Load, load};
use centralita_provider::transcript::Purpose;
use centralita_provider::{Hostility, Number, Script, Settings};

use crate::apps::{App, menu};

#[tokio::test]
async fn a_load_counts_every_call_and_every_acknowledged_webhook() {
    let app = App::serve(menu).await;
    let number = Number::voice("+18005550000", &app.url("/voice"));
    let number = number.status_callback(&app.url("/status"));
    let scripts = vec![
        Script::new().press("1"),
        Script::new().press("2").speak("Call me"),
        Script::new().hear("press one").wait_millis(100).hang_up(),
    ];
    let plan = Load { scripts, ..Load::new(Settings::seeded(3), number, 90, 8) };
    let report = load(plan).await;
    assert_eq!(report.calls, 90);
    assert_eq!(report.statuses.get("completed"), Some(&90));
    // Of three callers one presses one key, one leaves a message, and one hangs up.
    assert_eq!(report.purposes.get(&Purpose::CallStatus).map(|figures| figures.count), Some(90));
    let questions = report.purposes.get(&Purpose::Instructions).map(|figures| figures.count);
    assert_eq!(questions, Some(30 * 2 + 30 * 3 + 30));
    assert_eq!(report.webhooks, 180 + 90 + 30);
    let all = report.all.as_ref().expect("there are figures");
    assert_eq!(all.count, report.webhooks);
    assert!(all.p50_micros <= all.p99_micros && all.p99_micros <= all.most_micros);
    assert!(report.rate() > 0.0);
    let told: BTreeSet<String> = report.acknowledged.iter().map(|one| one.token.clone()).collect();
    let came: BTreeSet<String> = app.all().into_iter().map(|asked| asked.token).collect();
    assert_eq!(told, came);
    let calls: BTreeSet<&str> = report.acknowledged.iter().map(|one| one.call.as_str()).collect();
    assert_eq!(calls.len(), 90);
    println!("{:.0} webhooks a second, half within {} us", report.rate(), all.p50_micros);
}

#[tokio::test]
async fn a_hostile_load_is_the_same_for_the_same_seed() {
    let app = App::serve(menu).await;
    let run = || {
        let number = Number::voice("+18005550000", &app.url("/voice"));
        let settings = Settings { hostility: Hostility::full(), ..Settings::seeded(4) };
        let scripts = vec![Script::new().press("2").speak("Call me")];
        load(Load { scripts, ..Load::new(settings, number, 40, 4) })
    };
    let (one, other) = (run().await, run().await);
    assert_eq!((one.webhooks, one.faults), (other.webhooks, other.faults));
    assert_eq!(one.statuses, other.statuses);
    let tokens = |report: &centralita_provider::drive::LoadReport| -> BTreeSet<String> {
        report.acknowledged.iter().map(|one| one.token.clone()).collect()
    };
    assert_eq!(tokens(&one), tokens(&other));
    assert_eq!(one.faults, 0, "{:?}", one.first_faults);
}
