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

# Asking for a file by its path
command-open-typed = Abrir un archivo por su ruta…
command-save-typed = Guardar en una ruta escrita…
path-open-title = Abrir un archivo
path-compare-title = Comparar con un archivo
path-save-title = Guardar este flujo
path-copy-title = Guardar una copia
path-where = Archivo y carpeta
path-which = Archivo
path-open = Abrir
path-cancel = Cancelar
path-folder = En { $folder }
path-above = Subir a { $folder }
path-subfolder = { $name } (carpeta)
path-nothing-here = Aquí no hay carpetas ni archivos de este tipo
path-nothing-fits = Aquí nada se llama «{ $name }»
path-replace = { $name } ya existe. ¿Reemplazarlo?
path-replace-do = Reemplazarlo
path-other-name = Elegir otro nombre
path-empty = Escriba un nombre para el archivo
path-no-file = No hay ningún archivo { $name } en { $folder }
path-no-folder = No hay ninguna carpeta { $folder }

# What became of a file
file-missing = No se encuentra { $name }
file-denied = No se puede leer ni escribir { $name }: no tiene permiso
file-folder = { $name } es una carpeta
file-full = No se puede escribir { $name }: el disco está lleno
file-read-only = No se puede escribir { $name }: este disco es de solo lectura
file-not-text = No se puede leer { $name }: no es texto
file-failed = { $name }: { $why }
