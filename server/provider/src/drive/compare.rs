//! What a provider saw of its calls, beside what a server kept of them: nothing that was acknowledged may
//! be missing, and nothing may be there twice.

use std::collections::BTreeMap;
use std::fmt;

use crate::transcript::{Purpose, Transcript};

/// What the provider saw of one call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The call.
    pub call: String,
    /// Whether a request was answered that asked what to do.
    pub is_known: bool,
    /// Whether it was acknowledged after that that the call is over. A call of which nothing else had come
    /// through when it ended may begin later, by a repeat that was late.
    pub is_over: bool,
    /// Whether the caller hung up, so that the last answer may have come too late.
    pub hung_up: bool,
    /// What the caller answered, in order.
    pub answers: Vec<SeenAnswer>,
}

/// Something a caller answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenAnswer {
    /// The keys or the words.
    pub words: String,
    /// Whether the server acknowledged it, the first time or any other.
    pub is_acknowledged: bool,
}

/// What a server kept of one call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The keys and words it took, in order; none in the place of one that is not shown.
    pub answers: Vec<Option<String>>,
    /// Whether the call is over for it.
    pub is_over: bool,
}

/// What a comparison came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// How many calls were compared.
    pub calls: u64,
    /// How many answers of callers were compared.
    pub answers: u64,
    /// How many calls or answers were acknowledged and are not there.
    pub lost: u64,
    /// How many answers are there that were not given, or not so often.
    pub twice: u64,
    /// How many calls go on for the server whose end it has acknowledged.
    pub live: u64,
    /// What is wrong with the first of them, for people.
    pub first: Vec<String>,
}

/// The most sentences that are kept.
const MOST_SENTENCES: usize = 20;

impl Compared {
    /// Whether nothing is wrong.
    pub fn is_well(&self) -> bool {
        self.lost == 0 && self.twice == 0 && self.live == 0
    }

    fn tell(&mut self, seen: &Seen, kept: Option<&Kept>, what: &str) {
        if self.first.len() < MOST_SENTENCES {
            self.first.push(format!("{}: {what}; seen {seen:?}, kept {kept:?}", seen.call));
        }
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Compared { calls, answers, lost, twice, live, .. } = self;
        write!(
            f,
            "{calls} calls with {answers} answers compared: {lost} lost, {twice} twice, {live} not ended"
        )?;
        self.first.iter().try_for_each(|sentence| write!(f, "\n  {sentence}"))
    }
}

/// Compares call by call.
pub fn compare(seen: &[Seen], kept: &BTreeMap<String, Kept>) -> Compared {
    let mut compared = Compared::default();
    for one in seen {
        compared.calls += 1;
        compared.answers += one.answers.len() as u64;
        let there = kept.get(&one.call);
        let Some(there) = there else {
            if one.is_known {
                compared.lost += 1;
                compared.tell(one, None, "it is not there");
            }
            continue;
        };
        let (lost, twice) = differences(one, there);
        compared.lost += lost;
        compared.twice += twice;
        if lost > 0 {
            compared.tell(one, Some(there), "an answer is lost");
        }
        if twice > 0 {
            compared.tell(one, Some(there), "an answer is there that was not given");
        }
        if one.is_over && !there.is_over {
            compared.live += 1;
            compared.tell(one, Some(there), "it goes on");
        }
    }
    compared
}

/// How many acknowledged answers are missing, and how many are there too often: by the longest way to find
/// what was kept, in order, in what was seen.
fn differences(seen: &Seen, kept: &Kept) -> (u64, u64) {
    // How much is found of the answers from a place on, of both: first how many, then how many of them
    // were acknowledged.
    let (rows, columns) = (seen.answers.len(), kept.answers.len());
    let mut found = vec![vec![(0_u64, 0_u64); columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let answer = &seen.answers[row];
            let there = kept.answers[column].as_ref();
            let skipped = found[row + 1][column].max(found[row][column + 1]);
            found[row][column] = match there.is_none_or(|there| *there == answer.words) {
                true => {
                    let (all, acknowledged) = found[row + 1][column + 1];
                    let taken = (all + 1, acknowledged + u64::from(answer.is_acknowledged));
                    taken.max(skipped)
                }
                false => skipped,
            };
        }
    }
    let (all, acknowledged) = found[0][0];
    let twice = columns as u64 - all;
    let wanted = seen.answers.iter().filter(|answer| answer.is_acknowledged).count() as u64;
    // Who hangs up while an answer is on its way has hung up: the answer may find nobody.
    let is_late = seen.hung_up && seen.answers.last().is_some_and(|last| last.is_acknowledged);
    (wanted.saturating_sub(acknowledged).saturating_sub(u64::from(is_late)), twice)
}

