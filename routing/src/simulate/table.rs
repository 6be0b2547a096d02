//! The report as a table for people.

use std::fmt;

use super::report::{Figures, Report};
use super::words::{ENGLISH, Words};

/// Columns of a table: the words above, and the cells of each row.
struct Table {
    rows: Vec<Vec<String>>,
}

impl Report {
    /// The report as aligned tables: callers by kind, queues, workers.
    pub fn table(&self, words: &Words) -> String {
        let mut out = String::new();
        let has_closed = self.total.found_closed > 0;
        let waits = |first: &str, middle: &[&str], more: &[&str]| {
            let in_time = format!("{} {} s", words.in_time, self.service_level_seconds.0);
            let mut row = vec![first.to_owned()];
            let counts = [words.offered, words.answered, words.abandoned, words.short_abandoned];
            row.extend(counts.map(str::to_owned));
            row.push(words.turned_away.to_owned());
            // Most crews have no hours, and then nobody comes in vain.
            if has_closed {
                row.push(words.found_closed.to_owned());
            }
            row.extend(middle.iter().map(|word| (*word).to_owned()));
            row.push(words.still_waiting.to_owned());
            let times = [words.wait_mean, words.wait_median, words.wait_ninetieth];
            row.extend(times.map(str::to_owned));
            row.extend([words.wait_longest.to_owned(), in_time]);
            row.extend(more.iter().map(|word| (*word).to_owned()));
            row
        };
        let mut callers = Table { rows: vec![waits(words.callers, &[], &[])] };
        for kind in &self.kinds {
            callers.rows.push(figures(&kind.name, &kind.figures, has_closed, false, words));
        }
        if self.kinds.len() != 1 {
            callers.rows.push(figures(words.all, &self.total, has_closed, false, words));
        }
        callers.write(&mut out);

        let more = [words.longest_queue, words.occupancy];
        let mut queues = Table { rows: vec![waits(words.queues, &[words.moved_on], &more)] };
        for queue in &self.queues {
            let mut row = figures(&queue.name, &queue.figures, has_closed, true, words);
            row.push(queue.longest_queue.to_string());
            row.push(percent(queue.occupancy, words));
            queues.rows.push(row);
        }
        out.push('\n');
        queues.write(&mut out);

        let head =
            [words.workers, words.answered, words.missed, words.hours_at_work, words.occupancy];
        let mut workers = Table { rows: vec![head.map(str::to_owned).to_vec()] };
        for worker in &self.workers {
            let hours = worker.at_work_millis as f64 / 3.6e6;
            workers.rows.push(vec![
                worker.name.to_string(),
                worker.answered.to_string(),
                worker.missed.to_string(),
                decimal(hours, words),
                percent(worker.occupancy, words),
            ]);
        }
        out.push('\n');
        workers.write(&mut out);
        out
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table(&ENGLISH))
    }
}

/// A row of figures; that of a queue tells who moved on, and where hours are, who found it closed.
fn figures(
    name: &str,
    figures: &Figures,
    has_closed: bool,
    is_queue: bool,
    words: &Words,
) -> Vec<String> {
    let mut row = vec![name.to_owned()];
    let counts = [figures.offered, figures.answered, figures.abandoned, figures.short_abandoned];
    row.extend(counts.map(|count| count.to_string()));
    row.push(figures.turned_away.to_string());
    if has_closed {
        row.push(figures.found_closed.to_string());
    }
    if is_queue {
        row.push(figures.moved_on.to_string());
    }
    row.push(figures.still_waiting.to_string());
    let waits = [
        figures.wait_mean_millis,
        figures.wait_median_millis,
        figures.wait_ninetieth_millis,
        figures.wait_longest_millis,
    ];
    row.extend(waits.map(|wait| length(wait, words)));
    row.push(percent(figures.service_level, words));
    row
}

/// A number with one decimal.
fn decimal(number: f64, words: &Words) -> String {
    format!("{number:.1}").replace('.', words.decimal)
}

/// A length of time: `3.4 s`, or `1:05` from a minute on, `1:02:05` from an hour on.
fn length(millis: Option<u64>, words: &Words) -> String {
    let Some(millis) = millis else { return words.none.to_owned() };
    if millis < 59_950 {
        return format!("{} s", decimal(millis as f64 / 1000.0, words));
    }
    let seconds = (millis + 500) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

fn percent(share: Option<f64>, words: &Words) -> String {
    match share {
        Some(share) => format!("{} %", decimal(share * 100.0, words)),
        None => words.none.to_owned(),
    }
}

impl Table {
    /// Writes the rows, each column as wide as its widest cell: names to the left, figures to the
    /// right.
    fn write(&self, out: &mut String) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.rows {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let blanks = " ".repeat(width.saturating_sub(cell.chars().count()));
                if column == 0 {
                    out.push_str(cell);
                    out.push_str(&blanks);
                } else {
                    out.push_str("  ");
                    out.push_str(&blanks);
                    out.push_str(cell);
                }
            }
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
        }
    }
}
