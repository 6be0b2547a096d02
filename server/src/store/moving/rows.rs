//! What is moved: tables of rows that look the same wherever they stand.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Something that a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) enum Value {
    Nothing,
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// What a row says, in the order of its table's columns.
pub(in crate::store) type Row = Vec<Value>;

/// A kind of rows. Journals follow the executions whose they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Table {
    /// Executions, live and ended, with their states.
    Executions,
    /// The lines of their journals.
    Journal,
    /// Jobs: pending, held, done and given up.
    Jobs,
    /// Who leads what.
    Leaders,
    /// How long routers' journals are.
    Routers,
    /// Routers' snapshots.
    RouterSnapshots,
    /// The lines of routers' journals after these.
    RouterLines,
    /// Revisions of flows.
    Revisions,
    /// Settings, people, chats, the audit trail.
    Documents,
    /// How many leases were given out.
    Counters,
}

impl Table {
    /// All of them, in the order in which they are moved.
    pub const ALL: [Table; 10] = [
        Table::Executions,
        Table::Journal,
        Table::Jobs,
        Table::Leaders,
        Table::Routers,
        Table::RouterSnapshots,
        Table::RouterLines,
        Table::Revisions,
        Table::Documents,
        Table::Counters,
    ];

    /// What the databases call it.
    pub fn name(self) -> &'static str {
        match self {
            Table::Executions => "executions",
            Table::Journal => "journal",
            Table::Jobs => "jobs",
            Table::Leaders => "leaders",
            Table::Routers => "routers",
            Table::RouterSnapshots => "router_snapshots",
            Table::RouterLines => "router_lines",
            Table::Revisions => "revisions",
            Table::Documents => "documents",
            Table::Counters => "counters",
        }
    }

    /// What its rows say.
    pub(in crate::store) fn columns(self) -> &'static str {
        match self {
            Table::Executions => {
                "tenant, id, version, line_count, due, ended, started, revision, flow, contact, \
                 channel, correlation, state"
            }
            Table::Journal => "tenant, id, line, key, at, entry, reply",
            Table::Jobs => {
                "id, tenant, topic, execution, stage, due, lease, claims, given_up, why, payload"
            }
            Table::Leaders => "tenant, name, node, epoch, until",
            Table::Routers => "tenant, line_count",
            Table::RouterSnapshots => "tenant, line_count, state",
            Table::RouterLines => "tenant, line, at, entry",
            Table::Revisions => {
                "tenant, flow, number, is_published, message, author, at, definition"
            }
            Table::Documents => "tenant, kind, id, version, unique_value, updated, body",
            Table::Counters => "name, value",
        }
    }

    /// How many rows are in memory at once; flows and snapshots may be of several megabytes.
    pub(in crate::store) fn at_once(self) -> usize {
        match self {
            Table::Revisions | Table::RouterSnapshots => 8,
            Table::Executions | Table::Documents => 250,
            _ => 500,
        }
    }
}

/// What was seen of a table: how many rows, and a digest of all of them in whatever order they came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::store) struct Tally {
    pub rows: u64,
    sum: [u128; 2],
}

impl Tally {
    /// Counts rows in.
    pub fn take(&mut self, table: Table, rows: &[Row]) {
        for row in rows {
            let digest = digest(table, row);
            let (high, low) = digest.split_at(16);
            for (sum, half) in self.sum.iter_mut().zip([high, low]) {
                // A half of 32 bytes is 16.
                let half = half.try_into().map_or(0, u128::from_be_bytes);
                *sum = sum.wrapping_add(half);
            }
            self.rows += 1;
        }
    }

    /// The digest, for people.
    pub fn digest(&self) -> String {
        let mut text = String::new();
        for half in self.sum {
            // Texts take whatever is written into them.
            let _ = write!(text, "{half:032x}");
        }
        text
    }
}

/// Each value says its kind and its length, so that no two rows are written alike.
fn digest(table: Table, row: &Row) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(table.name());
    for value in row {
        match value {
            Value::Nothing => hash.update([0]),
            Value::Number(number) => {
                hash.update([1]);
                hash.update(number.to_be_bytes());
            }
            Value::Text(text) => {
                hash.update([2]);
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text);
            }
            Value::Bytes(bytes) => {
                hash.update([3]);
                hash.update((bytes.len() as u64).to_be_bytes());
                hash.update(bytes);
            }
        }
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(table: Table, rows: &[Row]) -> Tally {
        let mut tally = Tally::default();
        tally.take(table, rows);
        tally
    }

    #[test]
    fn the_order_of_rows_does_not_matter_and_everything_else_does() {
        let text = |text: &str| vec![Value::Text(text.to_owned()), Value::Nothing];
        let (a, b) = (text("a"), text("b"));
        let both = tally(Table::Documents, &[a.clone(), b.clone()]);
        assert_eq!(both, tally(Table::Documents, &[b.clone(), a.clone()]));
        for other in [
            tally(Table::Jobs, &[a.clone(), b.clone()]),
            tally(Table::Documents, &[a.clone(), a.clone()]),
            tally(Table::Documents, &[a.clone(), vec![Value::Bytes(b"b".into()), Value::Nothing]]),
            tally(Table::Documents, std::slice::from_ref(&a)),
        ] {
            assert_ne!(both, other);
        }
        assert_eq!(both.digest().len(), 64);
    }
}
