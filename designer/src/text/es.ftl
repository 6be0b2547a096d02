finder = Buscar o hacer cualquier cosa
finder-hint = Buscar o hacer…
finder-nothing = Nada se llama “{ $typed }”
quick-add = Añadir un widget
quick-add-after = Añadir después de { $name }
quick-add-hint = ¿Qué pasa después?
palette-hint = Buscar un widget
menu = Menú
menu-theme = Aspecto
menu-light = Claro
menu-dark = Oscuro
menu-system = Sistema
menu-language = Idioma
left-add = Añadir
left-outline = Esquema
state-changed = Sin guardar
state-saved = Guardado
state-new = Nuevo
new-flow-name = Flujo nuevo
group-start = Inicio
group-voice = Voz
group-message = Mensajes
group-logic = Lógica
group-people = Personas
group-connect = Conectar
group-script = Propios
command-new = Flujo nuevo
command-open = Abrir un archivo…
command-save = Guardar
command-save-as = Guardar como…
command-close = Cerrar este flujo
command-undo = Deshacer
command-redo = Rehacer
command-find = Buscar o hacer cualquier cosa
command-quick-add = Añadir un widget
command-cut = Cortar
command-copy = Copiar
command-duplicate = Duplicar
command-delete = Eliminar
command-delete-and-join = Eliminar y unir lo que separaba
command-select-all = Seleccionar todo
command-select-upstream = Seleccionar todo lo que lleva aquí
command-select-downstream = Seleccionar todo desde aquí
command-rename = Cambiar el nombre
command-go-up = Ir al widget de arriba
command-go-down = Ir al widget de abajo
command-go-left = Ir al widget de la izquierda
command-go-right = Ir al widget de la derecha
command-move-up = Mover hacia arriba
command-move-down = Mover hacia abajo
command-move-left = Mover a la izquierda
command-move-right = Mover a la derecha
command-tidy = Ordenar
command-fit = Mostrar todo
command-fit-selection = Mostrar la selección
command-zoom-in = Acercar
command-zoom-out = Alejar
command-zoom-actual = Tamaño real
command-next-problem = Problema siguiente
command-previous-problem = Problema anterior
command-problems = Problemas
command-history = Historial
command-palette = Widgets para añadir
command-outline = Esquema
command-simulate = Simular
command-end-simulation = Terminar la simulación
command-turn-back = Un turno atrás
command-turn-forward = Un turno adelante
command-keys = Teclas
command-theme-light = Aspecto claro
command-theme-dark = Aspecto oscuro
command-theme-system = Aspecto del sistema
command-language-en = English
command-language-es = Español
command-connect = Conectar…
command-disconnect = Desconectar
command-edit-fields = Editar sus ajustes
command-menu = Qué se puede hacer aquí
command-paste = Pegar
command-paste-with-wires = Pegar con los cables que llegaban
command-extend-up = Seleccionar también el widget de arriba
command-extend-down = Seleccionar también el widget de abajo
command-extend-left = Seleccionar también el widget de la izquierda
command-extend-right = Seleccionar también el widget de la derecha
command-follow-exit = Seguir la salida
command-follow-back = Volver a donde venía
command-previous-exit = Salida anterior
command-next-exit = Salida siguiente
command-move-far-up = Mover mucho hacia arriba
command-move-far-down = Mover mucho hacia abajo
command-move-far-left = Mover mucho a la izquierda
command-move-far-right = Mover mucho a la derecha
command-group = Agrupar
command-ungroup = Desagrupar
command-note = Nota
command-take-fix = Aplicar el arreglo
command-minimap = Mapa del flujo
command-next-part = Parte siguiente de la ventana
command-previous-part = Parte anterior de la ventana
command-drawer-left = Columna de la izquierda
command-drawer-right = Columna de la derecha
command-quit = Cerrar la ventana
command-letter-keys-on = Usar letras sueltas como teclas
command-letter-keys-off = No usar letras sueltas como teclas
keys-group-file = Archivos
keys-group-edit = Cambiar
keys-group-select = Seleccionar
keys-group-walk = Moverse
keys-group-look = Ver
keys-group-check = Revisar y probar
keys-group-window = La ventana
keys-note = Las letras sueltas actúan mientras el lienzo tiene el teclado.
connect-from = Conectar { $exit } de { $name } con…
connect-which = ¿Qué salida de { $name }?
connect-to-hint = Nombre del widget
connect-exit-hint = Nombre de la salida
menu-here = Qué se puede hacer aquí
menu-title = Cambiar el título
menu-write = Cambiar la nota
group-title = Grupo { $number }
change-group = Agrupar
change-ungroup = Desagrupar
change-note = Escribir una nota
change-no-note = Quitar una nota
change-move-note = Mover una nota
change-title = Cambiar el título de un grupo
change-theirs = Tomar lo que dice el archivo
change-restore = Recuperar lo no guardado
conflict-title = Alguien más cambió este archivo
conflict-text = { $name } ya no dice lo mismo que cuando lo abrió. Elija lo que elija, su estado queda en el historial.
conflict-mine = Conservar lo mío
conflict-theirs = Tomar lo del archivo
gallery-kept = Aún sin guardar
spoken-none-connected = nada conectado
spoken-not-connected = { $names } sin conectar
spoken-exit = { $exit } de { $name }, lleva a { $to }
spoken-loose-exit = { $exit } de { $name }, sin conectar
spoken-back = de vuelta a { $name }
spoken-exits = { $count ->
    [one] { $count } salida
   *[other] { $count } salidas
}
spoken-problems = { $count ->
    [one] { $count } problema
   *[other] { $count } problemas
}
status-no-problems = Sin problemas
problems-none = Todo en orden. Pruébelo.
history-none = Todavía no se ha cambiado nada.
inspector-settings = Ajustes
inspector-exits = Salidas
inspector-name = Nombre del widget
inspector-required = obligatorio
inspector-unknown = Aquí nadie sabe qué hace este widget. Se queda como está, con todo lo que contiene.
inspector-description = Descripción
inspector-nothing = Seleccione un widget para ver y cambiar lo que hace.
exits-none = sin conectar
exits-new = Añadir un widget…
exits-go = Ir a { $name }
gallery-title = ¿Qué pasa cuando un cliente llama o escribe?
gallery-lead = Dibújelo, escúchelo, confíe en él.
gallery-empty = Flujo vacío
gallery-drop = o suelte un archivo aquí
gallery-samples = Empiece con uno de estos
gallery-recent = Abiertos hace poco
sample-welcome-menu = Menú de bienvenida
sample-welcome-menu-about = Saluda, ofrece un menú y pasa la llamada a un equipo.
sample-business-hours = Horario de atención
sample-business-hours-about = Abierto o cerrado, según el día y los festivos.
sample-voicemail = Buzón de voz
sample-voicemail-about = Recoge un mensaje y lo envía.
sample-support-queue = Cola de soporte
sample-support-queue-about = Averigua quién llama y da prioridad a los mejores clientes.
sample-callback = Devolver la llamada
sample-callback-about = Ofrece devolver la llamada en vez de esperar.
sample-appointment-reminder = Recordatorio de cita
sample-appointment-reminder-about = Llama o escribe antes de una cita y recoge la respuesta.
sample-chat-triage = Clasificación de chats
sample-chat-triage-about = Clasifica los mensajes y los pasa a personas.
sample-recepcion-bilingue = Recepción bilingüe
sample-recepcion-bilingue-about = Español o inglés desde la primera palabra.
empty-question = Entra una llamada. ¿Qué pasa primero?
empty-more = Ver todos…
simulator = Simulador
simulator-restart = Empezar de nuevo
simulator-past = Turno { $turn } de { $count }: seguir desde aquí la convierte en otra llamada.
simulator-say = Diga algo o escriba teclas…
simulator-write = Escriba un mensaje…
simulator-recording = Se está grabando a quien llama.
simulator-record = Hablar 6 segundos
simulator-silent = No decir nada
simulator-task = Una persona debe hacerse cargo.
simulator-accept = Alguien acepta
simulator-complete = La conversación termina
simulator-cancel = No viene nadie
simulator-dial = Se está llamando a otra persona.
simulator-dial-completed = Habla y cuelga
simulator-dial-busy = Comunica
simulator-dial-no-answer = No contesta
simulator-dial-failed = Falla
simulator-request = El flujo pregunta a otro sistema
simulator-reply = Responder con esto
simulator-reply-fails = Responder 500
simulator-reply-late = Sin respuesta
simulator-waits = El flujo espera.
simulator-wait-60 = Esperar 1 min
simulator-hang-up = Colgar
simulator-ended = La llamada ha terminado.
simulator-variables = Variables
simulator-settings = Ajustes
simulator-clock = El reloj virtual: el tiempo solo pasa cuando usted lo deja
simulator-opening = Cómo empieza
simulator-branch = Llamada { $number }
simulator-differs = El flujo ha cambiado: el turno { $turn } sale ahora de otra forma. Antes: «{ $then }». Ahora: «{ $now }».
simulator-differs-refused = El flujo ha cambiado: lo que hizo en el turno { $turn } ya no es posible. { $why }
simulator-differs-nothing = nada
simulator-differs-go = Mostrar
simulator-differs-accept = Así está bien
simulator-missing-flows = Estos flujos no están junto a este archivo, así que ejecutarlos falla: { $names }
simulator-stopped = Parada en { $name }
simulator-step = Un paso
simulator-turn = Turno { $turn } de { $count }
simulator-turn-first = El principio
simulator-who-flow = Flujo
simulator-who-contact = Contacto
simulator-row-visit = entra en { $name }
simulator-row-asks = pregunta { $what }
simulator-row-calls = llama a la función { $what }
simulator-row-dials = llama a { $whom }
simulator-row-task = una tarea para { $name }
simulator-row-records = graba a quien llama
simulator-row-wishes = pide { $what }
simulator-row-hangs-up = El flujo cuelga.
simulator-did-presses = pulsa { $what }
simulator-did-says = dice «{ $what }»
simulator-did-writes = { $what }
simulator-did-silent = no dice nada
simulator-did-hangs-up = cuelga
simulator-did-records-nothing = no dice nada tras la señal
simulator-did-records = habla { $what }
simulator-did-waits = espera { $what }
simulator-did-task = la tarea cambia
simulator-did-answer = la otra parte responde
simulator-did-delivery = el mensaje queda { $what }
simulator-did-returns = vuelve por { $what }
simulator-did-changes = se cambia { $what }
simulator-ends-completed = El flujo ha llegado a su fin.
simulator-ends-contact-left = El contacto se ha ido.
simulator-ends-cancelled = Terminado desde fuera.
simulator-ends-failed = El flujo ha fallado
simulator-ends-limit-reached = Se alcanzó un límite
simulator-ends-expired = Duró demasiado
simulator-wait-5 = 5 s de silencio
simulator-skip = Adelantar
simulator-skip-to = Hasta lo próximo que ocurra, dentro de { $seconds } s
simulator-skip-none = Aquí no ocurre nada por sí solo
simulator-world = Mundo exterior
simulator-messages-fail = Los mensajes se rechazan
simulator-tasks-fail = Las colas están llenas
simulator-delivery-delivered = El último mensaje se entregó
simulator-delivery-undelivered = El último mensaje no se entregó
simulator-remembered = Se responde igual desde ahora
simulator-key = Tecla { $key }
simulator-send-keys = Listo
simulator-undo-key = Quitar la última tecla
simulator-way-call = Llamada
simulator-way-message = Mensaje
simulator-way-chat = Chat
simulator-way-request = Petición
simulator-caller = Quién llama
simulator-called = Número al que llama
simulator-writer = Quién escribe
simulator-written-to = Para
simulator-contact = Contacto
simulator-our-number = Nuestro número
simulator-first-message = Primer mensaje
simulator-parameters = Lo que pasa el programa, en JSON
simulator-time-of-day = Hora
simulator-time-hint = ahora, o 2026-11-23 09:30, o 21:15
simulator-language = Idioma
simulator-language-open = El que decida el flujo
simulator-known = Se sabe desde el principio
simulator-known-more = Otra variable
simulator-known-less = Quitarla
simulator-value = valor
simulator-ring = Llamar
simulator-send = Enviar
simulator-begin = Empezar
simulator-start-at = Empezar en { $name }
simulator-bad-moment = «{ $text }» no es un momento. Escríbalo como 2026-11-23 09:30, o 21:15.
simulator-bad-parameters = Lo que pasa el programa no es un objeto JSON: { $why }
simulator-filter = Buscar una variable
simulator-pinned = A la vista
simulator-pin = Mantener { $name } a la vista
simulator-unpin = Soltar { $name }
simulator-not-set = sin valor
simulator-changed = Cambió en este turno
simulator-change = Pulse para probar otro valor
simulator-no-variables = No hay tal variable
simulator-function = El flujo llama a la función { $name }
simulator-status = Estado
simulator-body = Respuesta
simulator-status-bad = Un estado es un número de 100 a 599
simulator-reply-unreachable = Inaccesible
simulator-remember = Recordar esta respuesta en esta llamada
simulator-placed = El flujo llama al contacto
simulator-placed-human = Contesta una persona
simulator-placed-machine = Contesta una máquina
simulator-service = Otro servicio: { $name }
simulator-redirect = Otro programa tiene al contacto. Lo devuelve por:
simulator-record-key = Hablar y pulsar #
simulator-task-queue = Cola: { $name }
simulator-task-plan = Plan: { $name }
simulator-task-skills = Aptitudes: { $skills }
simulator-passed = Se cumplen { $passed } de { $count }
simulator-coverage = { $taken } de { $count } salidas tomadas; marcar las demás
simulator-save-first = Guarde antes el flujo: los escenarios están en un archivo junto a él.
simulator-no-scenarios = Aún no hay escenarios. Un escenario es una conversación que debe salir igual cada vez. Simule una y guárdela.
simulator-line = Línea { $line }
simulator-holds = Sale como dice
simulator-fails = Sale de otra forma
simulator-untaken = Salidas que ningún escenario toma
simulator-title = Título
simulator-keep = Guardarlo
simulator-not-kept-start = Un escenario empieza al principio del flujo, y esta conversación empezó en medio.
simulator-not-kept-beyond = Algo de esto no se puede decir en un escenario: se cambió una variable a mano, o el mundo exterior volvió a mejorar.
simulator-not-kept-otherwise = Esta frase no se cumpliría: «{ $sentence }». { $message }
simulator-crowd = { $callers } llamadas, { $reached } de { $count } salidas alcanzadas
simulator-crowd-shows = Mostrar en el lienzo
simulator-crowd-none = Mil personas virtuales pulsan, hablan, callan y cuelgan. Se ve cuántas toman cada camino y dónde lo dejan.
simulator-crowd-unreached = Nadie llegó a
simulator-crowd-all = Se llegó a todas las salidas.
simulator-crowd-endings = Cómo terminó
simulator-crowd-gave-up = Dónde colgaron
simulator-crowd-failures = Por qué falló
simulator-reason-outside = depende de lo que digan otros sistemas: { $what }
simulator-reason-clock = depende de la fecha o de la hora
simulator-reason-text = depende de lo que alguien diga: { $what }
simulator-reason-never = no puede ocurrir. { $what }
simulator-reason-behind = solo lleva allí { $what }, y nadie la tomó
simulator-reason-none = no se conoce el motivo
simulator-followed = Aquí solo se mira
command-go-on = Continuar
command-skip-ahead = Adelantar hasta lo próximo que ocurra
command-breakpoint = Parar aquí, o ya no
command-start-here = Empezar aquí
command-copy-transcript = Copiar la conversación
command-keep-scenario = Guardar como escenario…
command-run-scenarios = Ejecutar los escenarios
command-callers = Hacer llamar a 1000 personas virtuales
told-transcript-copied = Conversación copiada
told-undone = Deshecho: { $what }
told-redone = Hecho de nuevo: { $what }
told-saved = Guardado.
told-disconnected = Desconectado. { $key } lo vuelve a conectar.
told-no-flow = { $name } no contiene ningún flujo: { $why }
told-connected = { $exit } conectado con { $to }
told-leads-nowhere = Esta salida aún no lleva a nada. Pulse C para conectarla.
told-comes-from-nowhere = Nada lleva hasta aquí.
told-theirs = Tomado del archivo. Deshacer recupera lo suyo.
told-restored = { $minutes ->
    [0] Recuperado { $name } de hace un momento
    [one] Recuperado { $name } de hace { $minutes } minuto
   *[other] Recuperado { $name } de hace { $minutes } minutos
}
heard-done = Hecho: { $what }
unsaved-title = ¿Conservar los cambios?
unsaved-text = Este flujo tiene cambios que aún no están en ningún archivo.
unsaved-discard = Descartarlos
unsaved-keep = Seguir editando
change-add = Añadir { $name }
change-remove = Quitar { $name }
change-rename = Cambiar el nombre de { $from } a { $to }
change-kind = Convertir { $name } en { $kind }
change-field = Cambiar { $field } de { $name }
change-clear = Vaciar { $field } de { $name }
change-connect = Conectar { $from } con { $to }
change-disconnect = Desconectar { $name }
change-exits = Cambiar las salidas de { $name }
change-move = Mover { $name }
change-describe = Cambiar la descripción
change-start = Empezar con { $name }
change-duplicate = Duplicar { $name }
change-paste = Pegar
canvas-minimap = Mapa del flujo
status-widgets = { $count ->
    [one] { $count } widget
   *[other] { $count } widgets
}
status-errors = { $count ->
    [one] { $count } error
   *[other] { $count } errores
}
status-warnings = { $count ->
    [one] { $count } aviso
   *[other] { $count } avisos
}
inspector-several = { $count ->
    [one] { $count } widget
   *[other] { $count } widgets
}
inspector-more-settings = Más ajustes
inspector-mixed = varios valores
inspector-mixed-rows = Los widgets seleccionados difieren aquí. Seleccione uno para cambiarlo.
inspector-odd = Este valor no tiene la forma habitual, así que aparece aquí como JSON. Se queda como está.
inspector-less = menos
inspector-more = más
inspector-range = de { $least } a { $most }
inspector-no-number = «{ $typed }» no es un número entero. Escriba cifras o una variable.
inspector-out-of-range = Escriba un número de { $least } a { $most }.
inspector-no-json = Esto todavía no es JSON: mire la línea { $line }, columna { $column }.
inspector-no-time = Escriba una hora como 09:30.
inspector-no-date = Escriba una fecha como 12-25 o 2026-12-25, o dos con un guion en medio.
inspector-script-line = Mire la línea { $line }.

