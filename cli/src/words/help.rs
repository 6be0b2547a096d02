//! The Spanish of the help; the English stands with each command's flags.

use clap::{Arg, ArgAction, Command};

use super::Language;

/// What the help says in Spanish: the command, the argument or nothing for the command itself, the
/// text. Arguments without a command of their own are the same everywhere.
pub(super) const SPANISH: &[(&str, &str, &str)] = &[
    (
        "centralita",
        "",
        "Probar, revisar, ensayar y cambiar flujos de contacto.\n\nUn flujo es el JSON que exporta Twilio Studio, o uno dibujado aquí. Cada orden acepta archivos o carpetas; termina con 0 si todo está bien, 1 si encontró algo y 2 si se llamó de un modo sin sentido.",
    ),
    ("", "lang", "El idioma de lo que se dice: en o es. Si no, el de LC_ALL o LANG."),
    ("", "no_color", "Sin colores."),
    ("", "help", "Mostrar esta ayuda."),
    ("", "version", "Mostrar la versión."),
    ("", "recursive", "Entrar también en las subcarpetas."),
    ("", "format", "Cómo se dice el resultado."),
    ("", "paths", "Flujos, o carpetas con flujos."),
    (
        "try",
        "",
        "Hablar con un flujo en el terminal: una llamada, un mensaje, un chat o una petición.\n\nSe escriben teclas, palabras o mensajes, como haría el contacto. El tiempo es virtual: pasa mientras suenan los mensajes y cuando se le deja pasar. /ayuda enumera lo que se puede escribir. Las líneas también pueden venir de un archivo o de otro programa.",
    ),
    ("try", "flow", "El flujo."),
    ("try", "from", "La dirección del contacto."),
    ("try", "to", "Nuestra dirección."),
    ("try", "how", "Cómo empieza; si no, como el flujo espera."),
    ("try", "with", "El primer mensaje, o los parámetros de una petición en JSON."),
    (
        "try",
        "http",
        "Quién responde a las peticiones HTTP, a las funciones y a las llamadas a otros: ask (usted), stub (siempre 200) o live (se hacen de verdad).",
    ),
    (
        "try",
        "allow_private",
        "Dejar que las peticiones de verdad lleguen a direcciones de la propia red.",
    ),
    ("try", "at", "El momento en que empieza, como 2026-11-23T09:30; si no, ahora."),
    ("try", "seed", "El número del que sale el azar; el mismo número da la misma conversación."),
    (
        "try",
        "given",
        "Una variable conocida desde el principio, como contact.tier=gold. Se puede repetir.",
    ),
    ("try", "steps", "Mostrar cada paso por el flujo."),
    ("try", "save", "Al acabar, guardar la conversación como escenario en este archivo."),
    (
        "check",
        "",
        "Decir qué está mal en los flujos.\n\nLos errores impiden que un flujo funcione y se publique; los avisos son cosas con las que alguien podría tropezar. La última línea los cuenta.",
    ),
    ("check", "fix", "Aplicar los arreglos que se ofrecen y no quitan nada."),
    (
        "check",
        "remove",
        "Con --fix: quitar también aquello a lo que nada lleva y lo que nunca se toma.",
    ),
    (
        "test",
        "",
        "Ejecutar los escenarios que acompañan a los flujos y las pruebas de los scripts.\n\nLos escenarios de welcome_menu.json están en welcome_menu.scenarios.md. También se pueden indicar archivos de escenarios y scripts; los de un proyecto se prueban con sus flujos.",
    ),
    ("test", "paths", "Flujos, escenarios, scripts, o carpetas que los tengan."),
    ("test", "coverage", "Enumerar los widgets y salidas por los que no pasa ningún escenario."),
    ("test", "only", "Solo los escenarios y pruebas cuyo nombre contenga esto."),
    (
        "exercise",
        "",
        "Dejar que llamadas virtuales recorran los flujos: pulsan, hablan, callan y cuelgan.\n\nSe enumeran con su motivo las salidas a las que nadie llegó; una salida sin motivo, una ejecución atascada y una repetición que sale distinta son fallos. Todo sale de la semilla.",
    ),
    (
        "exercise",
        "callers",
        "Cuántas llamadas recibe al menos cada flujo; mientras queden salidas sin alcanzar, hasta diez veces más.",
    ),
    ("exercise", "seed", "El número del que sale todo."),
    (
        "diff",
        "",
        "Decir con palabras qué cambió entre dos flujos, por su significado.\n\nEl orden de widgets y claves, el sangrado y otras grafías no son cambios. Termina con 1 si algo cambió.",
    ),
    ("diff", "flows", "El flujo de antes y el de después."),
    (
        "diff",
        "git",
        "Como lo llama git: RUTA VIEJO HEX MODO NUEVO HEX MODO. Siempre termina con 0.",
    ),
    ("diff", "no_layout", "Dejar fuera lo que solo se movió en el lienzo."),
    (
        "merge",
        "",
        "Unir lo que dos personas hicieron con el mismo flujo, por su significado.\n\nEl resultado se escribe en el nuestro, como git lo pide, y siempre se puede abrir. Donde ambos cambiaron lo mismo de otro modo queda lo nuestro, se dice el conflicto y la orden termina con 1.",
    ),
    ("merge", "base", "El flujo antes de ambos cambios (git: %O)."),
    ("merge", "ours", "El nuestro, que pasa a ser el resultado (git: %A)."),
    ("merge", "theirs", "El suyo (git: %B)."),
    ("merge", "name", "Cómo se llama el archivo en lo que se dice (git: %P)."),
    ("merge", "output", "Escribir aquí el resultado y dejar el nuestro como está."),
    ("fmt", "", "Dar a los flujos los espacios de una exportación; nada más cambia."),
    ("fmt", "check", "Solo decir qué archivos cambiarían; termina con 1 si hay alguno."),
    (
        "migrate",
        "",
        "Escribir el formato y los nombres de hoy donde los flujos tienen otros más antiguos.\n\nArchivos del formato antiguo, otros nombres de tipos de widget y de propiedades: nada se pierde y cada valor que no necesita un nombre nuevo conserva su texto.",
    ),
    ("migrate", "check", "Solo decir qué archivos cambiarían; termina con 1 si hay alguno."),
    ("tidy", "", "Dar a cada caja un lugar ordenado en el lienzo."),
    ("tidy", "check", "Solo decir qué archivos cambiarían; termina con 1 si hay alguno."),
    (
        "export",
        "",
        "Escribir un flujo como Studio puede importarlo.\n\nNuestros propios widgets pasan a ser de Studio donde se puede; los demás se enumeran por su nombre y la orden termina con 1. El flujo va a la salida y el informe a la de errores, salvo que se indique un archivo.",
    ),
    ("export", "flow", "El flujo."),
    ("export", "output", "Adónde va el flujo exportado."),
    (
        "serve",
        "",
        "Atender llamadas y mensajes: el servidor, con todo lo que necesita en una carpeta.\n\nLos flujos que se nombran se publican si han cambiado. Una primera llamada no necesita proveedor: en la dirección que aparece hay un teléfono.",
    ),
    (
        "serve",
        "config",
        "El archivo con los ajustes; si no, centralita-server.toml de esta carpeta, cuando está.",
    ),
    ("serve", "listen", "Dónde escuchar; si no, en 127.0.0.1:8080."),
    (
        "serve",
        "public",
        "Dónde el mundo encuentra este servidor, como https://calls.example.com; si no, solo esta máquina.",
    ),
    ("serve", "data", "La carpeta de los datos; si no existe, se añade."),
    (
        "serve",
        "database",
        "Dónde se guarda todo: postgres://… para varias máquinas, memory para una prueba; si no, un archivo en la carpeta de los datos.",
    ),
    (
        "serve",
        "keys",
        "El archivo de las llaves que sellan lo que se guarda; si no, keys en la carpeta de los datos.",
    ),
    ("serve", "designer", "La carpeta de la página del editor, como la construye cargo xtask web."),
    (
        "serve",
        "lease",
        "Tras cuántos segundos hace otro servidor lo que había empezado uno que murió; si no, tras 90.",
    ),
    ("serve", "connections", "Cuántas conexiones hay a la vez; si no, 4096."),
    (
        "serve",
        "keep",
        "Cuántos días se guardan las llamadas y conversaciones terminadas; si no, 90. forever las guarda todas.",
    ),
    (
        "serve",
        "metrics",
        "Dónde recoge Prometheus las medidas, como 127.0.0.1:9090; si no, en ninguna parte.",
    ),
    (
        "serve",
        "traces",
        "El recolector OpenTelemetry al que se envía lo que hizo cada llamada, como http://127.0.0.1:4318; si no, ninguno.",
    ),
    (
        "serve",
        "new_link",
        "Crear un enlace de un solo uso con el que esta persona entra y pone una contraseña nueva.",
    ),
    (
        "serve",
        "chats",
        "Dejar que las páginas de un sitio chateen con un flujo: welcome_menu=https://www.example.com. Puede repetirse.",
    ),
    ("serve", "paths", "Flujos que publicar, o carpetas con flujos."),
    (
        "load",
        "",
        "Llamar a un servidor con muchas personas a la vez y decir con qué rapidez contesta.\n\nQuienes llaman son un proveedor telefónico hecho de programa: pulsan teclas, hablan, callan y cuelgan, y el tiempo salta de una cosa a la siguiente. Con el archivo de un flujo se pone aquí en marcha un servidor para él; con --server se llama a uno que ya está en marcha, por HTTP sin cifrar.",
    ),
    (
        "load",
        "servers",
        "Un servidor en marcha, como http://127.0.0.1:8080. Si se repite, se les pregunta por turnos y se pasa por alto al que no contesta.",
    ),
    (
        "load",
        "public",
        "Para qué dirección se firman las peticiones, si el servidor se llama de otra manera: su ajuste public.",
    ),
    (
        "load",
        "key",
        "Una clave del servidor con el rol admin: se prepara una línea y después se retira.",
    ),
    ("load", "flow", "El flujo al que se llama, por su nombre o su id."),
    (
        "load",
        "number",
        "Un número ya preparado, en lugar de un flujo; hacen falta también su conexión y su secreto.",
    ),
    ("load", "connection", "La conexión de ese número."),
    ("load", "secret", "El secreto de esa conexión, que firma las peticiones."),
    ("load", "provider", "Qué proveedor llama: twilio, signalwire o somleng."),
    ("load", "calls", "Cuántas llamadas se hacen."),
    (
        "load",
        "connections",
        "Cuántas personas llaman a la vez; cada una tiene más o menos una conexión.",
    ),
    ("load", "seed", "De dónde sale todo el azar; si no, uno distinto cada vez, que se dice."),
    ("load", "keys", "Las teclas que se pulsan."),
    ("load", "answers", "A cuántas preguntas se contesta antes de limitarse a escuchar."),
    ("load", "hang_ups", "Cuántas personas de cada 1000 cuelgan en cualquier momento."),
    ("load", "repeats", "Cuántas veces más llega una petición, como mucho."),
    ("load", "late", "Cuántos segundos tarde llega un aviso, como mucho; también una repetición."),
    ("load", "lost", "De cuántas peticiones de cada 1000 se pierde la respuesta."),
    (
        "load",
        "insist",
        "Durante cuántos segundos se repite una petición que ningún servidor contesta.",
    ),
    (
        "load",
        "check",
        "Comparar lo que guardó el servidor con lo que confirmó: 1 si algo falta o está dos veces.",
    ),
    (
        "load",
        "data",
        "Dónde guarda mientras tanto sus datos el servidor que se pone aquí en marcha; si no, donde el sistema guarda lo pasajero.",
    ),
    (
        "load",
        "database",
        "La base de datos del servidor que se pone aquí en marcha, como postgres://….",
    ),
    ("load", "path", "El flujo para el que se pone aquí en marcha un servidor."),
    (
        "config",
        "",
        "Mostrar los ajustes del servidor: cada uno con su valor, de dónde viene y qué es.\n\nUn archivo da lo que no da el entorno, y el entorno lo que no da ninguna opción. Las opciones son las de serve.",
    ),
    (
        "doctor",
        "",
        "Cuidar la base de datos de una carpeta de datos: ¿está en orden? También la copia y recupera una copia.\n\nMientras tanto puede estar en uso, salvo para recuperar una copia.",
    ),
    ("doctor", "data", "La carpeta de los datos."),
    (
        "doctor",
        "backup",
        "Escribir en este archivo una copia de la base de datos, tal como es en un momento.",
    ),
    (
        "doctor",
        "restore",
        "Recuperar la copia de este archivo en una carpeta de datos sin base de datos.",
    ),
    (
        "keys",
        "",
        "Mostrar qué llaves sellan los datos del servidor, o anteponer una nueva.\n\nLa primera la hace el propio servidor. Después de añadir una, vuelva a iniciar con este archivo cada servidor de la centralita: los ajustes se sellan entonces con ella; las llamadas y los mensajes, a medida que siguen. Las anteriores se quedan hasta que no quede nada que hayan sellado.",
    ),
    (
        "keys",
        "config",
        "El archivo con los ajustes; si no, centralita-server.toml de esta carpeta, cuando está.",
    ),
    ("keys", "data", "La carpeta de los datos."),
    ("keys", "keys", "El archivo de las llaves; si no, keys en la carpeta de los datos."),
    ("keys", "add", "Anteponer una llave nueva a las demás."),
    (
        "move",
        "",
        "Trasladar todo de una base de datos a otra, también las llamadas y los mensajes en curso: del archivo de una carpeta de datos a PostgreSQL, o de vuelta.\n\nDetenga antes todos los servidores; quienes llaman y escriben reciben respuesta de nuevo desde el sitio nuevo. Lo sellado sigue sellado: sirve el mismo archivo de llaves, y las grabaciones se quedan donde están. La base de datos anterior queda como estaba, y ningún servidor se inicia ya en ella. Un traslado interrumpido se repite con las mismas palabras.",
    ),
    (
        "move",
        "config",
        "El archivo con los ajustes; si no, centralita-server.toml de esta carpeta, cuando está.",
    ),
    (
        "move",
        "from",
        "De dónde: una carpeta de datos o postgres://…; si no, de donde los ajustes dicen que se guarda todo.",
    ),
    ("move", "to", "Adónde: una carpeta de datos o postgres://…. No debe haber nada en ella."),
    (
        "move",
        "reopen",
        "Dejar que los servidores se inicien de nuevo en una base de datos que se trasladó. La que no se llenó hasta el final se vacía.",
    ),
    (
        "new",
        "",
        "Crear un flujo, un widget con script o un proyecto para empezar. Nunca se escribe encima de nada.",
    ),
    (
        "new flow",
        "",
        "Un flujo que atiende una llamada, con sus escenarios; en la carpeta \"flows\" si el proyecto la tiene.",
    ),
    ("new flow", "name", "Su nombre: letras minúsculas, cifras y _."),
    ("new widget", "", "Un widget con script y una prueba, en la carpeta de scripts del proyecto."),
    ("new widget", "name", "Su nombre: letras minúsculas, cifras y _."),
    (
        "new project",
        "",
        "Una carpeta con el archivo del proyecto, un flujo y un sitio para scripts.",
    ),
    ("new project", "folder", "La carpeta."),
    (
        "route",
        "",
        "Revisar, explicar, dibujar, simular y dar formato a planes de enrutamiento.\n\nUn plan es el JSON de un workflow tal como lo exporta Twilio TaskRouter: qué tareas van a qué cola, para quién, cuánto tiempo y qué pasa después. Un equipo es un archivo TOML con las personas y sus colas.",
    ),
    (
        "route check",
        "",
        "Decir qué está mal en los planes y pasar tareas por ellos.\n\nLas tareas y las personas se hacen a medida a partir de las condiciones del plan, para buscar cada destino. Un destino al que no llega ninguna tarea se enumera con su motivo. La última línea lo cuenta todo.",
    ),
    ("route check", "paths", "Planes, o carpetas con planes."),
    (
        "route check",
        "crew",
        "Las personas y sus colas; si no, el crew.toml que haya junto a cada plan.",
    ),
    (
        "route check",
        "seed",
        "El número del que sale el azar; el mismo número da las mismas tareas.",
    ),
    (
        "route explain",
        "",
        "Decir quién recibe una tarea y por qué.\n\nLa tarea pasa por el plan con el equipo tal como está en su archivo. Se dice en qué filtro y destino está, qué le falta a cada persona de la cola y qué pasa después.",
    ),
    ("route explain", "path", "El plan, o una carpeta con uno."),
    ("route explain", "plan", "Lo mismo, por su nombre."),
    ("route explain", "crew", "Las personas y sus colas; si no, el crew.toml junto al plan."),
    ("route explain", "task", "Lo que se sabe de la tarea: un objeto JSON o un archivo con uno."),
    ("route explain", "channel", "Qué clase de trabajo es; si no, el primer canal del equipo."),
    (
        "route explain",
        "at",
        "Cuándo llega la tarea, según el reloj de los calendarios del equipo: \"2026-11-23 20:30\", o solo una fecha para su medianoche; si no, ahora.",
    ),
    (
        "route explain",
        "after",
        "Nadie contesta a una oferta: cuántos segundos pasan antes de la respuesta.",
    ),
    (
        "route picture",
        "",
        "Dibujar un plan (SVG) y dónde está en él una tarea.\n\nLos filtros van desde arriba, con una tarjeta por destino: su cola, para quién es y cuánto dura, y adónde van las tareas después. Con un equipo se ve quién encaja y se marca lo que halla la revisión. Con --task se ve el camino de una tarea, a quién se ofreció, a quién no y por qué, y qué pasa después.",
    ),
    ("route picture", "plan", "El plan."),
    (
        "route picture",
        "crew",
        "Las personas y sus colas; si no, el crew.toml que haya junto al plan.",
    ),
    (
        "route picture",
        "task",
        "Una tarea cuyo camino se muestra: lo que se sabe de ella, un objeto JSON o un archivo con uno.",
    ),
    (
        "route picture",
        "channel",
        "Qué clase de trabajo es la tarea; si no, el primer canal del equipo.",
    ),
    (
        "route picture",
        "at",
        "Cuándo llega la tarea, según el reloj de los calendarios del equipo: \"2026-11-23 20:30\", o solo una fecha para su medianoche; si no, ahora.",
    ),
    (
        "route picture",
        "after",
        "Nadie contesta a una oferta: cuántos segundos pasan antes del dibujo.",
    ),
    ("route picture", "output", "Adónde va el dibujo; si no, a la salida."),
    (
        "route simulate",
        "",
        "Simular un día: quién llama, quién espera cuánto y quién abandona.\n\nUn día es un archivo TOML: quién llama con qué frecuencia, cuánta paciencia tiene, cuánto habla y quién trabaja cuándo. Las llamadas llegan al azar, y el plan y el equipo hacen con ellas lo que harían con las de verdad. La misma semilla da el mismo día.",
    ),
    ("route simulate", "path", "El plan, o una carpeta con uno."),
    ("route simulate", "plan", "Lo mismo, por su nombre."),
    ("route simulate", "crew", "Las personas y sus colas; si no, el crew.toml junto al plan."),
    ("route simulate", "day", "El día; si no, el day.toml junto al plan."),
    ("route simulate", "seed", "El número del que sale el azar."),
    ("route fmt", "", "Poner una entrada por línea en los planes; solo cambian los espacios."),
    ("route fmt", "paths", "Planes, o carpetas con planes."),
    ("route fmt", "check", "Decir solo qué archivos cambiarían; termina con 1 si hay alguno."),
    ("docs", "", "Mostrar la página de un tipo de widget, o enumerar todos."),
    (
        "docs",
        "widget",
        "El tipo como lo nombran los flujos, por ejemplo say-play; sin él se enumeran todos.",
    ),
    ("docs", "all", "Escribir una página de cada tipo."),
    ("docs", "out", "La carpeta para las páginas."),
    ("schema", "", "Mostrar el esquema JSON de lo que dice una orden con --format json."),
    ("schema", "command", "La orden, por ejemplo check."),
    ("schema", "out", "Escribir en esta carpeta los esquemas de todas las órdenes."),
    (
        "completions",
        "",
        "Escribir lo que un intérprete de órdenes completa, por ejemplo: centralita completions bash",
    ),
    ("completions", "dialect", "El intérprete."),
];

