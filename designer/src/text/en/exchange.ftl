# Flows of Studio: taking them in, and writing them out
command-import = Open or insert a file…
command-import-report = What was understood of this file…
command-export-studio = Export for Studio…
command-modernize = Write today’s names
change-import = Take in a file
told-copy-saved = Saved as { $name }
told-taken-in = { $count ->
    [one] 1 widget was put in
   *[other] { $count } widgets were put in
}
exchange-cancel = Cancel
import-title = { $name }
import-understood = What was understood
import-kinds = { $count ->
    [one] 1 known type
   *[other] { $count } known types
}
import-wires = { $count ->
    [one] 1 wire
   *[other] { $count } wires
}
import-around = flow “{ $name }” of Studio
import-checked = The checks say: { $told }
import-unknown = { $count ->
    [one] 1 type of widget is not known here
   *[other] { $count } types of widget are not known here
}
import-unknown-kept = These boxes stay where they are, hatched, with all they hold.
import-why = Why?
import-why-text = “{ $kind }” is neither a type of Studio nor one of ours. It may be from a newer Studio or from another program, or its script is not in the project’s scripts folder. A caller who gets there is cut off, so replace it, or add the script.
import-keep = Keep as it is
import-replace = Replace { $kind }
import-repairs = { $count ->
    [one] 1 thing was read otherwise than it is written
   *[other] { $count } things were read otherwise than they are written
}
import-more = … and { $count } more
import-saving = When it is saved
import-saving-untouched = What you do not change is written back letter by letter, also what nobody here knows.
import-saving-old = The file has the old format of Studio’s exports. Most changes need today’s format.
import-modernize = Write today’s format and names at once (one step to undo)
import-names = { $count ->
    [one] 1 older name
   *[other] { $count } older names
}
import-name-gone = written no more
import-open = Open
import-as-new = Open as a new flow
import-here = Put into this flow
import-change = Change
import-close = Close
export-title = Export for Studio
export-about = The copy can be taken in by Studio with “Import from JSON”. This flow stays as it is.
export-all-known = Studio knows everything in this flow.
export-left = { $count ->
    [one] 1 widget that Studio does not know, or runs otherwise
   *[other] { $count } widgets that Studio does not know, or runs otherwise
}
export-done = { $count ->
    [one] 1 widget becomes another
   *[other] { $count } widgets become others
}
export-own = What stays behind
export-own-groups = frames around widgets
export-own-notes = notes
export-own-labels = labels
export-own-set-aside = warnings that were set aside
export-own-sensitive = which answers are sensitive
export-own-zone = the time zone
export-own-languages = the languages
export-save = Save the copy…

# Pictures and descriptions
command-picture-svg = Picture of the flow (SVG)…
command-picture-png = Picture of the flow (PNG)…
command-picture-selection-svg = Picture of what is selected (SVG)…
command-picture-selection-png = Picture of what is selected (PNG)…
command-describe = Describe the flow for print…
command-describe-text = Describe the flow as text…
describe-opening = { $count ->
    [one] 1 step, in the order in which a call comes to it.
   *[other] { $count } steps, in the order in which a call comes to them.
}
describe-contents = Contents
describe-steps = Step by step
describe-unreached = Not reached from the start
describe-unknown = Nobody here knows what this step does; a call that comes here is cut off.
describe-end = The flow ends here.
describe-ends = the flow ends here
describe-go-on = go on with
describe-go-back = back to
describe-missing = should go to { $name }, which is not there
describe-variable = { $name } from { $widget }
describe-contact-address = the contact’s number
describe-own-address = our number
describe-yes = yes
describe-no = no
describe-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
describe-script = { $count ->
    [one] a script of 1 line
   *[other] a script of { $count } lines
}
describe-quoted = “{ $text }”
describe-asked = What people are asked
describe-remembered = What is remembered
describe-numbers = Numbers and addresses
describe-queues = Queues and plans
describe-handed-over = What is handed over
describe-hours = Opening hours
describe-flows = Other flows
describe-web = Web addresses and recordings
describe-voices = Voices and languages

# The editor in a page of a browser
web-close = Close this page whenever you like: what is not saved stays in this browser
web-full = This browser has no room left to keep { $name }. Save it as a file
web-keeps-nothing = This browser keeps nothing from one visit to the next. Save before you close the page
web-name = Save under this name
web-not-kept = { $name } is no longer in this browser. Choose the file again
web-not-read = { $name } cannot be read: it is not text
web-paste = The browser does not tell what was copied. Press Ctrl+V, or ⌘V
web-picture = The browser cannot draw { $name }. It may be too large: save it as SVG

# Asking for a file by its path
command-open-typed = Open a file by its path…
command-save-typed = Save under a path you type…
path-open-title = Open a file
path-compare-title = Compare with a file
path-save-title = Save this flow
path-copy-title = Save a copy
path-where = File and folder
path-which = File
path-open = Open
path-cancel = Cancel
path-folder = In { $folder }
path-above = Up to { $folder }
path-subfolder = { $name } (folder)
path-nothing-here = No folders and no files of this kind here
path-nothing-fits = Nothing here is called “{ $name }”
path-replace = { $name } is there already. Replace it?
path-replace-do = Replace it
path-other-name = Choose another name
path-empty = Type a name for the file
path-no-file = There is no file { $name } in { $folder }
path-no-folder = There is no folder { $folder }

# What became of a file
file-missing = { $name } cannot be found
file-denied = { $name } cannot be read or written: you are not allowed to
file-folder = { $name } is a folder
file-full = { $name } cannot be written: the disk is full
file-read-only = { $name } cannot be written: this disk can only be read
file-not-text = { $name } cannot be read: it is not text
file-failed = { $name }: { $why }
