//! The sandbox: the one script engine of the house and the budget under which it works.
//!
//! Scripts come from authors of flows and from packs of strangers, so an engine starts empty and is
//! given only the functions of [`api`]: none of them reads a file, a socket, a clock or
//! a source of chance. What a script may spend is counted in operations, never in time: the same
//! script on the same variables stops at the same place on every machine. A function that touches
//! much data costs as many operations as it touches, so nothing runs away inside one call either.
//!
//! Not here: a deadline in seconds. Whoever runs the engine may watch the clock from outside.

use std::cell::Cell;
use std::sync::{Arc, LazyLock, OnceLock};

use rhai::{AST, Dynamic, Engine, EvalAltResult, OptimizationLevel, Position};

use crate::script::api;
use crate::script::running;

/// How much a script may spend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptLimits {
    /// Operations of one run. A call of a function that touches data costs more than one.
    pub operations: u64,
    /// Functions that call functions.
    pub calls: usize,
    /// Expressions and blocks inside each other, checked when the script is compiled.
    pub expressions: usize,
    /// Bytes of one text that a script makes.
    pub text_bytes: usize,
    /// Items of one list that a script makes, lists inside it included.
    pub list_items: usize,
    /// Entries of one map that a script makes, maps inside it included.
    pub map_entries: usize,
    /// Variables that a script has at one time.
    pub variables: usize,
    /// Bytes of one source file.
    pub source_bytes: usize,
}

impl Default for ScriptLimits {
    fn default() -> ScriptLimits {
        ScriptLimits {
            operations: 20_000,
            calls: 12,
            expressions: 32,
            text_bytes: 16 * 1024,
            list_items: 500,
            map_entries: 200,
            variables: 200,
            source_bytes: 64 * 1024,
        }
    }
}

/// A script engine with its limits. Making one takes a while; cloning one costs nothing.
#[derive(Clone)]
pub struct Sandbox(Arc<Inside>);

struct Inside {
    engine: Engine,
    testing: Engine,
    /// Takes scripts as they are written; made when the first one needs it.
    plain: OnceLock<Engine>,
    limits: ScriptLimits,
}

/// Above so many branches of `switch` a script is taken as it is written: rhai's optimiser looks
/// through all branches of a `switch` once for each of them, and needs seconds for thousands.
const BRANCHES_OPTIMISED: usize = 500;

static SHARED: LazyLock<Sandbox> = LazyLock::new(|| Sandbox::new(ScriptLimits::default()));

impl Sandbox {
    /// A sandbox with limits of its own.
    pub fn new(limits: ScriptLimits) -> Sandbox {
        let engine = engine(&limits);
        let mut testing = self::engine(&limits);
        crate::script::trial::register(&mut testing);
        Sandbox(Arc::new(Inside { engine, testing, plain: OnceLock::new(), limits }))
    }

    /// The sandbox with the usual limits, shared by everybody.
    pub fn shared() -> Sandbox {
        SHARED.clone()
    }

    /// What a script may spend here.
    pub fn limits(&self) -> &ScriptLimits {
        &self.0.limits
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The engine that also knows the functions of tests.
    pub(crate) fn testing(&self) -> &Engine {
        &self.0.testing
    }

    pub(crate) fn compile(&self, text: &str) -> Result<AST, rhai::ParseError> {
        if text.matches("=>").count() <= BRANCHES_OPTIMISED {
            return self.0.engine.compile(text);
        }
        let plain = self.0.plain.get_or_init(|| {
            let mut plain = engine(&self.0.limits);
            plain.set_optimization_level(OptimizationLevel::None);
            plain
        });
        plain.compile(text)
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("limits", &self.0.limits).finish_non_exhaustive()
    }
}

/// Words of Rhai that mean nothing here.
const OFF: [&str; 5] = ["eval", "print", "debug", "import", "export"];

fn engine(limits: &ScriptLimits) -> Engine {
    let mut engine = Engine::new_raw();
    for word in OFF {
        engine.disable_symbol(word);
    }
    engine
        .set_max_call_levels(limits.calls)
        .set_max_expr_depths(limits.expressions, limits.expressions)
        .set_max_string_size(limits.text_bytes)
        .set_max_array_size(limits.list_items)
        .set_max_map_size(limits.map_entries)
        .set_max_variables(limits.variables)
        .set_max_functions(200)
        .set_max_strings_interned(0)
        .on_progress(|_| step().then_some(Dynamic::UNIT));
    // A volatile name, not a doubtful one: rhai keeps the right to change the callback's signature.
    #[expect(deprecated, reason = "rhai marks its volatile callbacks so")]
    engine.on_var(|name, _, _| running::variable(name));
    api::register(&mut engine);
    engine
}

thread_local! {
    /// What the script that runs on this thread has spent, and may spend.
    static SPENT: Cell<u64> = const { Cell::new(0) };
    static BUDGET: Cell<u64> = const { Cell::new(0) };
}

/// Counts one operation; says whether the budget is gone.
#[inline]
fn step() -> bool {
    let spent = SPENT.get().saturating_add(1);
    SPENT.set(spent);
    spent > BUDGET.get()
}

/// Begins to count anew, with this budget; gives back the counts of a run around this one.
pub(crate) fn open_budget(operations: u64) -> (u64, u64) {
    (SPENT.replace(0), BUDGET.replace(operations))
}

/// Ends a run: what it has spent. The run around it goes on where it was, and pays for it.
pub(crate) fn close_budget((spent, budget): (u64, u64)) -> u64 {
    BUDGET.set(budget);
    let mine = SPENT.get();
    SPENT.set(spent.saturating_add(if budget > 0 { mine } else { 0 }));
    mine
}

/// Pays for `amount` operations before a function touches that much data.
pub(crate) fn charge(amount: usize) -> Result<(), Box<EvalAltResult>> {
    let spent = SPENT.get().saturating_add(amount as u64);
    SPENT.set(spent);
    if spent > BUDGET.get() {
        return Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into());
    }
    Ok(())
}

/// Pays for looking through `bytes` of text: sixteen at once.
pub(crate) fn charge_text(bytes: usize) -> Result<(), Box<EvalAltResult>> {
    charge(bytes / 16)
}
