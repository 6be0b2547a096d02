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

## Calls that the open flow answered on the server

command-calls = Llamadas: en curso, pasadas y cuántas tomaron cada camino
calls-no-server = Solo se conocen las llamadas de los flujos que están en un servidor. Guarde este allí y publíquelo.
calls-looking = Preguntando al servidor…
calls-none = Todavía no ha llamado nadie. Lo que llegue se verá aquí enseguida.
calls-day = Últimas 24 horas
calls-week = Últimos 7 días
calls-month = Últimos 30 días
calls-all = Todo lo que se guarda
calls-every-revision = Todas las revisiones
calls-revision-live = Revisión { $number } (publicada)
calls-beside = Al lado: { $what }
calls-beside-none = Al lado: nada
calls-count-again = Contar otra vez
calls-counting = Contando…
calls-not-counted = Sin contar
calls-counted = { $count ->
    [one] { $count } llamada
   *[other] { $count } llamadas
}
calls-counted-partly = Las últimas { $count } llamadas
calls-counted-beside = al lado de { $count }
calls-at = ahora en { $widget }
calls-nobody = Número oculto
calls-way = El camino de { $who }
calls-close = Cerrar
calls-waits = espera
calls-ended-completed = terminada
calls-ended-contact-left = colgó
calls-ended-cancelled = cortada desde fuera
calls-ended-failed = falló
calls-ended-limit-reached = parada por un límite
calls-ended-expired = demasiado antigua
