//! Classes: tasks that a condition cannot tell apart, with the workers whom it fits.
//!
//! A condition in a queue makes a family of classes, one for each combination of values that it asks
//! of tasks. Whom it fits is kept as far as it depends on names and attributes; what it asks of what
//! workers are doing is asked when one is looked for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use serde_json::Value;

use super::Workspace;
use super::bits::Sparse;
use super::groups::GroupKey;
use super::program::{Condition, PlanProgram, Step};
use super::things::{At, Facets, Route};
use crate::attributes::Attributes;
use crate::expression::{Compared, Path, Program, Subject};

/// From so many changes on a class asks all workers of its queue again.
const FEW_CHANGES: usize = 64;

/// More changes are not kept for classes without waiting tasks, which are then forgotten.
const MOST_CHANGES: usize = 1024;

/// More classes of a family without waiting tasks are not kept.
const MOST_IDLE_CLASSES: usize = 512;

/// The classes of a condition in a queue.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Family {
    queue: u32,
    /// The plan's serial number, and the condition's own.
    key: (u64, u32),
    program: Arc<PlanProgram>,
    at: At,
    /// The attributes of workers that decide whom it fits.
    reads: BTreeSet<Path>,
    /// The classes by digests of their values. Where two digests are the same, the later class stands
    /// at the next free number.
    class_of: BTreeMap<u64, u32>,
    /// Classes with waiting tasks.
    live: BTreeSet<u32>,
    /// Classes without waiting tasks, the one that is so longest first.
    idle: BTreeSet<(u64, u32)>,
    /// The workers who have come, gone or changed, as far as idle classes have not been told.
    changes: Vec<u32>,
}

/// Tasks that a condition cannot tell apart, and whom it fits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Class {
    family: u32,
    values: Box<str>,
    /// Where it stands in its family.
    digest: u64,
    /// What the condition asks of the tasks, by its number.
    asked: Box<[Value]>,
    pub workers: Sparse,
    /// Its groups of waiting tasks.
    pub group_of: BTreeMap<GroupKey, u32>,
    /// Its place among those without waiting tasks.
    idle: u64,
    /// How many of the changes of its family it was told before it was left without waiting tasks.
    told: usize,
}

impl Family {
    fn condition(&self) -> Option<&Condition> {
        self.program.step(self.at)?.condition.as_ref()
    }

    /// Whether a change of a worker's attributes can change whom it fits.
    fn minds(&self, before: &Attributes, after: &Attributes) -> bool {
        self.reads.iter().any(|path| path.find(before) != path.find(after))
    }
}

impl Workspace {
    /// The class of a task in a queue, by the condition of its step.
    pub(super) fn class(&mut self, queue: u32, route: &Route, task: &Attributes) -> Option<u32> {
        let Route::Plan { program, at, .. } = route else { return None };
        let condition = route.step()?.condition.as_ref()?;
        let key = (program.serial, condition.number);
        let family = match self.queues[queue].families.get(&key) {
            Some(family) => *family,
            None => self.new_family(queue, key, program, *at, condition),
        };
        let mut values = std::mem::take(&mut self.pool.values);
        for path in condition.whole.task_paths() {
            write_value(&mut values, path.find(task));
        }
        let class = match self.find_class(family, &values) {
            Ok(class) => class,
            Err(digest) => {
                let asked = condition.whole.task_paths().iter();
                let asked = asked.map(|path| path.find(task).cloned().unwrap_or_default());
                self.new_class(family, digest, &values, asked.collect())
            }
        };
        values.clear();
        self.pool.values = values;
        Some(class)
    }

    fn new_family(
        &mut self,
        queue: u32,
        key: (u64, u32),
        program: &Arc<PlanProgram>,
        at: At,
        condition: &Condition,
    ) -> u32 {
        let family = self.pool.families.add(Family {
            queue,
            key,
            program: program.clone(),
            at,
            reads: condition.lasting.readings().into_iter().map(|one| one.path).collect(),
            class_of: BTreeMap::new(),
            live: BTreeSet::new(),
            idle: BTreeSet::new(),
            changes: Vec::new(),
        });
        let queue = &mut self.queues[queue];
        queue.families.insert(key, family);
        if condition.momentary.is_some() {
            queue.momentary_families += 1;
            self.pool.momentary_families += 1;
        }
        family
    }

    /// The class of some values, or where it would stand.
    fn find_class(&self, family: u32, values: &str) -> Result<u32, u64> {
        let mut digest = digest(values);
        let Some(family) = self.pool.families.get(family) else { return Err(digest) };
        // Another class that stood before one and went makes it out of sight: then there are two of
        // these values, each right for its own tasks.
        while let Some(class) = family.class_of.get(&digest) {
            if self.pool.classes.get(*class).is_some_and(|class| *class.values == *values) {
                return Ok(*class);
            }
            digest = digest.wrapping_add(1);
        }
        Err(digest)
    }

