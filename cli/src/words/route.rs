//! The words about plans and crews.

use super::phrases;

phrases! {
    /// What `route` says.
    Routing {
        NoCrew: "{path}, line {line}, column {column}: {message}", "{path}, línea {line}, columna {column}: {message}";
        CrewMissing: "There is no crew.toml beside {path}. Name the people and their queues with --crew.",
            "No hay crew.toml junto a {path}. Indique las personas y sus colas con --crew.";
        NotJson: "{path} is no plan: {problem}", "{path} no es un plan: {problem}";
        ItIs: "It is {date} {clock} in {zone}.", "Es el {date} a las {clock} en {zone}.";
        NoMoment: "\"{moment}\" is no moment. Write it like \"2026-11-23 20:30\".",
            "\"{moment}\" no es un momento. Escríbalo como \"2026-11-23 20:30\".";
        TooFar: "\"{moment}\" is too far away to be shown. Name a moment between the years 1970 and 9000.",
            "\"{moment}\" queda demasiado lejos para mostrarlo. Indique un momento entre los años 1970 y 9000.";
        NoTask: "There is no file {task}. Name a file with a task, or write JSON such as {example}.",
            "No existe el archivo {task}. Indique un archivo con una tarea, o escriba JSON como {example}.";
        SeveralPlans: "{path} has several plans: {plans}. Name one of them.",
            "En {path} hay varios planes: {plans}. Indique uno de ellos.";
        UnreachedTarget: "line {line}: nobody comes to target {target} of {filter}: {why}",
            "línea {line}: nadie llega al destino {target} de {filter}: {why}";
    }
}
