//! What is told of a script when it is compiled, in English and Spanish.
//!
//! What the script language's own parser says in the middle of a sentence stays English.

/// The sentences of faults, with `$0` to `$9` for what differs.
pub(super) const SENTENCES: &[(&str, &str)] = &[
    (
        "\"$0\" is not a word that scripts may use. Use note(text) to leave a note in the step.",
        "\"$0\" no es una palabra que los scripts puedan usar. Use note(texto) para dejar una nota en el paso.",
    ),
    (
        "\"$0\" is not a word that scripts may use. A script cannot do that here.",
        "\"$0\" no es una palabra que los scripts puedan usar. Un script no puede hacer eso aquí.",
    ),
    (
        "\"$0\" is not a word that scripts may use. Choose another name.",
        "\"$0\" no es una palabra que los scripts puedan usar. Elija otro nombre.",
    ),
    (
        "The expressions are nested too deep. Put a part of them into a function.",
        "Las expresiones están unas dentro de otras a demasiada profundidad. Ponga una parte en una función.",
    ),
    (
        "The script ends in the middle of something. Close what is open: ), ], } or a text.",
        "El script termina a medias. Cierre lo que esté abierto: ), ], } o un texto.",
    ),
    ("A \"$0\" is missing here $1.", "Aquí falta \"$0\" ($1)."),
    (
        "This cannot be understood: $0. Mend it here.",
        "Esto no se puede entender: $0. Corríjalo aquí.",
    ),
    (
        "\"$0\" is a name that the house uses itself. Choose one that does not begin with _V.",
        "\"$0\" es un nombre de uso interno. Elija uno que no empiece por _V.",
    ),
    (
        "\"$0\" is where scripts find variables. Choose another name here.",
        "En \"$0\" encuentran los scripts las variables. Elija aquí otro nombre.",
    ),
    (
        "\"$0\" is where scripts find variables. Choose another name for what $1 is given.",
        "En \"$0\" encuentran los scripts las variables. Elija otro nombre para lo que recibe $1.",
    ),
    (
        "Variables are not assigned to. Write set(\"$0\", value) to set flow.variables.$1.",
        "A las variables no se les asigna así. Escriba set(\"$0\", valor) para asignar flow.variables.$1.",
    ),
    (
        "The script reads more than $0 different variables. Split it.",
        "El script lee más de $0 variables distintas. Divídalo.",
    ),
    (
        "The script uses $0(...) and has no function that goes on after it. Add `$1`.",
        "El script usa $0(...) y no tiene ninguna función que siga después. Añada `$1`.",
    ),
];