# On the canvas, further
canvas-back = Volver al flujo
change-move-out = Sacar del grupo
change-set-aside = Descartar un aviso
change-bring-back = Volver a tener en cuenta un aviso
wheel-question = La rueda desplaza el dibujo, y con Ctrl lo amplía. ¿Cómo lo prefiere?
wheel-scrolls = Así está bien
wheel-zooms = Que la rueda amplíe
aside-title = ¿Descartar este aviso?
aside-ask = Descartar…
aside-reason = Por qué aquí no importa
aside-reason-hint = Queda en el archivo para quien venga después
aside-do = Descartar
aside-back = Volver a tenerlo en cuenta
aside-count = { $count ->
    [one] { $count } aviso descartado
   *[other] { $count } avisos descartados
}

# Trying, further
command-real-time = Reproducir a su ritmo real
command-speak-prompts = Decir los mensajes en voz alta
inspector-speak = Decirlo en voz alta
simulator-due = Dentro de { $seconds } s ocurrirá algo por sí solo
told-cannot-speak = Aquí no se puede decir nada en voz alta. En Linux, instale speech-dispatcher e inténtelo de nuevo.
told-exit-unwritten = Esta salida aún no está en el archivo: conéctela antes

# Scripts
keys-group-script = Scripts
command-new-script = Nuevo widget con script…
command-open-script = Abrir su script
command-script-part = Mostrar el script
command-try-script = Probar el script
command-test-script = Ejecutar las pruebas del script
command-save-script = Guardar el script
command-close-script = Cerrar el script
finder-script = Script { $name }
script-none = No hay ningún script abierto. Un widget con script es suyo propio: un formulario, salidas y unas líneas de Rhai.
script-of-the-house = solo lectura
script-unsaved = sin guardar
script-is-saved = guardado
script-close = Cerrar
script-save = Guardar
script-copy = Hacer mi propia copia
script-tests = Ejecutar sus pruebas
script-try = Probar
script-field = Script { $name }
script-theirs = Otra persona cambió { $name } mientras usted escribía.
script-fault = Línea { $line }: { $why }
script-name = Nombre de su archivo
script-name-hint = por ejemplo saludo
script-bad-name = Use minúsculas, cifras y _, y empiece por una letra.
script-exists = Ya hay un script { $name }. Elija otro nombre.
script-folder = Se guarda en { $folder }
script-no-folder = Aquí no hay carpeta de scripts. Guarde antes el flujo.
script-make = Crear
script-came = { $name } ya se puede usar: está entre los widgets
script-changed = { $name } ha cambiado
script-gone = { $count ->
    [one] { $name } ya no está. { $count } widget de este flujo lo usa: se queda, y no puede ejecutarse hasta que vuelva el archivo.
   *[other] { $name } ya no está. { $count } widgets de este flujo lo usan: se quedan, y no pueden ejecutarse hasta que vuelva el archivo.
}
script-broken = { $name }, línea { $line }: { $why } Hasta entonces no se puede usar.
script-broken-kept = { $name }, línea { $line }: { $why } Sigue en uso el último que funcionaba.
script-unread = No se puede leer { $name }: { $why }
script-saved = { $name } guardado
script-asked-title = ¿Guardar los scripts?
script-asked-text = { $names } tiene cambios que no están en ningún archivo.
script-fields = Sus campos
script-variables = Variables que lee
script-bench-about = Rellene lo que recibe y pulse Probar (F5). Lo que pide solo se muestra aquí, nunca se hace.
script-bench-stale = El script ha cambiado desde entonces. Pruébelo otra vez.
script-leaves = Sale por «{ $what }»
script-leaves-usual = Sale por «{ $what }», su salida habitual
script-asks-request = Pide { $what }
script-asks-wait = Espera { $what } s
script-asks-say = Dice «{ $what }»
script-asks-gather = Pregunta a quien llama «{ $what }»
script-spent = { $spent } de { $allowed } operaciones
script-status = Estado
script-body = Cuerpo de la respuesta
script-replies = Responder con esto
script-unreachable = Nadie responde
script-answer = Lo que quien llama pulsa o dice
script-presses = Lo pulsa
script-says = Lo dice
script-silent = Se queda en silencio
script-played = Ya se ha oído
script-fired = Ya pasó el tiempo
script-no-tests = No tiene pruebas. Una función cuyo nombre empieza por test_ lo es.
script-passed = { $passed } de { $count } pruebas superadas
palette-open-script = Abrir el script de { $name }
palette-script-fault = { $name } no se puede usar: línea { $line }
palette-script-old = { $name }: se usa el último que funcionaba. Línea { $line }

