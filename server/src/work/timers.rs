//! Timers: the loop that has time pass in executions.

use std::time::Duration;

use tokio::sync::watch;

use crate::driver::Driver;

/// Has time pass in executions until it shall stop. What is due is due at most `poll` late.
pub async fn pass_time(driver: &Driver, poll: Duration, mut stop: watch::Receiver<bool>) {
    loop {
        match driver.pass_time().await {
            // There may be more than are told at once.
            Ok(told) if told > 0 => {}
            Ok(_) => {
                tokio::select! {
                    // A sender that is gone stops it as well.
                    _ = stop.wait_for(|stop| *stop) => return,
                    () = tokio::time::sleep(nap(driver, poll).await) => {}
                }
            }
            Err(error) => {
                tracing::error!(%error, "time could not pass");
                tokio::select! {
                    _ = stop.wait_for(|stop| *stop) => return,
                    () = tokio::time::sleep(poll) => {}
                }
            }
        }
        if *stop.borrow() {
            return;
        }
    }
}

/// How long nothing is due, at most `poll`. What is due already and still there is somebody else's.
pub(super) async fn nap(driver: &Driver, poll: Duration) -> Duration {
    let now = driver.clock.now();
    match driver.store.next_due().await {
        Ok(Some(due)) => match u64::try_from(due.millis_since(now)) {
            Ok(millis) if millis > 0 => Duration::from_millis(millis).min(poll),
            _ => poll,
        },
        Ok(None) | Err(_) => poll,
    }
}