    fn new_class(&mut self, number: u32, digest: u64, values: &str, asked: Box<[Value]>) -> u32 {
        let class = self.pool.classes.add(Class {
            family: number,
            values: values.into(),
            digest,
            workers: self.members_who_fit(number, &asked),
            asked,
            group_of: BTreeMap::new(),
            idle: 0,
            told: 0,
        });
        if let Some(family) = self.pool.families.get_mut(number) {
            family.class_of.insert(digest, class);
        }
        class
    }

    fn members_who_fit(&self, family: u32, asked: &[Value]) -> Sparse {
        let asked: Vec<Compared> = asked.iter().map(Compared::from).collect();
        let mut workers = Sparse::default();
        if let Some(family) = self.pool.families.get(family)
            && let Some(condition) = family.condition()
        {
            for worker in self.queues[family.queue].members.iter() {
                if self.holds(&condition.lasting, &asked, worker) {
                    workers.set(worker, true);
                }
            }
        }
        workers
    }

    /// Whether a step's condition holds for a task and a worker.
    pub(crate) fn fits(&self, step: &Step, task: &Attributes, worker: u32) -> bool {
        let Some(condition) = &step.condition else { return true };
        let asked = condition.whole.task_paths().iter().map(|path| path.find(task).into());
        let asked: Vec<Compared> = asked.collect();
        self.holds(&condition.whole, &asked, worker)
    }

    /// Whether a worker fits a class as far as that depends on what the worker is doing.
    pub(super) fn fits_now(&self, class: &Class, worker: u32) -> bool {
        let condition = self.pool.families.get(class.family).and_then(Family::condition);
        condition.and_then(|one| one.momentary.as_ref()).is_none_or(|momentary| {
            let asked: Vec<Compared> = class.asked.iter().map(Compared::from).collect();
            self.holds(momentary, &asked, worker)
        })
    }