inspector-use-variable = Usar una variable
inspector-no-variable = Elegir en vez de usar una variable
inspector-nothing-chosen = nada
inspector-usual = { $value } (lo habitual)
inspector-choose = elegir
inspector-row = fila { $number }
inspector-row-add = Añadir una fila
inspector-row-up = Subir
inspector-row-down = Bajar
inspector-row-remove = Quitar
inspector-row-name = Nombre
inspector-row-value = Valor
inspector-row-entry = Entrada
inspector-speech-length = Se dice en unos { $seconds } s
inspector-preview-samples = con ejemplos
inspector-preview-call = con la llamada simulada
inspector-preview-empty = nada
inspector-variable-from = de { $name }
inspector-secret-name = Nombre del secreto
inspector-secret-hidden = un valor que no se muestra
inspector-secret-bad = El nombre de un secreto solo tiene letras, cifras y _.
inspector-secret-plain = En el propio archivo hay un valor. Escriba en su lugar el nombre de un secreto, para que nadie pueda leerlo aquí.
inspector-secret-about = En el flujo solo está el nombre; el valor lo conoce el servidor.
inspector-day-monday = Lunes
inspector-day-tuesday = Martes
inspector-day-wednesday = Miércoles
inspector-day-thursday = Jueves
inspector-day-friday = Viernes
inspector-day-saturday = Sábado
inspector-day-sunday = Domingo
inspector-closed = cerrado
inspector-from = desde
inspector-to = hasta
inspector-hours-add = Añadir horario
inspector-holidays = Festivos
inspector-holiday = Festivo { $number }
inspector-holiday-add = Añadir un festivo
inspector-holiday-name = Festivo
inspector-holiday-date = Fecha
inspector-if = Si
inspector-and = y
inspector-always = Siempre
inspector-go-to = ir a
inspector-otherwise = En otro caso
inspector-condition = Cambiar la rama { $number }
inspector-condition-add = Añadir una rama
inspector-condition-argument = Texto que se compara
inspector-condition-operator = Comparación
inspector-condition-value = Valor
inspector-condition-label = Nombre de la rama
inspector-condition-target = Ir a
inspector-change-several = Cambiar { $field } de { $count } widgets
inspector-used-by = Lo usan
inspector-unused = Ningún widget lleva hasta aquí ni lee de aquí.
inspector-used-wire = salida { $exit }
inspector-used-field = lee en { $field }
operator-equal_to = es
operator-not_equal_to = no es
operator-matches_any_of = es uno de
operator-does_not_match_any_of = no es ninguno de
operator-is_blank = está vacío
operator-is_not_blank = no está vacío
operator-regex = cumple el patrón
operator-contains = contiene
operator-does_not_contain = no contiene
operator-starts_with = empieza por
operator-does_not_start_with = no empieza por
operator-less_than = es menor que
operator-greater_than = es mayor que
operator-is_before_time = es antes de la hora
operator-is_after_time = es después de la hora
operator-is_before_date = es antes del día
operator-is_after_date = es después del día
told-copied = { $count ->
    [one] { $count } widget copiado
   *[other] { $count } widgets copiados
}
canvas-spoken = { $count ->
    [one] { $name }, { $count } widget
   *[other] { $name }, { $count } widgets
}

