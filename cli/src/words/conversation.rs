//! The words of a conversation in the terminal.

use super::phrases;

phrases! {
    /// What `centralita try` says.
    Talk {
        CallFrom: "A call from {from} to {to}", "Una llamada de {from} a {to}";
        MessageFrom: "A message from {from} to {to}", "Un mensaje de {from} a {to}";
        ChatFrom: "A chat with {from}", "Un chat con {from}";
        RequestFor: "A request for {from}", "Una petición para {from}";
        HelpHint: "/help tells what you can type.", "/ayuda dice qué se puede escribir.";

        ListensBoth: "Press keys or say something", "Pulse teclas o diga algo";
        ListensKeys: "Press keys", "Pulse teclas";
        TakesKeys: "keys {keys}", "teclas {keys}";
        TakesOne: "one key", "una tecla";
        TakesMany: "{count} keys", "{count} teclas";
        FinishKey: "{key} to finish", "{key} para terminar";
        LikelyWords: "words like {hints}", "palabras como {hints}";
        SilenceAfter: "silence after {secs} s", "silencio a los {secs} s";
        Sensitive: "not kept in clear", "no se guarda en claro";
        WaitsRecording: "Speak after the tone: type what you say, or a length like 10s",
            "Hable después de la señal: escriba lo que dice, o una duración como 10s";
        EndsRecording: "keys that end it: {keys}", "teclas que la terminan: {keys}";
        Longest: "at most {secs} s", "como mucho {secs} s";
        WaitsMessage: "Write a message", "Escriba un mensaje";
        GivesUpAt: "gives up at {time}", "se rinde a las {time}";
        WaitsTask: "In the queue: /task accept, complete or cancel · /wait 30s · /hangup",
            "En la cola: /tarea aceptar, completar o cancelar · /esperar 30s · /colgar";
        WaitsAsked: "{who} is being asked: /accept · /refuse · /wait 20s · /why",
            "Se le pregunta a {who}: /aceptar · /rechazar · /esperar 20s · /porque";
        WaitsFree: "Nobody is free for it now: /wait 30s · /why",
            "Ahora nadie está libre: /esperar 30s · /porque";
        WaitsTalking: "{who} is talking to the contact: /complete", "{who} está hablando con el contacto: /completar";
        WaitsDone: "{who} has it: /complete", "La tiene {who}: /completar";
        OrHangUp: " · /hangup", " · /colgar";
        And: "and", "y";
        InQueue: "It waits in queue {queue}.", "Espera en la cola {queue}.";
        IsAsked: "{who} is being asked, {secs} s", "Se le pregunta a {who}, {secs} s";
        Refused: "{who} does not want it.", "{who} no la quiere.";
        Missed: "{who} did not answer.", "{who} no contestó.";
        TakenBack: "{who} is asked no more.", "A {who} ya no se le pregunta.";
        Accepted: "{who} took it.", "{who} la aceptó.";
        ConversationOver: "The talk is over.", "La conversación con la persona ha terminado.";
        TaskGivenUp: "The task was given up: {why}.", "La tarea se dio por perdida: {why}.";
        FirstMessage: "Hello", "Hola";
        Empty: "(empty)", "(vacío)";
        Voice: "voice", "voz";
        Chat: "conversation", "conversación";
        Request: "request", "petición";
        Inbound: "inbound", "entrante";
        Outbound: "outbound", "saliente";
        WaitsTaken: "Somebody is talking to the contact. /task complete or /hangup",
            "Alguien está hablando con el contacto. /tarea completar o /colgar";
        HungUpWhileWaiting: "The caller has hung up; the flow goes on without them and still waits for this.",
            "Quien llamaba ha colgado; el flujo sigue sin esa persona y aún espera esto.";
        TaskAccepted: "Somebody took the task.", "Alguien aceptó la tarea.";
        TaskCompleted: "The task is done.", "La tarea está hecha.";
        TaskCancelled: "The task was taken back.", "La tarea se retiró.";
        WaitsDial: "How does that call go? answered, completed, busy, no-answer or failed",
            "¿Cómo va esa llamada? answered, completed, busy, no-answer o failed";
        WaitsPlaced: "Does the contact answer? human, machine, busy, no-answer or failed",
            "¿Contesta el contacto? human, machine, busy, no-answer o failed";
        WaitsHttp: "The answer? A status and a body, like 200 {\"ok\": true}; timeout; or fail",
            "¿Qué responde? Estado y cuerpo, como 200 {\"ok\": true}; timeout; o fail";
        WaitsService: "What does {service} answer? {outcomes}", "¿Qué responde {service}? {outcomes}";
        WaitsRedirect: "Another program has it. /return, /return NAME or /hangup",
            "Lo tiene otro programa. /volver, /volver NOMBRE o /colgar";
        WaitsTimer: "Nothing happens until {time}. Enter lets the time pass",
            "No pasa nada hasta {time}. Intro deja pasar el tiempo";

        Plays: "plays {source}", "suena {source}";
        TextTo: "to {to}", "a {to}";
        Calls: "calls {whom}", "llama a {whom}";
        Asks: "asks to {what}", "pide {what}";
        Records: "recording", "grabando";
        FlowHangsUp: "The flow hangs up.", "El flujo cuelga.";
        Silence: "silence", "silencio";
        Nothing: "(nothing is said)", "(no se dice nada)";
        TaskFor: "Task for queue {name}", "Tarea para la cola {name}";
        TaskForPlan: "Task for plan {name}", "Tarea para el plan {name}";
        Contact: "Contact", "Contacto";
        Channel: "Channel", "Canal";
        Name: "Name", "Nombre";
        LanguageOf: "Language", "Idioma";
        Verified: "Verified", "Verificado";
        Yes: "yes", "sí";
        Priority: "Priority", "Prioridad";
        Hidden: "(hidden)", "(oculto)";
        ByKeys: "keys", "teclas";
        BySpeech: "speech", "voz";
        ByMessage: "message", "mensaje";
        ByFlow: "found by the flow", "lo halló el flujo";
        Tries: "{count} tries", "{count} intentos";

        GoesBack: "Back one turn.", "Un turno atrás.";
        NothingBefore: "This is the beginning; there is nothing to go back to.",
            "Esto es el principio; no hay nada a lo que volver.";
        IsOver: "It is over. /back goes back one turn, /save FILE keeps it as a scenario, /quit leaves.",
            "Se acabó. /atras vuelve un turno, /guardar ARCHIVO la guarda como escenario, /salir termina.";
        NotNow: "Nobody waits for that now.", "Ahora nadie espera eso.";
        UnknownCommand: "There is no {command} here. /help tells what you can type.",
            "Aquí no hay {command}. /ayuda dice qué se puede escribir.";
        OnlyKeysHeard: "Only keys are heard here.", "Aquí solo se oyen teclas.";
        NoSuchKey: "\"{key}\" is no key of a telephone. There are 0 to 9, * and #.",
            "\"{key}\" no es una tecla de teléfono. Hay de 0 a 9, * y #.";
        NotALength: "\"{text}\" is no length of time. Write it like 30s, 5m or 2h.",
            "\"{text}\" no es una duración. Escríbala como 30s, 5m o 2h.";
        NotAnAnswer: "\"{text}\" is no answer. Write a status first, like 200, then the body.",
            "\"{text}\" no es una respuesta. Escriba primero un estado, como 200, y luego el cuerpo.";
        NotAnOutcome: "\"{text}\" is not one of them.", "\"{text}\" no es una de ellas.";
        NoVariable: "There is nothing at {path}.", "No hay nada en {path}.";
        SavedTo: "Saved to {path} as \"{title}\".", "Guardado en {path} como \"{title}\".";
        SavedButDiffers: "Saved to {path}, but played again it differs. {why}",
            "Guardado en {path}, pero al repetirlo sale distinto. {why}";
        NoSteps: "No steps yet.", "Aún no hay pasos.";
        NothingToExplain: "Nothing to explain in the last turn.", "No hay nada que explicar del último turno.";
        SaveWhere: "Say where: /save FILE", "Diga dónde: /guardar ARCHIVO";

        Over: "The conversation is over", "La conversación ha terminado";
        StillOpen: "The conversation goes on", "La conversación sigue abierta";
        Ended: "Ended", "Final";
        Waits: "Waits", "Espera";
        WaitsIn: "in {widget}", "en {widget}";
        Took: "Took", "Duró";
        Path: "Path", "Camino";
        Set: "Variables", "Variables";
        Answers: "Answers", "Respuestas";
        HandedOver: "Handed over", "Entregado";
        ToQueue: "to queue {name}", "a la cola {name}";
        ToPlan: "to plan {name}", "al plan {name}";
        EndCompleted: "the flow came to its end", "el flujo llegó a su fin";
        EndContactLeft: "the caller left", "se fue quien llamaba";
        EndCancelled: "it was cancelled", "se canceló";
        EndFailed: "the flow could not go on", "el flujo no pudo seguir";
        EndLimit: "a limit was reached", "se llegó a un límite";
        EndExpired: "it grew too old", "envejeció demasiado";

        HelpKeys: "press these keys of the telephone", "pulsar estas teclas del teléfono";
        HelpSay: "say it (/say also says what looks like a key)", "decirlo (/di también dice lo que parece una tecla)";
        HelpSilence: "say nothing until the flow gives up waiting", "no decir nada hasta que el flujo deje de esperar";
        HelpHangUp: "hang up", "colgar";
        HelpWait: "let time pass", "dejar pasar el tiempo";
        HelpVars: "what the flow knows, all or from a path on", "lo que sabe el flujo, todo o desde una ruta";
        HelpSteps: "the way so far", "el camino hasta aquí";
        HelpWhy: "why the last turn went as it did, and who gets the task", "por qué el último turno fue como fue y quién recibe la tarea";
        HelpTask: "what becomes of the task", "qué pasa con la tarea";
        HelpAccept: "somebody takes the task: who is asked, or NAME",
            "alguien acepta la tarea: a quien se le pregunta, o NOMBRE";
        HelpRefuse: "who is asked does not want it", "a quien se le pregunta no la quiere";
        HelpComplete: "whoever has the task is done", "quien tiene la tarea ha acabado";
        HelpDial: "how the call to somebody else goes", "cómo va la llamada a otra persona";
        HelpDeliver: "news of the last message: delivered, undelivered or failed",
            "noticias del último mensaje: delivered, undelivered o failed";
        HelpReturn: "the other program gives control back", "el otro programa devuelve el control";
        HelpBack: "go back one turn", "volver un turno atrás";
        HelpSave: "keep the conversation as a scenario", "guardar la conversación como escenario";
        HelpQuit: "leave", "terminar";
        HelpHelp: "this list", "esta lista";
        SayForm: "any words", "palabras";
        HelpForms: "/silence|/hangup|/wait 30s|/vars PATH|/steps|/why|/task accept|/accept NAME|/refuse NAME|/complete NAME|/dial busy|/deliver failed|/return NAME|/back|/save FILE|/quit|/help",
            "/silencio|/colgar|/esperar 30s|/vars RUTA|/pasos|/porque|/tarea aceptar|/aceptar NOMBRE|/rechazar NOMBRE|/completar NOMBRE|/llamada busy|/entrega failed|/volver NOMBRE|/atras|/guardar ARCHIVO|/salir|/ayuda";
    }
}
