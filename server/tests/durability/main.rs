//! What was acknowledged outlives whatever happens: a killed process, a loss of power, a full disk, a
//! database that restarts.
//!
//! The same program is also the process that is killed: started with [`workload::CHILD`] in its
//! environment, it commits and says so, and does nothing else.

mod disk;
mod encrypted;
mod files;
mod full;
mod killed;
#[path = "../store/postgres_server.rs"]
mod postgres_server;
mod power;
mod restarted;
mod trace;
mod workload;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    if let Ok(told) = std::env::var(workload::CHILD) {
        workload::be_the_child(&told);
        return;
    }
    let arguments = Arguments::from_args();
    let cases: Vec<(&str, fn())> = [
        killed::cases(),
        power::cases(),
        full::cases(),
        files::cases(),
        restarted::cases(),
        encrypted::cases(),
    ]
    .concat();
    let trials = cases.into_iter().map(|(name, run)| {
        Trial::test(name.replace('_', " "), move || {
            run();
            Ok::<(), Failed>(())
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

/// The cases of a module, by the names of its functions.
macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        pub fn cases() -> Vec<(&'static str, fn())> {
            vec![$((stringify!($name), $name as fn())),*]
        }
    };
}
pub(crate) use cases;

/// Waits for a future, with real threads below.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(future)
}

/// Numbers that look like chance and are the same each time.
pub struct Chance(pub u64);

impl Chance {
    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    /// Heads or tails.
    pub fn coin(&mut self) -> bool {
        self.below(2) == 0
    }
}
