//! Things that people name: found by id or name, kept under small numbers.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use crate::ids::Text;
use crate::workspace::{Kind, Refused};

/// Something with an id and a name.
pub(crate) trait Named {
    const KIND: Kind;
    fn id(&self) -> &Text;
    fn name(&self) -> &Text;
}

/// Things of one kind. A slot is never given twice, so that a number that is kept somewhere never
/// comes to mean something else.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table<T> {
    slots: Vec<Option<T>>,
    by_id: BTreeMap<Text, u32>,
    by_name: BTreeMap<String, u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table { slots: Vec::new(), by_id: BTreeMap::new(), by_name: BTreeMap::new() }
    }
}

impl<T: Named> Table<T> {
    /// The thing of this id.
    pub fn slot(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The thing of this name, upper and lower case being the same.
    pub fn slot_of_name(&self, name: &str) -> Option<u32> {
        let is_low = name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        let found =
            if is_low { self.by_name.get(name) } else { self.by_name.get(&name.to_lowercase()) };
        found.copied()
    }

    /// The thing of this id, or else of this name.
    pub fn find(&self, id_or_name: &str) -> Option<u32> {
        self.slot(id_or_name).or_else(|| self.slot_of_name(id_or_name))
    }

    /// The thing of this id or name.
    pub fn need(&self, id_or_name: &str) -> Result<u32, Refused> {
        self.find(id_or_name).ok_or_else(|| unknown(T::KIND, id_or_name))
    }

    /// The thing of this id.
    pub fn need_id(&self, id: &str) -> Result<u32, Refused> {
        self.slot(id).ok_or_else(|| unknown(T::KIND, id))
    }

    /// Whether a thing may be called so; `except` is the one that may keep its name.
    pub fn may_be_called(&self, name: &Text, except: Option<u32>) -> Result<(), Refused> {
        if name.is_empty() {
            return Err(Refused::NoName { kind: T::KIND });
        }
        match self.slot_of_name(name) {
            Some(slot) if Some(slot) != except => {
                Err(Refused::NameTaken { kind: T::KIND, name: name.clone() })
            }
            _ => Ok(()),
        }
    }

    /// Keeps a thing whose id and name are free.
    pub fn add(&mut self, thing: T) -> u32 {
        let slot = self.slots.len() as u32;
        self.by_id.insert(thing.id().clone(), slot);
        self.by_name.insert(thing.name().to_lowercase(), slot);
        self.slots.push(Some(thing));
        slot
    }

    /// Changes a thing, its name included; the id has to stay.
    pub fn change(&mut self, slot: u32, change: impl FnOnce(&mut T)) {
        let before = self[slot].name().to_lowercase();
        change(&mut self[slot]);
        let after = self[slot].name().to_lowercase();
        self.by_name.remove(&before);
        self.by_name.insert(after, slot);
    }

    /// Takes a thing away.
    pub fn remove(&mut self, slot: u32) -> Option<T> {
        let thing = self.slots.get_mut(slot as usize)?.take()?;
        self.by_id.remove(thing.id());
        self.by_name.remove(&thing.name().to_lowercase());
        Some(thing)
    }

    /// The thing in a slot, if it is still there.
    #[inline]
    pub fn get(&self, slot: u32) -> Option<&T> {
        self.slots.get(slot as usize)?.as_ref()
    }

    /// All things and their slots, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        let slots = self.slots.iter().enumerate();
        slots.filter_map(|(slot, thing)| Some((slot as u32, thing.as_ref()?)))
    }

    /// The slots in use, in the order in which they came.
    pub fn used(&self) -> Vec<u32> {
        self.iter().map(|(slot, _)| slot).collect()
    }

    /// How many slots were ever given.
    pub fn len(&self) -> u32 {
        self.slots.len() as u32
    }
}

pub(crate) fn unknown(kind: Kind, id: &str) -> Refused {
    Refused::Unknown { kind, id: Text::from(id) }
}

/// A thing is taken away only when nothing refers to its slot any more: those who hold slots may
/// index with them.
impl<T> Index<u32> for Table<T> {
    type Output = T;

    #[inline]
    fn index(&self, slot: u32) -> &T {
        self.slots[slot as usize].as_ref().expect("what is referred to is not taken away")
    }
}

impl<T> IndexMut<u32> for Table<T> {
    #[inline]
    fn index_mut(&mut self, slot: u32) -> &mut T {
        self.slots[slot as usize].as_mut().expect("what is referred to is not taken away")
    }
}
