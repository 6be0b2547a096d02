//! Breakers: a host that does not answer is left alone for a while, so that callers do not wait for it
//! one after the other.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The most hosts that are remembered; beyond it the one that was asked the longest ago is forgotten.
const MOST_HOSTS: usize = 4096;

/// A request that is broken off earlier than this says nothing about its host: its flow was impatient.
const FAIR: Duration = Duration::from_secs(3);

/// Remembers which hosts do not answer.
#[derive(Clone)]
pub(super) struct Breaker {
    hosts: Arc<Mutex<BTreeMap<String, Standing>>>,
    /// So many failures in a row open it; 0 means that it never opens.
    most_failures: u32,
    pause: Duration,
}

/// What is known of a host that did not answer the last time.
struct Standing {
    failures: u32,
    last: Instant,
    /// Somebody is looking whether it answers again.
    is_tried: bool,
}

/// One request to a host. Dropped without a word after a fair time, the host did not answer.
pub(super) struct Attempt {
    breaker: Breaker,
    host: String,
    begun: Instant,
    is_told: bool,
}

impl Breaker {
    pub(super) fn new(most_failures: u32, pause: Duration) -> Breaker {
        Breaker { hosts: Arc::default(), most_failures, pause }
    }

    /// Begins a request to a host.
    ///
    /// # Errors
    /// How long the host is still left alone.
    pub(super) fn attempt(&self, host: &str) -> Result<Attempt, Duration> {
        let attempt = || Attempt {
            breaker: self.clone(),
            host: host.to_owned(),
            begun: Instant::now(),
            is_told: false,
        };
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(standing) = hosts.get_mut(host) else { return Ok(attempt()) };
        if self.most_failures == 0 || standing.failures < self.most_failures {
            return Ok(attempt());
        }
        let left = (standing.last + self.pause).saturating_duration_since(Instant::now());
        if standing.is_tried || !left.is_zero() {
            return Err(left);
        }
        standing.is_tried = true;
        Ok(attempt())
    }

    fn count_failure(&self, host: &str) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MOST_HOSTS && !hosts.contains_key(host) {
            let oldest = hosts.iter().min_by_key(|(_, standing)| standing.last);
            if let Some(oldest) = oldest.map(|(host, _)| host.clone()) {
                hosts.remove(&oldest);
            }
        }
        let now = Instant::now();
        let standing = hosts.entry(host.to_owned()).or_insert(Standing {
            failures: 0,
            last: now,
            is_tried: false,
        });
        standing.failures = standing.failures.saturating_add(1);
        standing.last = now;
        standing.is_tried = false;
    }
}

impl Breaker {
    fn end_trial(&self, host: &str) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(standing) = hosts.get_mut(host) {
            standing.is_tried = false;
        }
    }
}

impl Attempt {
    /// The host answered, whatever it said.
    pub(super) fn answered(mut self) {
        self.is_told = true;
        let mut hosts = self.breaker.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.remove(&self.host);
    }

    /// Nobody answered.
    pub(super) fn failed(mut self) {
        self.is_told = true;
        self.breaker.count_failure(&self.host);
    }

    /// The request came to nothing, and the host has nothing to do with it.
    pub(super) fn forgiven(mut self) {
        self.is_told = true;
        self.breaker.end_trial(&self.host);
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        match (self.is_told, self.begun.elapsed() >= FAIR) {
            (true, _) => {}
            (false, true) => self.breaker.count_failure(&self.host),
            (false, false) => self.breaker.end_trial(&self.host),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaker() -> Breaker {
        Breaker::new(3, Duration::from_secs(30))
    }

    fn fail(breaker: &Breaker) {
        breaker.attempt("a:80").unwrap().failed();
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_fails_in_a_row_is_left_alone_for_a_while() {
        let breaker = breaker();
        for _ in 0..3 {
            fail(&breaker);
        }
        assert_eq!(breaker.attempt("a:80").err(), Some(Duration::from_secs(30)));
        assert!(breaker.attempt("b:80").is_ok(), "others are asked");
        tokio::time::advance(Duration::from_secs(29)).await;
        assert_eq!(breaker.attempt("a:80").err(), Some(Duration::from_secs(1)));
    }

    #[tokio::test(start_paused = true)]
    async fn after_the_pause_one_request_tries_and_its_answer_opens_the_way() {
        let breaker = breaker();
        for _ in 0..3 {
            fail(&breaker);
        }
        tokio::time::advance(Duration::from_secs(30)).await;
        let trying = breaker.attempt("a:80").unwrap();
        assert!(breaker.attempt("a:80").is_err(), "only one tries");
        assert!(breaker.attempt("a:80").is_err(), "who was turned away does not end the trial");
        trying.answered();
        let both = (breaker.attempt("a:80").unwrap(), breaker.attempt("a:80").unwrap());
        both.0.answered();
        both.1.answered();
    }

    #[tokio::test(start_paused = true)]
    async fn a_trial_that_fails_closes_the_way_for_as_long_again() {
        let breaker = breaker();
        for _ in 0..3 {
            fail(&breaker);
        }
        tokio::time::advance(Duration::from_secs(30)).await;
        fail(&breaker);
        assert_eq!(breaker.attempt("a:80").err(), Some(Duration::from_secs(30)));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_between_failures_begins_the_count_anew() {
        let breaker = breaker();
        for _ in 0..10 {
            fail(&breaker);
            fail(&breaker);
            breaker.attempt("a:80").unwrap().answered();
        }
        breaker.attempt("a:80").unwrap().forgiven();
        assert!(breaker.attempt("a:80").is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn not_more_hosts_are_remembered_than_fit() {
        let breaker = breaker();
        for host in 0..MOST_HOSTS + 100 {
            breaker.attempt(&format!("h{host}:80")).unwrap().failed();
        }
        assert_eq!(breaker.hosts.lock().unwrap().len(), MOST_HOSTS);
    }

    #[tokio::test(start_paused = true)]
    async fn only_who_was_given_a_fair_time_did_not_answer() {
        let breaker = breaker();
        for _ in 0..10 {
            let impatient = breaker.attempt("a:80").unwrap();
            tokio::time::advance(Duration::from_secs(1)).await;
            drop(impatient);
        }
        for _ in 0..3 {
            let patient = breaker.attempt("a:80").unwrap();
            tokio::time::advance(Duration::from_secs(10)).await;
            drop(patient);
        }
        assert!(breaker.attempt("a:80").is_err());
    }
}
