//! The words of reports and of what stops a command.

use super::phrases;

phrases! {
    /// What the commands say about files, findings and changes.
    Report {
        Error: "error", "error";
        Warning: "warning", "aviso";
        Help: "help", "ayuda";
        TheOutput: "the output", "la salida";
        FileMissing: "There is no file {path}. Check the name.", "No existe el archivo {path}. Revise el nombre.";
        FolderMissing: "{path} cannot be written: its folder does not exist. Make the folder first.",
            "No se puede escribir {path}: su carpeta no existe. Cree antes la carpeta.";
        MayNotRead: "You may not read {path}. Change its permissions, or ask its owner.",
            "No tiene permiso para leer {path}. Cambie los permisos o pida acceso a su dueño.";
        MayNotWrite: "You may not write {path}. The file is as it was. Change its permissions or those of its folder, or write elsewhere.",
            "No tiene permiso para escribir {path}. El archivo queda como estaba. Cambie sus permisos o los de su carpeta, o escriba en otro sitio.";
        ReadOnly: "{path} is on a disk that can only be read. The file is as it was. Write elsewhere.",
            "{path} está en un disco de solo lectura. El archivo queda como estaba. Escriba en otro sitio.";
        DiskFull: "The disk is full; {path} is as it was. Make room and try again.",
            "El disco está lleno; {path} queda como estaba. Haga sitio e inténtelo de nuevo.";
        IsAFolder: "{path} is a folder. Name a file in it.", "{path} es una carpeta. Indique un archivo.";
        NoOrdinaryFile: "{path} is a pipe or a device and no file. Name a file.",
            "{path} es una tubería o un dispositivo y no un archivo. Indique un archivo.";
        FileTooLarge: "{path} has more than 64 MiB, which no flow has. Check the name.",
            "{path} tiene más de 64 MiB, y ningún flujo los tiene. Revise el nombre.";
        NotText: "{path} is not UTF-8 text on line {line}. Save it as UTF-8.",
            "{path} no es texto UTF-8 en la línea {line}. Guárdelo como UTF-8.";
        TheInput: "the input", "la entrada";
        CannotRead: "{path} cannot be read: {error}.", "No se puede leer {path}: {error}.";
        CannotWrite: "{path} cannot be written, and is as it was: {error}.",
            "No se puede escribir {path}, que queda como estaba: {error}.";
        NoFlows: "{paths}: there is no flow here. Name JSON files or folders with some; -r looks into folders in folders.",
            "{paths}: aquí no hay ningún flujo. Indique archivos JSON o carpetas que los tengan; -r entra en las subcarpetas.";
        NoPlans: "{paths}: there is no plan here. Name JSON files or folders with some; -r looks into folders in folders.",
            "{paths}: aquí no hay ningún plan. Indique archivos JSON o carpetas que los tengan; -r entra en las subcarpetas.";
        NoStart: "{path} cannot be run: it has no widget to begin with. Run `centralita check` on it.",
            "{path} no se puede ejecutar: no tiene ningún widget por el que empezar. Revíselo con `centralita check`.";
        NotAMoment: "\"{text}\" is no moment. Write it like 2026-11-23T09:30 or 2026-11-23T09:30:00Z.",
            "\"{text}\" no es un momento. Escríbalo como 2026-11-23T09:30 o 2026-11-23T09:30:00Z.";
        NotJsonMap: "--with needs named values in JSON ({error}). Write it like {example}.",
            "--with necesita valores con nombre en JSON ({error}). Escríbalo como {example}.";
        NotGiven: "\"{text}\" is not of the form PATH=VALUE, like contact.tier=gold.",
            "\"{text}\" no tiene la forma RUTA=VALOR, como contact.tier=gold.";
        ProjectFault: "{path}, line {line}, column {column}: {message}", "{path}, línea {line}, columna {column}: {message}";
        FixOffered: "{fix}: `centralita check --fix` does it.", "{fix}: lo hace `centralita check --fix`.";
        RemovalOffered: "{fix}: `centralita check --fix --remove` does it.",
            "{fix}: lo hace `centralita check --fix --remove`.";
        OneMoreLikeThese: "{path}: 1 more of {code}, by line:", "{path}: 1 más de {code}, por línea:";
        MoreLikeThese: "{path}: {more} more of {code}, by line:", "{path}: {more} más de {code}, por línea:";
        MoreOfAKind: "{path}: {more} more of {code} are not shown, {count} in all. --format json lists every one.",
            "{path}: hay {more} más de {code} que no se muestran, {count} en total. --format json los enumera todos.";
        Fault: "fault", "fallo";
        Conflict: "conflict", "conflicto";
        Unreached: "not reached", "sin alcanzar";
        BehindOne: "1 exit more that lies behind these", "1 salida más que queda detrás de estas";
        Behind: "{count} exits more that lie behind these", "{count} salidas más que quedan detrás de estas";
        NobodyGetsIn: "Nobody gets into this flow, so nothing in it was tried. Run `centralita check {path}` and mend its start.",
            "Nadie entra en este flujo, así que no se ha probado nada. Revise su inicio con `centralita check {path}`.";
        FailedSoOften: "{count} executions failed: {why}", "{count} ejecuciones fallaron: {why}";
        NotWrittenBack: "{path} would not be written back as it is; it holds bytes that are no UTF-8. Save it as UTF-8.",
            "{path} no se escribiría tal como está; tiene bytes que no son UTF-8. Guárdelo como UTF-8.";
        Changed: "{path} is changed.", "{path} cambiado.";
        WouldChange: "{path} would change.", "{path} cambiaría.";
        ChangedCount: "{flows} flows, {changed} changed", "flujos: {flows}, cambiados: {changed}";
        WouldCount: "{flows} flows, {changed} would change", "flujos: {flows}, cambiarían: {changed}";
        TwoFlows: "Name two flows: the one before and the one after.",
            "Indique dos flujos: el de antes y el de después.";
        GitCallsIt: "--git is for git, which gives seven arguments. To compare two flows: centralita diff BEFORE AFTER",
            "--git es para git, que da siete argumentos. Para comparar dos flujos: centralita diff ANTES DESPUÉS";
        NoDifference: "No difference in meaning.", "Ninguna diferencia de significado.";
        ConcernBehaviour: "Behaviour", "Comportamiento";
        ConcernWording: "Wording", "Textos";
        ConcernLayout: "Layout", "Disposición";
        NoTests: "There is nothing to test in {paths}. The scenarios of menu.json stand in menu.scenarios.md.",
            "No hay nada que probar en {paths}. Los escenarios de menu.json están en menu.scenarios.md.";
        Line: "line {line}", "línea {line}";
        Covered: "{visited} of {widgets} widgets visited, {taken} of {exits} exits taken",
            "{visited} de {widgets} widgets visitados, {taken} de {exits} salidas tomadas";
        Unvisited: "not visited", "sin visitar";
        Untaken: "not taken", "sin tomar";
        BadName: "\"{name}\" cannot be a name. Use small letters, digits and _, beginning with a letter.",
            "\"{name}\" no puede ser un nombre. Use letras minúsculas sin acentos, cifras y _, empezando por una letra.";
        Pages: "{count} pages are in {folder}.", "{count} páginas en {folder}.";
        NoSuchWidget: "There is no widget type \"{kind}\". `centralita docs` lists all.",
            "No hay ningún tipo de widget \"{kind}\". `centralita docs` los enumera.";
        PageOfOne: "centralita docs WIDGET shows the page of one.", "centralita docs WIDGET muestra la página de uno.";
        NoSchema: "\"{command}\" says nothing in JSON. These do: {names}.",
            "\"{command}\" no dice nada en JSON. Sí lo hacen: {names}.";
        Serving: "Serving.\n  The editor: {page}\n  A phone to call your flows with: {phone}",
            "En servicio.\n  El editor: {page}\n  Un teléfono para llamar a sus flujos: {phone}";
        ComeIn: "  Come in by this link; it works once, for a day: {link}",
            "  Entre con este enlace; sirve una vez, durante un día: {link}";
        ChatScript: "  The chat for your site; put this line into its pages:",
            "  El chat para su sitio; ponga esta línea en sus páginas:";
        NoSite: "--chat wants a flow and a site, such as welcome_menu=www.example.com, not \"{chat}\".",
            "--chat necesita un flujo y un sitio, como welcome_menu=www.example.com, no \"{chat}\".";
        HowToStop: "Ctrl+C stops.", "Ctrl+C lo detiene.";
        Nobody: "There is nobody called \"{name}\" on this server.",
            "No hay nadie llamado \"{name}\" en este servidor.";
        NoKeys: "The database is sealed with the key {key}, and there is no file of keys at {path}. Bring the file back from your copy, or from another machine of this switchboard; name it by --keys when it is elsewhere.",
            "La base de datos está sellada con la llave {key}, y no hay ningún archivo de llaves en {path}. Recupérelo de su copia o de otra máquina de esta centralita; si está en otro lugar, indíquelo con --keys.";
        KeySeals: "{key}  seals, and opens what it has sealed", "{key}  sella, y abre lo que ha sellado";
        KeyOpens: "{key}  opens what it has sealed", "{key}  abre lo que ha sellado";
        KeyAdded: "Keep a copy of the file. Start every server of this switchboard anew with it.",
            "Guarde una copia del archivo. Vuelva a iniciar con él cada servidor de esta centralita.";
        MovedAway: "Everything was moved from {from} and read back the same. Start the server on {to}; none begins on the old database any more.",
            "Todo se ha trasladado desde {from} y se ha leído de nuevo igual. Inicie el servidor en {to}; en la base de datos anterior ya no se inicia ninguno.";
        Reopened: "Servers may begin on {place} again. Never let servers run there and at the other place.",
            "Los servidores pueden iniciarse de nuevo en {place}. Nunca deje servidores a la vez allí y en el otro sitio.";
        Emptied: "What had been begun at {place} is thrown away; servers may begin there.",
            "Lo empezado en {place} se ha descartado; los servidores pueden iniciarse allí.";
        Stopped: "Stopped.", "Detenido.";
        AddressTaken: "Somebody listens at {address} already. Stop that program, or choose another address with --listen.",
            "Ya hay quien escucha en {address}. Detenga ese programa o elija otra dirección con --listen.";
        CannotListen: "Nobody can listen at {address}: {error}. Choose another address with --listen.",
            "No se puede escuchar en {address}: {error}. Elija otra dirección con --listen.";
        NothingToCall: "There is nothing to call. Name a flow's file, or --server with --key and --flow, or with --number, --connection and --secret.",
            "No hay a qué llamar. Indique el archivo de un flujo, o --server con --key y --flow, o con --number, --connection y --secret.";
        CheckNeedsKey: "--check reads journals, and needs a key of the server: --key.",
            "--check lee los diarios y necesita una clave del servidor: --key.";
        NoSuchFlow: "There is no flow {flow} on that server. Publish it first, or check the name.",
            "No hay ningún flujo {flow} en ese servidor. Publíquelo antes o revise el nombre.";
        ServerSays: "{server} cannot: {error}", "{server} no puede: {error}";
        LoadSeed: "Seed {seed}.", "Semilla {seed}.";
        Loaded: "{calls} calls with {turns} requests in {seconds} s: {call_rate} calls and {turn_rate} requests a second.",
            "{calls} llamadas con {turns} peticiones en {seconds} s: {call_rate} llamadas y {turn_rate} peticiones por segundo.";
        AllTurns: "all", "todas";
        TurnTimes: "{name} {count}   p50 {p50}, p95 {p95}, p99 {p99}, most {most} us",
            "{name} {count}   p50 {p50}, p95 {p95}, p99 {p99}, máximo {most} us";
        NoAnswer: "no answer", "sin respuesta";
        NotAcknowledged: "{count} requests were not acknowledged: {status}",
            "{count} peticiones no se confirmaron: {status}";
        LoadFaults: "{faults} faults in what the server said.", "{faults} fallos en lo que dijo el servidor.";
        Compared: "{calls} calls with {answers} answers compared: {lost} lost, {twice} twice, {live} not ended.",
            "{calls} llamadas con {answers} respuestas comparadas: {lost} perdidas, {twice} repetidas, {live} sin terminar.";
        Saved: "{path} is written.", "{path} escrito.";
        Exists: "{path} exists already and stays as it is. Choose another name, or remove the file first.",
            "{path} ya existe y queda como está. Elija otro nombre o borre antes el archivo.";
        NotForScenarios: "{path} is a flow and stays as it is; a conversation is kept in a Markdown file. Name one, like menu.scenarios.md.",
            "{path} es un flujo y queda como está; una conversación se guarda en un archivo Markdown. Indique uno, como menu.scenarios.md.";
    }
}
