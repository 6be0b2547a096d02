//! What a picture shows, in words: for those who do not see it.

use super::Picture;
use super::ladder::{Limits, ends};
use super::words::Words;
use crate::language::{filled, quoted};
use crate::plan::Target;

/// More letters than these are not read to anybody.
const MOST: usize = 4000;

/// The picture in words, in the order in which it is seen.
pub(super) fn told(picture: &Picture<'_>, words: &Words) -> String {
    let mut said: Vec<String> = Vec::new();
    if !picture.plan.is_usable() {
        said.push(words.unusable.to_owned());
    }
    for (place, filter) in picture.plan.filters().iter().enumerate() {
        let number = filled(words.filter, &[("number", &(place + 1).to_string())]);
        let name = filter.name.as_deref().filter(|name| !name.is_empty());
        let name = name.map_or(String::new(), |name| format!(" {}", quoted(name)));
        let when = match &filter.expression {
            Some(written) => format!("{} {}", words.when, written.expression.text()),
            None => words.every_task.to_owned(),
        };
        said.push(format!("{number}{name}, {when}."));
        let mut limits = Limits::default();
        for (step, target) in filter.targets.iter().enumerate() {
            let limit = limits.after(target);
            let is_last = step + 1 == filter.targets.len();
            let end = ends(target, limit, is_last, picture.language, words);
            said.push(format!("{}; {end}.", of_target(target, words)));
        }
        if said.iter().map(String::len).sum::<usize>() > MOST {
            said.push("…".to_owned());
            return said.join(" ");
        }
    }
    if let Some(target) = picture.plan.default_target() {
        said.push(format!("{}: {}.", words.default_filter, of_target(target, words)));
    }
    if let Some(why) = picture.why {
        said.push(why.told(picture.language).trim_end().replace('\n', " "));
    }
    said.join(" ")
}

fn of_target(target: &Target, words: &Words) -> String {
    let queue = target.queue.as_deref().map_or_else(|| words.no_queue.to_owned(), quoted);
    match &target.expression {
        Some(written) => format!("{queue} {} {}", words.condition, written.expression.text()),
        None => queue,
    }
}
