//! What is told of a scenario that is wrong or does not hold, in English and Spanish.
//!
//! The engine tells it in English. Scenarios themselves are written in English in every language.

/// The sentences, with `$0` to `$9` for what differs; the narrower ones come first.
pub const SCENARIO: &[(&str, &str)] = &[
    (
        "No sentence begins like this. A scenario says, for example: $0",
        "Ninguna frase empieza así. Un escenario dice, por ejemplo: $0",
    ),
    (
        "The sentence is complete before \"$0\". Remove it, or begin a new sentence.",
        "La frase está completa antes de \"$0\". Quítelo o empiece otra frase.",
    ),
    (
        "\"$0\" is no key of a telephone. There are 0 to 9, * and #.",
        "\"$0\" no es una tecla de teléfono. Hay de 0 a 9, * y #.",
    ),
    (
        "A task is accepted, completed or cancelled.",
        "Una tarea está accepted, completed o cancelled.",
    ),
    ("Here the names of widgets are missing.", "Aquí faltan los nombres de los widgets."),
    (
        "An execution ends completed, contact-left, cancelled, failed, limit-reached or expired.",
        "Una ejecución acaba completed, contact-left, cancelled, failed, limit-reached o expired.",
    ),
    (
        "Write the skills in brackets, like [sales, spanish].",
        "Escriba las habilidades entre corchetes, como [sales, spanish].",
    ),
    (
        "The bracket that opens here is never closed.",
        "El corchete que se abre aquí no se cierra nunca.",
    ),
    ("\"$0\" is no whole number.", "\"$0\" no es un número entero."),
    (
        "\"$0\" is no value. Write text in quotation marks.",
        "\"$0\" no es un valor. Escriba el texto entre comillas.",
    ),
    (
        "Nothing of this kind can be given. Write, for example: $0",
        "Nada así se puede dar. Escriba, por ejemplo: $0",
    ),
    (
        "\"$0\" is no status code, like 200 or 404.",
        "\"$0\" no es un código de estado, como 200 o 404.",
    ),
    (
        "A call is busy, no-answer, failed, canceled, answered or completed.",
        "Una llamada está busy, no-answer, failed, canceled, answered o completed.",
    ),
    (
        "Write \"answers 200\", \"answers 200 with {…}\", \"times out\" or \"fails\".",
        "Escriba \"answers 200\", \"answers 200 with {…}\", \"times out\" o \"fails\".",
    ),
    ("Write \"$0\" or \"$1\".", "Escriba \"$0\" o \"$1\"."),
    ("Write \"$0\".", "Escriba \"$0\"."),
    (
        "Here the name of a variable is missing. Write it like `flow.variables.n`.",
        "Aquí falta el nombre de una variable. Escríbalo como `flow.variables.n`.",
    ),
    ("The ` that opens here is never closed.", "El ` que se abre aquí no se cierra nunca."),
    (
        "The quotation mark that opens here is never closed.",
        "Las comillas que se abren aquí no se cierran nunca.",
    ),
    (
        "Here JSON is needed ($0). Write text in quotation marks.",
        "Aquí hace falta JSON ($0). Escriba el texto entre comillas.",
    ),
    ("Here named values are needed, like $0.", "Aquí hacen falta valores con nombre, como $0."),
    (
        "\"$0\" is no length of time. Write it like 30s, 5m or 2h.",
        "\"$0\" no es una duración. Escríbala como 30s, 5m o 2h.",
    ),
    ("Here the contact's address is missing.", "Aquí falta la dirección del contacto."),
    ("Here our address is missing.", "Aquí falta nuestra dirección."),
    ("Here a number from 0.0 to 1.0 is missing.", "Aquí falta un número de 0.0 a 1.0."),
    ("Here the key is missing.", "Aquí falta la tecla."),
    ("Here what becomes of the task is missing.", "Aquí falta qué pasa con la tarea."),
    ("Here what becomes of the message is missing.", "Aquí falta qué pasa con el mensaje."),
    ("Here the widget's name is missing.", "Aquí falta el nombre del widget."),
    ("Here the exit's name is missing.", "Aquí falta el nombre de la salida."),
    ("Here the method is missing.", "Aquí falta el método."),
    ("Here the address is missing.", "Aquí falta la dirección."),
    ("Here the function's name is missing.", "Aquí falta el nombre de la función."),
    ("Here how it ends is missing.", "Aquí falta cómo acaba."),
    ("Here a number is missing.", "Aquí falta un número."),
    ("Here a value is missing.", "Aquí falta un valor."),
    ("Here a status code is missing.", "Aquí falta un código de estado."),
    ("Here the keys is missing.", "Aquí faltan las teclas."),
    (
        "Here $0 is missing. Write it in quotation marks.",
        "Aquí falta $0. Escríbalo entre comillas.",
    ),
    ("Here $0 is missing.", "Aquí falta $0."),
    (
        "\"$0\" is no moment. Write it like \"$1\".",
        "\"$0\" no es un momento. Escríbalo como \"$1\".",
    ),
    (
        "Nothing has begun yet. Say how first, for example: $0",
        "Aún no ha empezado nada. Diga antes cómo, por ejemplo: $0",
    ),
    (
        "The scenario never begins. Say how, for example: $0",
        "El escenario no empieza nunca. Diga cómo, por ejemplo: $0",
    ),
    ("Nothing more was heard.", "No se oyó nada más."),
    ("Heard instead: $0.", "En su lugar se oyó: $0."),
    ("It was heard: \"$0\".", "Se oyó: \"$0\"."),
    ("That audio was not played.", "Ese audio no sonó."),
    ("The messages were: $0.", "Los mensajes fueron: $0."),
    ("$0 was not visited then. The way was $1.", "Entonces no se pasó por $0. El camino fue $1."),
    ("$0 was visited.", "Se pasó por $0."),
    ("$0 was not left by any exit.", "De $0 no se salió por ninguna salida."),
    ("$0 was left by $1.", "De $0 se salió por $1."),
    ("The requests were: $0.", "Las peticiones fueron: $0."),
    ("That function was not called.", "No se llamó a esa función."),
    ("Nobody of that name or number was dialled.", "No se llamó a nadie con ese nombre o número."),
    ("It ended $0. $1", "Acabó $0. $1"),
    ("It has ended $0. $1", "Ha acabado $0. $1"),
    ("No task was created.", "No se creó ninguna tarea."),
    ("The task is in \"$0\".", "La tarea está en \"$0\"."),
    ("The task's priority is $0.", "La prioridad de la tarea es $0."),
    ("The task's skills are [$0].", "Las habilidades de la tarea son [$0]."),
    ("The task's $0 is $1.", "$0 de la tarea es $1."),
    (
        "It waits in $0 for keys or speech, after \"$1\".",
        "Espera teclas o voz en $0, después de \"$1\".",
    ),
    ("It waits in $0 for keys or speech.", "Espera teclas o voz en $0."),
    ("It waits in $0 for a recording.", "Espera una grabación en $0."),
    ("It waits in $0 for a message.", "Espera un mensaje en $0."),
    ("It waits in $0 for somebody to take the task.", "Espera en $0 a que alguien tome la tarea."),
    (
        "It waits in $0 for the end of a call to somebody else.",
        "Espera en $0 el final de una llamada a otra persona.",
    ),
    (
        "It waits in $0 for another program to give control back.",
        "Espera en $0 a que otro programa devuelva el control.",
    ),
    ("It waits in $0 for an answer to \"$1\".", "Espera en $0 una respuesta a \"$1\"."),
    ("It waits in $0 until $1.", "Espera en $0 hasta $1."),
    ("It waits in $0.", "Espera en $0."),
    ("$0 is $1.", "$0 es $1."),
];
