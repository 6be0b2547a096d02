//! What is told of a template when it is read, in English and Spanish.

/// The sentences of faults and doubts, with `$0` to `$9` for what differs.
pub(crate) const SENTENCES: &[(&str, &str)] = &[
    ("This `$0` is never closed. Add `$1`.", "Este `$0` no se cierra nunca. Añada `$1`."),
    (
        "The tag `$0` that begins here is never closed. Add $1.",
        "La etiqueta `$0` que empieza aquí no se cierra nunca. Añada $1.",
    ),
    (
        "The tag `$0` is not available: a template cannot bring in another one. Write the text here, or put it into a variable.",
        "La etiqueta `$0` no está disponible: una plantilla no puede traer otra. Escriba aquí el texto o póngalo en una variable.",
    ),
    (
        "`$0` stands outside the tag it belongs to. Remove it.",
        "`$0` está fuera de la etiqueta a la que pertenece. Quítelo.",
    ),
    (
        "`$0` closes nothing here: the open tag is `$1`. Add $2 before it.",
        "`$0` no cierra nada aquí: la etiqueta abierta es `$1`. Añada $2 antes.",
    ),
    (
        "`$0` closes nothing: no such tag is open. Remove it.",
        "`$0` no cierra nada: no hay abierta tal etiqueta. Quítelo.",
    ),
    (
        "A tag's name is missing here. Write {% if … %}, {% assign … %} or another tag.",
        "Aquí falta el nombre de una etiqueta. Escriba {% if … %}, {% assign … %} u otra etiqueta.",
    ),
    (
        "There is no tag `$0`. The tags are $1 and liquid.",
        "No hay ninguna etiqueta `$0`. Las etiquetas son $1 y liquid.",
    ),
    (
        "This template is nested more than $0 levels deep. Split it over several widgets.",
        "Esta plantilla tiene más de $0 niveles unos dentro de otros. Divídala en varios widgets.",
    ),
    (
        "This template has $0 bytes; at most $1 can be read. Split it over several widgets.",
        "Esta plantilla tiene $0 bytes; como mucho se pueden leer $1. Divídala en varios widgets.",
    ),
    (
        "A test is missing here. Write what must hold, such as `$0`.",
        "Aquí falta una comprobación. Escriba qué debe cumplirse, como `$0`.",
    ),
    (
        "A variable's name is missing here. Write {% increment name %} or {% decrement name %}.",
        "Aquí falta el nombre de una variable. Escriba {% increment name %} o {% decrement name %}.",
    ),
    (
        "A variable's name is missing here. Write $0",
        "Aquí falta el nombre de una variable. Escriba $0",
    ),
    ("`in` must follow `$0`. Write $1", "`in` debe ir tras `$0`. Escriba $1"),
    ("`=` must follow the name. Write $0", "`=` debe ir tras el nombre. Escriba $0"),
    (
        "`when` knows `or` and commas only; what follows `and` has no effect.",
        "`when` solo conoce `or` y las comas; lo que sigue a `and` no tiene efecto.",
    ),
    (
        "A `$0` has one `else` only; this one has no effect.",
        "Un `$0` solo tiene un `else`; este no tiene efecto.",
    ),
    (
        "A loop has no option `$0`. It has limit, offset and reversed.",
        "Un bucle no tiene la opción `$0`. Tiene limit, offset y reversed.",
    ),
    (
        "`$0` does not belong here. Remove it, or join it with a filter (`|`) or a comma.",
        "`$0` no va aquí. Quítelo o únalo con un filtro (`|`) o una coma.",
    ),
    ("A filter's name must follow `|`.", "Tras `|` debe ir el nombre de un filtro."),
    (
        "A value is missing here. Write a variable, a number or a quoted text.",
        "Aquí falta un valor. Escriba una variable, un número o un texto entre comillas.",
    ),
    (
        "`$0` is not a value. Write a variable, a number or a quoted text.",
        "`$0` no es un valor. Escriba una variable, un número o un texto entre comillas.",
    ),
    (
        "Round brackets hold a range only, such as `(1..5)`. Write two points between its ends.",
        "Los paréntesis solo llevan un intervalo, como `(1..5)`. Escriba dos puntos seguidos entre sus extremos.",
    ),
    ("This range is never closed. Add `)`.", "Este intervalo no se cierra nunca. Añada `)`."),
    (
        "A place in a list is written in brackets: `$0`.",
        "El lugar en una lista se escribe entre corchetes: `$0`.",
    ),
    (
        "A name must follow the point. Write `.name` or `[\"name\"]`.",
        "Tras el punto debe ir un nombre. Escriba `.nombre` o `[\"nombre\"]`.",
    ),
    ("This bracket is never closed. Add `]`.", "Este corchete no se cierra nunca. Añada `]`."),
    (
        "A test cannot have filters. Put the filtered value into a variable with {% assign %} first, and test that.",
        "Una comprobación no puede llevar filtros. Ponga antes el valor filtrado en una variable con {% assign %} y compruebe esa.",
    ),
    (
        "Two values are compared with `==`, not `=`.",
        "Dos valores se comparan con `==`, no con `=`.",
    ),
    (
        "This quotation mark is never closed. Add the same one after the text.",
        "Estas comillas no se cierran nunca. Añada las mismas tras el texto.",
    ),
    (
        "Every line of this comment must begin with `#`.",
        "Cada línea de este comentario debe empezar por `#`.",
    ),
    (
        "`doc` takes nothing behind its name. Remove this.",
        "`doc` no lleva nada tras su nombre. Quite esto.",
    ),
    (
        "`raw` cannot stand inside `liquid`. Use {% raw %} outside of it.",
        "`raw` no puede estar dentro de `liquid`. Use {% raw %} fuera.",
    ),
    (
        "`$0` cannot be given a value. Use letters, digits, `_` and `-` only.",
        "A `$0` no se le puede dar un valor. Use solo letras, cifras, `_` y `-`.",
    ),
    ("`$0` has no argument called `$1`.", "`$0` no tiene ningún argumento llamado `$1`."),
    (
        "There is no filter `$0`. Did you mean `$1`?",
        "No hay ningún filtro `$0`. ¿Quiso decir `$1`?",
    ),
    ("There is no filter `$0`.", "No hay ningún filtro `$0`."),
    ("`$0` takes no argument, and here it has $1.", "`$0` no lleva argumentos y aquí tiene $1."),
    ("`$0` takes one argument, and here it has $1.", "`$0` lleva un argumento y aquí tiene $1."),
    (
        "`$0` takes $1 to $2 arguments, and here it has $3.",
        "`$0` lleva de $1 a $2 argumentos y aquí tiene $3.",
    ),
    ("`$0` takes $1 arguments, and here it has $2.", "`$0` lleva $1 argumentos y aquí tiene $2."),
];