/// The Spanish for an argument of a command, or for the command itself.
fn spanish(command: &str, argument: &str) -> Option<&'static str> {
    let find =
        |command: &str| SPANISH.iter().find(|(of, name, _)| *of == command && *name == argument);
    // Those of `config` are those of `serve`.
    let of_serve = || if command == "config" { find("serve") } else { None };
    let of_all = || if argument.is_empty() { None } else { of_serve().or_else(|| find("")) };
    let found = find(command).or_else(of_all);
    found.map(|(_, _, text)| *text)
}

/// `command` with its help in `language`.
pub fn translated(command: Command, language: Language) -> Command {
    match language {
        Language::En => command,
        Language::Es => in_spanish(command, "", 0),
    }
}

/// The name of a command with that of the command around it: `route check`.
fn whole_name(around: &str, command: &Command) -> String {
    match around {
        "" | "centralita" => command.get_name().to_owned(),
        around => format!("{around} {}", command.get_name()),
    }
}

/// Commands stand in commands, but only twice: the depth is bounded by what is declared.
fn in_spanish(command: Command, around: &str, depth: u32) -> Command {
    let name = whole_name(around, &command);
    let mut command = command;
    if let Some(text) = spanish(&name, "") {
        let short = text.split("\n\n").next().unwrap_or(text);
        command = command.about(short).long_about(text);
    }
    command = command
        .mut_args(|argument| argument_in_spanish(argument, &name))
        .subcommand_help_heading("Órdenes")
        .subcommand_value_name("ORDEN")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .arg(own("help", 'h', ActionOf::Help))
        .help_template("{about-with-newline}\nUso: {usage}\n\n{all-args}");
    if depth == 0 {
        command = command.disable_version_flag(true).arg(own("version", 'V', ActionOf::Version));
    } else {
        command = command.disable_version_flag(true);
    }
    let names: Vec<String> =
        command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    for inner in names {
        command = command.mut_subcommand(inner, |inner| in_spanish(inner, &name, depth + 1));
    }
    command
}