    fn holds(&self, program: &Program, asked: &[Compared<'_>], worker: u32) -> bool {
        let state = &self.workers[worker];
        let activity = &self.activities[state.activity];
        let facets = Facets { worker: state, activity, channels: &self.channels };
        program.holds(&Subject {
            task_values: asked,
            worker: Some(&state.attributes),
            worker_values: &state.known,
            facets: Some(&facets),
            ..Subject::default()
        })
    }

    /// Asks the conditions of a queue about one of its workers again, those that mind a change of
    /// attributes if it is one. True when the worker fits a class and did not.
    pub(super) fn judge_in(
        &mut self,
        worker: u32,
        queue: u32,
        change: Option<(&Attributes, &Attributes)>,
    ) -> bool {
        let mut gained = false;
        let families: Vec<u32> = self.queues[queue].families.values().copied().collect();
        for number in families {
            let Some(family) = self.pool.families.get_mut(number) else { continue };
            if change.is_some_and(|(before, after)| !family.minds(before, after)) {
                continue;
            }
            if !family.idle.is_empty() {
                family.changes.push(worker);
            }
            let live: Vec<u32> = family.live.iter().copied().collect();
            if family.changes.len() > MOST_CHANGES {
                self.forget_idle_classes(number);
            }
            for class in live {
                gained |= self.judge(class, worker);
            }
        }
        gained
    }

    /// Asks a class's condition about one worker again. True when the worker fits and did not.
    fn judge(&mut self, number: u32, worker: u32) -> bool {
        let Some(class) = self.pool.classes.get(number) else { return false };
        let Some(family) = self.pool.families.get(class.family) else { return false };
        let fits = self.queues[family.queue].members.has(worker)
            && family.condition().is_some_and(|one| {
                let asked: Vec<Compared> = class.asked.iter().map(Compared::from).collect();
                self.holds(&one.lasting, &asked, worker)
            });
        let Some(class) = self.pool.classes.get_mut(number) else { return false };
        !class.workers.set(worker, fits) && fits
    }

    /// A class has its first group of waiting tasks.
    pub(super) fn use_class(&mut self, number: u32) {
        let Some(class) = self.pool.classes.get_mut(number) else { return };
        let (told, idle) = (class.told, class.idle);
        let family_number = class.family;
        let Some(family) = self.pool.families.get_mut(family_number) else { return };
        family.live.insert(number);
        if !family.idle.remove(&(idle, number)) {
            return;
        }
        let changes: Vec<u32> = family.changes.get(told..).unwrap_or_default().to_vec();
        if family.idle.is_empty() {
            family.changes.clear();
        }
        if changes.len() < FEW_CHANGES {
            for worker in changes {
                self.judge(number, worker);
            }
            return;
        }
        let asked = self.pool.classes.get(number).map(|class| &class.asked);
        let workers = asked.map(|asked| self.members_who_fit(family_number, asked));
        if let (Some(class), Some(workers)) = (self.pool.classes.get_mut(number), workers) {
            class.workers = workers;
        }
    }

    /// A group of waiting tasks that was of a class has gone; with the last of them the class is idle.
    pub(super) fn leave_class(&mut self, number: u32) {
        let Some(class) = self.pool.classes.get_mut(number) else { return };
        if !class.group_of.is_empty() {
            return;
        }
        self.pool.times_idle += 1;
        class.idle = self.pool.times_idle;
        let family_number = class.family;
        let Some(family) = self.pool.families.get_mut(family_number) else { return };
        class.told = family.changes.len();
        family.live.remove(&number);
        family.idle.insert((class.idle, number));
        if family.idle.len() > MOST_IDLE_CLASSES
            && let Some((_, oldest)) = family.idle.pop_first()
            && let Some(oldest) = self.pool.classes.remove(oldest)
        {
            family.class_of.remove(&oldest.digest);
        }
        if self.pool.retired.contains(&family.key.0) {
            self.forget_family_if_idle(family_number);
        }
    }

    fn forget_idle_classes(&mut self, number: u32) {
        let Some(family) = self.pool.families.get_mut(number) else { return };
        family.changes.clear();
        for (_, class) in std::mem::take(&mut family.idle) {
            if let Some(class) = self.pool.classes.remove(class) {
                family.class_of.remove(&class.digest);
            }
        }
    }

    /// A plan has been changed or taken away: what is kept for its conditions goes when no task waits by
    /// it any more.
    pub(super) fn retire(&mut self, serial: u64) {
        self.pool.retired.insert(serial);
        for queue in self.queues.used() {
            let families = self.queues[queue].families.range((serial, 0)..=(serial, u32::MAX));
            let families: Vec<u32> = families.map(|(_, family)| *family).collect();
            for family in families {
                self.forget_family_if_idle(family);
            }
        }
    }

    fn forget_family_if_idle(&mut self, number: u32) {
        let Some(family) = self.pool.families.get(number) else { return };
        if !family.live.is_empty() {
            return;
        }
        let Some(family) = self.pool.families.remove(number) else { return };
        for class in family.class_of.values() {
            self.pool.classes.remove(*class);
        }
        let asks_what_is_done = family.condition().is_some_and(|one| one.momentary.is_some());
        let queue = &mut self.queues[family.queue];
        queue.families.remove(&family.key);
        if asks_what_is_done {
            queue.momentary_families -= 1;
            self.pool.momentary_families -= 1;
        }
    }

    /// Forgets the classes of a queue that is about to go, in which nobody waits.
    pub(super) fn forget_classes_of(&mut self, queue: u32) {
        let families = std::mem::take(&mut self.queues[queue].families);
        self.pool.momentary_families -= self.queues[queue].momentary_families;
        for family in families.values().filter_map(|family| self.pool.families.remove(*family)) {
            for class in family.class_of.values() {
                self.pool.classes.remove(*class);
            }
        }
    }
}

#[cfg(test)]
impl Workspace {
    /// Whether the classes of a queue in which somebody waits hold whom their conditions fit.
    pub(super) fn classes_must_be_right(&self, queue: u32) {
        for family in self.queues[queue].families.values() {
            let family = self.pool.families.get(*family).unwrap();
            assert_eq!(family.class_of.len(), family.live.len() + family.idle.len());
            for number in &family.live {
                let class = self.pool.classes.get(*number).unwrap();
                assert!(!class.group_of.is_empty());
                assert_eq!(class.workers, self.members_who_fit(class.family, &class.asked));
            }
        }
    }
}

/// A number that hardly any two texts have in common (FNV-1a).
fn digest(text: &str) -> u64 {
    let mix = |digest: u64, byte: u8| (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, mix)
}

/// Writes a value so that others which conditions can tell from it are written otherwise: as JSON, of
/// which a line break is no part.
fn write_value(values: &mut String, value: Option<&Value>) {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    match value {
        None => {}
        Some(Value::String(text)) if text.bytes().all(is_plain) => {
            values.push('"');
            values.push_str(text);
            values.push('"');
        }
        // Writing to a text goes well.
        Some(value) => _ = write!(values, "{value}"),
    }
    values.push('\n');
}