# Ajustes, teclas, consejos y la galería
command-settings = Configuración
command-scale-larger = Agrandar todo
command-scale-smaller = Reducir todo
command-scale-usual = Todo a su tamaño habitual
command-contrast-on = Contraste alto
command-contrast-off = Contraste habitual
command-stillness-on = Que nada se mueva solo
command-stillness-off = Dejar que las cosas se muevan
command-wheel-zooms = Que la rueda acerque y aleje
command-wheel-scrolls = Que la rueda desplace
command-hints-again = Volver a mostrar los consejos
told-scale = Tamaño: { $percent } %
settings-looks = Cómo se ve
settings-works = Cómo se maneja
settings-contrast = Contraste
settings-contrast-on = Alto
settings-usual = Habitual
settings-scale = Tamaño de todo
settings-motion = Movimiento
settings-motion-about = Si las cosas se abren con suavidad y las imágenes se animan
settings-still = Ninguno
settings-wheel = La rueda en el lienzo
settings-wheel-about = Con dos dedos o con Ctrl se acerca y aleja en todo caso
settings-wheel-scrolls = Desplaza
settings-wheel-zooms = Acerca y aleja
settings-letters = Letras sueltas como teclas
settings-letters-about = Actúan mientras el lienzo tiene el teclado
settings-yes = Sí
settings-no = No
settings-keys = Teclas…
settings-kept = Todo esto se conserva para la próxima vez
keys-reset-all = Todas como de costumbre
keys-change = Otra tecla para «{ $name }»
keys-reset = La tecla habitual para «{ $name }»
keys-press = Pulse la tecla nueva. Escape conserva la de antes.
keys-taken = { $key } ya significa «{ $name }». Quítesela o pulse otra tecla.
keys-refused = { $key } no puede significar otra cosa. Pulse otra tecla.
keys-take = Quitársela
keys-none = Ninguna tecla
keys-keep = Dejarla
hint-wire = Arrastre desde el punto de una salida y suelte en un sitio vacío: ahí elige qué pasa después.
hint-simulate = Puede oírlo antes que quienes llaman: { $key } simula una llamada.
hint-problems = Algo de aquí podría hacer tropezar a quien llama. La lista de abajo dice qué es y cómo arreglarlo.
hint-read = Entendido
hint-none = No más consejos
gallery-play = Se anima mientras lo señala
gallery-kept-about = Cambios que no se habían guardado cuando se cerró el programa
gallery-restore = Abrir
gallery-drop-copy = Descartar
gallery-drop-copy-of = Descartar { $name }
gallery-restore-of = Abrir { $name }
copy-title = ¿Descartar esta copia?
copy-text = Nadie guardó lo que contiene { $name }, y no está en ningún otro sitio.
copy-keep = Conservarla
copy-drop = Descartarla
ago-now = hace un momento
ago-minutes = { $count ->
    [one] hace { $count } minuto
   *[other] hace { $count } minutos
}
ago-hours = { $count ->
    [one] hace { $count } hora
   *[other] hace { $count } horas
}
ago-days = { $count ->
    [one] ayer
   *[other] hace { $count } días
}

