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
command-close = Todos los flujos
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
inspector-name = Nombre
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
simulator-stale = El flujo ha cambiado desde que empezó esta llamada.
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
simulator-wait-10 = Esperar 10 s
simulator-wait-60 = Esperar 1 min
simulator-hang-up = Colgar
simulator-ended = La llamada ha terminado.
told-undone = Deshecho: { $what }
told-redone = Hecho de nuevo: { $what }
told-saved = Guardado.
told-disconnected = Desconectado.
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
told-copied = { $count ->
    [one] { $count } widget copiado
   *[other] { $count } widgets copiados
}
canvas-spoken = { $count ->
    [one] { $name }, { $count } widget
   *[other] { $name }, { $count } widgets
}