impl Seen {
    /// What a transcript tells.
    pub fn of(transcript: &Transcript) -> Seen {
        let mut answers: BTreeMap<&str, (u64, SeenAnswer)> = BTreeMap::new();
        let mut seen = Seen {
            call: transcript.sid.clone(),
            hung_up: transcript.ended_by() == Some("caller"),
            ..Seen::default()
        };
        for webhook in transcript.webhooks() {
            let is_acknowledged = webhook.is_acknowledged();
            seen.is_known |= is_acknowledged && webhook.purpose.is_question();
            let says = |name: &str| webhook.form.get(name).filter(|value| !value.is_empty());
            if webhook.purpose == Purpose::CallStatus && says("CallStatus") == Some("completed") {
                seen.is_over |= is_acknowledged && seen.is_known;
            }
            // What a recording says of keys is how it ended.
            let is_answer =
                webhook.purpose == Purpose::Instructions && says("RecordingUrl").is_none();
            let words = says("Digits").or_else(|| says("SpeechResult")).filter(|_| is_answer);
            let Some(words) = words else { continue };
            let first =
                (webhook.sent_at_millis, SeenAnswer { words: words.to_owned(), is_acknowledged });
            answers
                .entry(&webhook.token)
                .and_modify(|(at, answer)| {
                    *at = (*at).min(webhook.sent_at_millis);
                    answer.is_acknowledged |= is_acknowledged;
                })
                .or_insert(first);
        }
        let mut answers: Vec<(u64, SeenAnswer)> = answers.into_values().collect();
        answers.sort_by_key(|(at, _)| *at);
        seen.answers = answers.into_iter().map(|(_, answer)| answer).collect();
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(answers: &str, hung_up: bool) -> Seen {
        // Capitals were acknowledged.
        let answer = |letter: char| SeenAnswer {
            words: letter.to_lowercase().to_string(),
            is_acknowledged: letter.is_uppercase(),
        };
        Seen {
            call: "CA1".into(),
            is_known: true,
            is_over: true,
            hung_up,
            answers: answers.chars().map(answer).collect(),
        }
    }

    fn verdict(seen: &Seen, kept: &str) -> (u64, u64) {
        let answers = kept.chars().map(|letter| (letter != '*').then(|| letter.to_string()));
        let kept = Kept { answers: answers.collect(), is_over: true };
        let kept = BTreeMap::from([("CA1".to_owned(), kept)]);
        let compared = compare(std::slice::from_ref(seen), &kept);
        assert_eq!(compared.is_well(), compared.first.is_empty());
        (compared.lost, compared.twice)
    }

    #[test]
    fn an_acknowledged_answer_that_is_missing_is_lost() {
        assert_eq!(verdict(&seen("ABA", false), "aba"), (0, 0));
        assert_eq!(verdict(&seen("ABA", false), "aa"), (1, 0));
        assert_eq!(verdict(&seen("ABA", false), ""), (3, 0));
        assert_eq!(verdict(&seen("ABA", false), "***"), (0, 0));
        assert_eq!(verdict(&seen("ABA", false), "**"), (1, 0));
    }

    #[test]
    fn what_was_not_acknowledged_may_be_there_or_not() {
        assert_eq!(verdict(&seen("AbA", false), "aba"), (0, 0));
        assert_eq!(verdict(&seen("AbA", false), "aa"), (0, 0));
        assert_eq!(verdict(&seen("AaA", false), "aa"), (0, 0));
    }

    #[test]
    fn an_answer_that_is_there_once_more_was_taken_twice() {
        assert_eq!(verdict(&seen("AB", false), "abb"), (0, 1));
        assert_eq!(verdict(&seen("AB", false), "aab"), (0, 1));
        assert_eq!(verdict(&seen("", false), "a"), (0, 1));
    }

    #[test]
    fn the_last_answer_of_who_hangs_up_may_come_too_late_and_no_other() {
        assert_eq!(verdict(&seen("AB", true), "a"), (0, 0));
        assert_eq!(verdict(&seen("AB", true), ""), (1, 0));
    }

    #[test]
    fn a_call_that_is_not_there_or_goes_on_is_told() {
        let gone = compare(&[seen("A", false)], &BTreeMap::new());
        assert_eq!((gone.lost, gone.twice, gone.live), (1, 0, 0));
        let kept = Kept { answers: vec![Some("a".into())], is_over: false };
        let goes_on = compare(&[seen("A", false)], &BTreeMap::from([("CA1".into(), kept)]));
        assert_eq!((goes_on.lost, goes_on.live), (0, 1));
        assert!(goes_on.to_string().contains("1 not ended"), "{goes_on}");
    }
}