# The project around the flow
project-unread = No se puede leer el proyecto de este flujo, así que el flujo se ve solo. { $why }
project-offered = del proyecto
simulator-desk = Quién la atiende
simulator-people = Quién trabaja
simulator-why = ¿Por qué?
simulator-task-in-queue = La tarea espera en la cola { $who }.
simulator-task-reserved = La tarea está reservada para { $who }.
simulator-task-has = La tarea la tiene { $who }.
simulator-task-nobody = Ahora nadie está disponible.
simulator-task-missed = { $who } no contestó.
simulator-task-taken-back = A { $who } ya no se le pregunta.
simulator-task-talk-over = La conversación con la persona ha terminado.
simulator-task-completed = La tarea está hecha.
simulator-task-given-up = La tarea se dio por perdida: { $why }.
simulator-task-priority = Prioridad { $number }
simulator-person-accepts = { $who } acepta
simulator-person-refuses = { $who } rechaza
simulator-person-done = { $who } termina
simulator-person-accepted = { $who } la aceptó.
simulator-person-refused = { $who } no la quiere.
simulator-person-did = { $who } ha terminado.
simulator-person-on = Está en «{ $what }»
simulator-person-busy = Tiene otra cosa que hacer
simulator-person-free = Vuelve a estar disponible
simulator-nobody-accepts = Nadie acepta ({ $seconds } s)
simulator-nobody-accepted = nadie acepta durante { $seconds } s
simulator-nobody-works = No trabaja nadie
simulator-cancel-task = Retirar la tarea