/// What a flag of our own does.
enum ActionOf {
    Help,
    Version,
}

fn own(name: &'static str, short: char, action: ActionOf) -> Arg {
    let action = match action {
        ActionOf::Help => ArgAction::Help,
        ActionOf::Version => ArgAction::Version,
    };
    Arg::new(name)
        .short(short)
        .long(name)
        .action(action)
        .help(spanish("", name).unwrap_or(""))
        .help_heading("Opciones")
}

fn argument_in_spanish(argument: Arg, command: &str) -> Arg {
    let name = argument.get_id().to_string();
    let heading = if argument.is_positional() { "Argumentos" } else { "Opciones" };
    let mut text = spanish(command, &name).unwrap_or("").to_owned();
    let defaults: Vec<String> = argument
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    if argument.get_action().takes_values() {
        let values: Vec<String> = argument
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| value.get_name().to_owned())
            .collect();
        if !values.is_empty() && !argument.is_hide_possible_values_set() {
            text.push_str(&format!(" [valores: {}]", values.join(", ")));
        }
        if !defaults.is_empty() {
            text.push_str(&format!(" [por defecto: {}]", defaults.join(", ")));
        }
    }
    let takes_values = argument.get_action().takes_values();
    let argument = argument.help(text.clone()).long_help(text).help_heading(heading);
    if takes_values {
        argument.hide_default_value(true).hide_possible_values(true)
    } else {
        argument
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn missing(command: &Command, around: &str, open: &mut Vec<String>) {
        let name = &whole_name(around, command);
        if spanish(name, "").is_none() {
            open.push(name.clone());
        }
        for argument in command.get_arguments() {
            if spanish(name, argument.get_id().as_str()).is_none() {
                open.push(format!("{name} {}", argument.get_id()));
            }
        }
        for inner in command.get_subcommands() {
            missing(inner, name, open);
        }
    }

    #[test]
    fn everything_in_the_help_is_said_in_spanish() {
        let mut open = Vec::new();
        missing(&crate::arguments::Arguments::command(), "", &mut open);
        assert_eq!(open, Vec::<String>::new());
    }

    #[test]
    fn nothing_is_translated_that_is_not_there() {
        let command = crate::arguments::Arguments::command();
        let mut names = vec!["centralita".to_owned(), String::new()];
        let mut open = vec![(String::new(), command)];
        while let Some((around, command)) = open.pop() {
            let name = whole_name(&around, &command);
            open.extend(command.get_subcommands().map(|inner| (name.clone(), inner.clone())));
            names.push(name);
        }
        for (command, _, text) in SPANISH {
            assert!(names.iter().any(|name| name == command), "{text}");
        }
    }
}