#[cfg(test)]
mod tests {
    use crate::check::Sentence;
    use crate::template::{Dialect, Template};

    #[test]
    fn whatever_is_told_of_a_template_is_told_in_spanish() {
        let sources = [
            "{{ a",
            "{% if",
            "{% if a %}",
            "{% endif %}",
            "{% for a in b %}{% endif %}{% endfor %}",
            "{% include 'a' %}",
            "{% else %}",
            "{% %}",
            "{% shout %}",
            "{% if %}{% endif %}",
            "{% if a = b %}{% endif %}",
            "{% if a | size %}{% endif %}",
            "{% assign = 1 %}",
            "{% assign a 1 %}",
            "{% assign a? = 1 %}",
            "{% increment %}",
            "{% capture %}{% endcapture %}",
            "{% for %}{% endfor %}",
            "{% for a b %}{% endfor %}",
            "{% for a in b shout: 1 %}{% endfor %}",
            "{% for a in b %}{% else %}{% else %}{% endfor %}",
            "{% case a %}{% when 1 and 2 %}{% endcase %}",
            "{{ a b }}",
            "{{ a | }}",
            "{{ a | shout }}",
            "{{ a | upcas }}",
            "{{ a | append }}",
            "{{ a | upcase: 1 }}",
            "{{ a | replace }}",
            "{{ a | truncate: 1, 2, 3, 4 }}",
            "{{ a | default: 1, b: 2 }}",
            "{{ | }}",
            "{% assign a = %}",
            "{{ (1) }}",
            "{{ (1..2 }}",
            "{{ a.1 }}",
            "{{ a. }}",
            "{{ a[1 }}",
            "{{ 'a }}",
            "{% # a\n b %}",
            "{% doc a %}{% enddoc %}",
            "{% liquid\nraw %}",
        ];
        let mut told = 0;
        for source in sources {
            for dialect in [Dialect::Studio, Dialect::Standard] {
                let template = Template::parse(source, dialect);
                for fault in template.faults().iter().chain(template.doubts()) {
                    let sentence = Sentence::told(&fault.message, super::SENTENCES);
                    assert!(sentence.has_es(), "{source}: {fault}");
                    told += 1;
                }
            }
        }
        assert!(told > sources.len(), "{told}");
        let deep = "{% if a %}".repeat(500);
        let long = format!("{{{{a}}}}{}", "a".repeat(1 << 20));
        for source in [deep.as_str(), long.as_str()] {
            for fault in Template::parse(source, Dialect::Studio).faults() {
                assert!(Sentence::told(&fault.message, super::SENTENCES).has_es(), "{fault}");
            }
        }
    }
}