# Several open flows.
command-gallery = Todos los flujos
command-next-flow = Siguiente flujo abierto
command-previous-flow = Flujo abierto anterior
command-open-subflow = Abrir el flujo que ejecuta
command-back-to-flow = Volver al flujo desde el que se abrió este
tabs-close = Cerrar { $name }
unsaved-several = Estos flujos tienen cambios que ningún archivo tiene: { $names }. ¿Guardarlos?
told-no-subflow = Este widget no nombra ningún flujo que esté junto al archivo de este. Guarde primero este flujo o indique un flujo en sus ajustes.
told-open-elsewhere = { $name } también está abierto en otra ventana. Cada ventana conserva su propia copia de lo que no se ha guardado y pregunta antes de escribir sobre la otra.

# Comparing.
command-compare = Comparar
command-next-difference = Siguiente diferencia
command-previous-difference = Diferencia anterior
command-take-back = Revertir este cambio
command-compare-beside = Comparar lado a lado
command-compare-over = Comparar uno sobre otro
command-end-compare = Terminar de comparar
compare-with = Comparar este flujo con…
compare-lead = Lo nuevo, lo que falta y lo distinto se marca en el lienzo.
compare-file = Lo que dice su archivo
compare-file-now = su archivo
compare-file-same = nada ha cambiado desde entonces
compare-tab = El flujo abierto { $name }
compare-another = Otro archivo…
compare-count = { $count ->
    [0] Ninguna diferencia con { $name }
    [one] { $count } diferencia con { $name }
   *[other] { $count } diferencias con { $name }
}
compare-heard = { $count ->
    [0] Ninguna diferencia con { $name }
    [one] { $count } diferencia con { $name }
   *[other] { $count } diferencias con { $name }
}
compare-none = Este flujo hace lo mismo que { $name }.
compare-moves = Cajas que solo se movieron ({ $count })
compare-beside = Lado a lado
compare-end = Listo
compare-take-back = Revertir
compare-take-back-spoken = Revertir: { $what }
compare-beside-name = Comparado con { $name }
compare-was = era
compare-is = es
compare-nothing = nada
change-take-back = Revertir: { $what }
told-taken-back = Revertido
told-not-taken-back = Esta diferencia es más que un solo cambio. Deshágala en el historial o cámbiela a mano.
spoken-added = Nuevo: { $said }
spoken-removed = Ya no está: { $said }
spoken-changed = Cambiado: { $said }

