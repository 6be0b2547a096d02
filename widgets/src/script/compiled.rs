//! A script compiled: parsed once, when its flow is compiled, and run many times.

use std::sync::Arc;

use centralita_engine::declare::{
    Field, FieldKind, FieldType, JsonAs, Part, Reading, Script, Visitor,
};
use centralita_engine::{Span, Text};
use rhai::{AST, Position};

use crate::script::ScriptError;
use crate::script::error::{parse_message, span_at};
use crate::script::sandbox::Sandbox;
use crate::script::source::{self, Scan};
use crate::script::spanish::SENTENCES;
use centralita_engine::check::Sentence;

/// A script, parsed once. Compiling never fails: what is wrong is told by [`CompiledScript::faults`],
/// and running such a script fails with the same sentence.
#[derive(Clone)]
pub struct CompiledScript {
    pub(crate) file: Text,
    pub(crate) source: Text,
    pub(crate) sandbox: Sandbox,
    pub(crate) ast: Option<AST>,
    pub(crate) scan: Arc<Scan>,
    pub(crate) paths: Arc<[Vec<Text>]>,
    pub(crate) faults: Vec<ScriptError>,
}

impl CompiledScript {
    /// Compiles `source`, which errors call `file`.
    pub fn compile(file: &str, source: &str) -> CompiledScript {
        CompiledScript::compile_in(&Sandbox::shared(), file, source)
    }

    /// Compiles `source` for a sandbox with limits of its own.
    pub fn compile_in(sandbox: &Sandbox, file: &str, source: &str) -> CompiledScript {
        let most = sandbox.limits().source_bytes;
        if source.len() > most {
            let message = format!(
                "The script has {} bytes; {most} are allowed. Split it into several widgets.",
                source.len()
            );
            return CompiledScript {
                file: file.into(),
                source: source.into(),
                sandbox: sandbox.clone(),
                ast: None,
                scan: Arc::default(),
                paths: Arc::from(Vec::new()),
                faults: vec![ScriptError::new(file, source, Span::default(), message)],
            };
        }
        let scan = source::scan(source);
        let mut faults: Vec<ScriptError> = scan
            .faults
            .iter()
            .map(|(span, message)| ScriptError::new(file, source, *span, message.clone()))
            .collect();
        let parsed = sandbox.compile(&scan.text);
        let ast = match parsed {
            Ok(ast) => Some(ast),
            Err(error) => {
                // A parser that stopped where a fault was found already adds nothing.
                if faults.is_empty() {
                    let span = span_at(source, error.position());
                    faults.push(ScriptError::new(
                        file,
                        source,
                        span,
                        parse_message(error.err_type()),
                    ));
                }
                None
            }
        };
        if let Some(ast) = &ast {
            for function in ast.iter_functions() {
                if let Some(slot) = function.params.iter().find_map(|name| source::slot(name)) {
                    let name = scan.paths.get(slot).map(|path| path.join(".")).unwrap_or_default();
                    let span = scan.functions.iter().find(|(known, _)| known == function.name);
                    let span = span.map_or_else(Span::default, |(_, span)| *span);
                    let message = format!(
                        "\"{name}\" is where scripts find variables. Choose another name for what {} is given.",
                        function.name
                    );
                    faults.push(ScriptError::new(file, source, span, message));
                }
            }
        }
        for (call, answer) in scan.unanswered() {
            let message = format!(
                "The script uses {call}(...) and has no function that goes on after it. Add `fn {answer}({}) {{ ... }}`.",
                match answer {
                    "replied" => "reply",
                    "heard" => "answer",
                    _ => "",
                }
            );
            faults.push(ScriptError::new(file, source, Span::default(), message));
        }
        let ast = if faults.is_empty() { ast } else { None };
        let paths = scan.paths.clone().into();
        CompiledScript {
            file: file.into(),
            source: source.into(),
            sandbox: sandbox.clone(),
            ast,
            scan: Arc::new(scan),
            paths,
            faults,
        }
    }

    /// What errors call it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The source, as it was written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What is wrong with it.
    pub fn faults(&self) -> &[ScriptError] {
        &self.faults
    }

    /// How many operations one run may spend.
    pub fn allowed(&self) -> u64 {
        self.sandbox.limits().operations
    }

    /// The variables it reads, each once: `flow.variables.tier`, not its own properties.
    pub fn reads(&self) -> Vec<Text> {
        let all = self.paths.iter().filter(|path| path.len() > 1);
        let others = all.filter(|path| path.first().is_some_and(|root| root != "properties"));
        others.map(|path| path.join(".").into()).collect()
    }

    /// The names of the exits it takes, where they stand in the source.
    pub fn exits(&self) -> &[(Text, Span)] {
        &self.scan.exits
    }

    /// Whether it has a function with this name.
    pub fn defines(&self, function: &str) -> bool {
        self.scan.defines(function)
    }

    /// The functions with which it is tested, with their places.
    pub fn tests(&self) -> impl Iterator<Item = &(Text, Span)> {
        self.scan.functions.iter().filter(|(name, _)| name.starts_with("test_"))
    }

    /// Whether it reads the property called `name`, or may.
    pub(crate) fn reads_property(&self, name: &str) -> bool {
        self.paths.iter().any(|path| match path.as_slice() {
            [root] => root == "properties",
            [root, first, ..] => root == "properties" && first == name,
            [] => false,
        })
    }

    pub(crate) fn error_at(&self, position: Position, message: impl Into<Text>) -> ScriptError {
        ScriptError::new(&self.file, &self.source, span_at(&self.source, position), message)
    }
}

impl std::fmt::Debug for CompiledScript {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CompiledScript")
            .field("file", &self.file)
            .field("source", &self.source)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// Equal when the sources are.
impl PartialEq for CompiledScript {
    fn eq(&self, other: &CompiledScript) -> bool {
        self.file == other.file && self.source == other.source
    }
}

impl Script for CompiledScript {
    fn source(&self) -> &str {
        &self.source
    }

    fn faults(&self) -> Vec<(Span, Sentence)> {
        let told = |fault: &ScriptError| (fault.span, Sentence::told(&fault.message, SENTENCES));
        self.faults.iter().map(told).collect()
    }

    fn mentions(&self) -> Vec<(Text, Span)> {
        self.scan
            .mentions
            .iter()
            .filter_map(|(slot, span)| Some((self.paths.get(*slot)?, *span)))
            .filter(|(path, _)| path.first().is_some_and(|root| root != "properties"))
            .map(|(path, span)| (path.join(".").into(), span))
            .collect()
    }

    fn sets(&self) -> Vec<Text> {
        self.scan.sets.iter().map(|(name, _)| name.clone()).collect()
    }
}

/// A script in a property; compiled when its flow is.
impl FieldType for CompiledScript {
    fn field(name: &str) -> Field {
        let mut field = Field::new(name, FieldKind::Script, JsonAs::Text);
        field.templated = false;
        field
    }

    fn read(reading: &Reading<'_>, field: &Field) -> CompiledScript {
        let source = reading.text(field).unwrap_or_default();
        CompiledScript::compile(reading.widget.name.as_str(), &source)
    }

    fn visit(&self, field: &Text, visitor: &mut dyn Visitor) {
        visitor.part(field, Part::Script(self));
    }
}