# History and publishing.
command-keep-revision = Conservar una revisión con nombre…
command-publish = Publicar…
history-session = Esta sesión
history-opened = Como se abrió
history-now = ahora
history-undone = deshecho
history-kept = Revisiones conservadas
history-saved = Guardado
history-published = Publicado
history-no-revisions = Se conserva una revisión cada vez que se guarda el flujo y cuando usted le da un nombre. Aquí puede mirar cualquiera de ellas y recuperarla.
history-save-first = Las revisiones se conservan junto al archivo del flujo. Guarde primero el flujo.
history-bring-back = Recuperar
history-compare = Comparar
history-name-this = Dar nombre a este estado…
history-keep-title = Conservar una revisión con nombre
history-keep-lead = El flujo, tal como está ahora, podrá encontrarse con este nombre, cambie lo que cambie después.
history-name = Nombre
history-note = Nota
history-revision-spoken = { $name }, conservada el { $when }. { $note }
change-revision-back = Recuperar { $name }
told-brought-back = { $name } está de vuelta. Deshacer lo quita de nuevo.
told-is-this-already = El flujo ya dice exactamente esto.
told-went-to-state = Ahora está en ese estado. Deshacer y rehacer siguen desde ahí.
told-kept = Conservada como { $name }
told-published = Publicado ({ $name })
publish-title = Publicar { $name }
publish-lead = No hay ningún servidor conectado. Publicar guarda el flujo y lo conserva en su historial como la revisión con la que responderá un servidor de esta carpeta. Las llamadas no cambian por ahora.
publish-changes = Qué ha cambiado desde { $name }
publish-first = Aún no se ha publicado nada de este flujo.
publish-no-changes = Nada que quien llama fuera a notar.
publish-no-problems = Ningún problema.
publish-scenarios = Escenarios
publish-no-scenarios = Este flujo no tiene escenarios. Una conversación del simulador puede conservarse como uno.
publish-note = Nota: qué hay de nuevo, para quienes vengan después
publish-do = Publicar
publish-stopped = Los errores impiden publicar. Corríjalos primero.

# Finding and replacing.
command-find-text = Buscar y reemplazar
command-next-found = Siguiente lugar encontrado
command-previous-found = Lugar encontrado anterior
command-replace = Reemplazar en todos los lugares marcados
replace-find = Buscar
replace-with = Reemplazar con
replace-do = { $count ->
    [one] Reemplazar { $count } lugar
   *[other] Reemplazar { $count } lugares
}
replace-sought = Buscar en
replace-anything = Todo
replace-words = Lo que se dice
replace-phones = Números de teléfono
replace-voices = Voces
replace-languages = Idiomas
replace-addresses = Direcciones
replace-case = Distinguir mayúsculas
replace-word = Palabras completas
replace-variables = También dentro de {"{{ }}"}
replace-folder = Todos los flujos de esta carpeta
replace-lead = Busca lo que este flujo dice, pregunta y llama, en todos los campos. Nada cambia hasta que pulse Reemplazar.
replace-count = { $count ->
    [0] No se encontró en ningún lugar
    [one] Se encontró en { $count } lugar
   *[other] Se encontró en { $count } lugares
}
replace-of-flow = El flujo mismo
replace-heard = { $name }, { $field }: { $text }
change-replace = Reemplazar «{ $wanted }» con «{ $with }» ({ $count })
told-replaced = { $count ->
    [one] Reemplazado en { $count } lugar
   *[other] Reemplazado en { $count } lugares
}
told-file-written = Se escribió { $name }. Lo que decía antes está en su historial.
told-files-written = { $count ->
    [one] Se escribió { $count } archivo. Lo que decía antes está en su historial.
   *[other] Se escribieron { $count } archivos. Lo que decían antes está en sus historiales.
}
told-file-changed = Otra persona cambió { $name } y se deja como está. Revise de nuevo los lugares.
rewrite-title = ¿Escribir archivos que no están abiertos?
rewrite-text = { $count ->
    [one] Este archivo se cambia en el disco: { $names }. Lo que dice ahora se conserva en su historial.
   *[other] Estos { $count } archivos se cambian en el disco: { $names }. Lo que dicen ahora se conserva en sus historiales.
}
rewrite-do = Escribirlos
spoken-found = { $said }, se encontró aquí

# Flows of Studio: taking them in, and writing them out
command-import = Abrir o insertar un archivo…
command-import-report = Qué se entendió de este archivo…
command-export-studio = Exportar para Studio…
command-modernize = Escribir los nombres de hoy
change-import = Importar un archivo
told-copy-saved = Guardado como { $name }
told-taken-in = { $count ->
    [one] Se ha insertado 1 widget
   *[other] Se han insertado { $count } widgets
}
exchange-cancel = Cancelar
import-title = { $name }
import-understood = Lo que se entendió
import-kinds = { $count ->
    [one] 1 tipo conocido
   *[other] { $count } tipos conocidos
}
import-wires = { $count ->
    [one] 1 conexión
   *[other] { $count } conexiones
}
import-around = flujo «{ $name }» de Studio
import-checked = Las comprobaciones dicen: { $told }
import-unknown = { $count ->
    [one] Aquí no se conoce 1 tipo de widget
   *[other] Aquí no se conocen { $count } tipos de widget
}
import-unknown-kept = Esas cajas se quedan donde están, rayadas, con todo lo que contienen.
import-why = ¿Por qué?
import-why-text = «{ $kind }» no es un tipo de Studio ni uno nuestro. Puede ser de un Studio más nuevo o de otro programa, o su script no está en la carpeta de scripts del proyecto. A quien llegue ahí se le corta la llamada: sustitúyalo o añada el script.
import-keep = Dejarlo como está
import-replace = Sustituir { $kind }
import-repairs = { $count ->
    [one] 1 cosa se leyó de otra forma que como está escrita
   *[other] { $count } cosas se leyeron de otra forma que como están escritas
}
import-more = … y { $count } más
import-saving = Al guardarlo
import-saving-untouched = Lo que usted no cambie se escribe de nuevo letra por letra, también lo que aquí nadie conoce.
import-saving-old = El archivo tiene el formato antiguo de las exportaciones de Studio. Casi todo cambio necesita el formato de hoy.
import-modernize = Escribir ya el formato y los nombres de hoy (se deshace de una vez)
import-names = { $count ->
    [one] 1 nombre antiguo
   *[other] { $count } nombres antiguos
}
import-name-gone = ya no se escribe
import-open = Abrir
import-as-new = Abrir como flujo nuevo
import-here = Poner en este flujo
import-change = Cambiar
import-close = Cerrar
export-title = Exportar para Studio
export-about = Studio puede importar la copia con «Import from JSON». Este flujo se queda como está.
export-all-known = Studio conoce todo lo que hay en este flujo.
export-left = { $count ->
    [one] 1 widget que Studio no conoce o ejecuta de otra forma
   *[other] { $count } widgets que Studio no conoce o ejecuta de otra forma
}
export-done = { $count ->
    [one] 1 widget se convierte en otro
   *[other] { $count } widgets se convierten en otros
}
export-own = Lo que se queda atrás
export-own-groups = los marcos alrededor de widgets
export-own-notes = las notas
export-own-labels = las etiquetas
export-own-set-aside = los avisos apartados
export-own-sensitive = qué respuestas son confidenciales
export-own-zone = la zona horaria
export-own-languages = los idiomas
export-save = Guardar la copia…

# Pictures and descriptions
command-picture-svg = Imagen del flujo (SVG)…
command-picture-png = Imagen del flujo (PNG)…
command-picture-selection-svg = Imagen de lo seleccionado (SVG)…
command-picture-selection-png = Imagen de lo seleccionado (PNG)…
command-describe = Describir el flujo para imprimir…
command-describe-text = Describir el flujo como texto…
describe-opening = { $count ->
    [one] 1 paso, en el orden en que llega a él una llamada.
   *[other] { $count } pasos, en el orden en que llega a ellos una llamada.
}
describe-contents = Índice
describe-steps = Paso a paso
describe-unreached = Sin camino desde el principio
describe-unknown = Aquí nadie sabe qué hace este paso; a quien llegue se le corta la llamada.
describe-end = El flujo termina aquí.
describe-ends = el flujo termina aquí
describe-go-on = sigue con
describe-go-back = vuelve a
describe-missing = debería ir a { $name }, que no existe
describe-variable = { $name } de { $widget }
describe-contact-address = el número del contacto
describe-own-address = nuestro número
describe-yes = sí
describe-no = no
describe-seconds = { $count ->
    [one] 1 segundo
   *[other] { $count } segundos
}
describe-script = { $count ->
    [one] un script de 1 línea
   *[other] un script de { $count } líneas
}
describe-quoted = «{ $text }»
describe-asked = Lo que se pregunta
describe-remembered = Lo que se recuerda
describe-numbers = Números y direcciones
describe-queues = Colas y planes
describe-handed-over = Lo que se entrega
describe-hours = Horarios
describe-flows = Otros flujos
describe-web = Direcciones web y grabaciones
describe-voices = Voces e idiomas

# El editor en una página del navegador
web-close = Cierre esta página cuando quiera: lo que no ha guardado queda en este navegador
web-full = En este navegador ya no hay espacio para conservar { $name }. Guárdelo como archivo
web-keeps-nothing = Este navegador no conserva nada de una visita a otra. Guarde antes de cerrar la página
web-name = Guardar con este nombre
web-not-kept = { $name } ya no está en este navegador. Vuelva a elegir el archivo
web-not-read = No se puede leer { $name }: no es texto
web-paste = El navegador no dice qué se copió. Pulse Ctrl+V o ⌘V
web-picture = El navegador no puede dibujar { $name }. Quizá sea demasiado grande: guárdelo como SVG
