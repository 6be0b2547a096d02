finder = Find or do anything
finder-hint = Find or do…
finder-nothing = Nothing called “{ $typed }”
quick-add = Add a widget
quick-add-after = Add after { $name }
quick-add-hint = What happens next?
palette-hint = Find a widget
menu = Menu
menu-theme = Look
menu-light = Light
menu-dark = Dark
menu-system = System
menu-language = Language
left-add = Add
left-outline = Outline
state-changed = Not saved
state-saved = Saved
state-new = New
new-flow-name = New flow
group-start = Start
group-voice = Voice
group-message = Messages
group-logic = Logic
group-people = People
group-connect = Connect
group-script = Your own
command-new = New flow
command-open = Open a file…
command-save = Save
command-save-as = Save as…
command-close = All flows
command-undo = Undo
command-redo = Redo
command-find = Find or do anything
command-quick-add = Add a widget
command-cut = Cut
command-copy = Copy
command-duplicate = Duplicate
command-delete = Delete
command-delete-and-join = Delete and join what it stood between
command-select-all = Select everything
command-select-upstream = Select everything that leads here
command-select-downstream = Select everything from here on
command-rename = Rename
command-go-up = Go to the widget above
command-go-down = Go to the widget below
command-go-left = Go to the widget on the left
command-go-right = Go to the widget on the right
command-move-up = Move up
command-move-down = Move down
command-move-left = Move to the left
command-move-right = Move to the right
command-tidy = Tidy
command-fit = Show everything
command-fit-selection = Show the selection
command-zoom-in = Closer
command-zoom-out = Farther
command-zoom-actual = Own size
command-next-problem = Next problem
command-previous-problem = Previous problem
command-problems = Problems
command-history = History
command-palette = Widgets to add
command-outline = Outline
command-simulate = Simulate
command-end-simulation = End the simulation
command-turn-back = One turn back
command-turn-forward = One turn forward
command-keys = Keys
command-theme-light = Light look
command-theme-dark = Dark look
command-theme-system = Look of the system
command-language-en = English
command-language-es = Español
command-connect = Connect…
command-disconnect = Disconnect
command-edit-fields = Edit its settings
command-menu = What can be done here
command-paste = Paste
command-paste-with-wires = Paste with the wires that led here
command-extend-up = Select the widget above too
command-extend-down = Select the widget below too
command-extend-left = Select the widget on the left too
command-extend-right = Select the widget on the right too
command-follow-exit = Follow the exit
command-follow-back = Back to where it came from
command-previous-exit = Previous exit
command-next-exit = Next exit
command-move-far-up = Move far up
command-move-far-down = Move far down
command-move-far-left = Move far to the left
command-move-far-right = Move far to the right
command-group = Group
command-ungroup = Ungroup
command-note = Note
command-take-fix = Take the fix
command-minimap = Map of the flow
command-next-part = Next part of the window
command-previous-part = Previous part of the window
command-drawer-left = Column at the left
command-drawer-right = Column at the right
command-quit = Close the window
command-letter-keys-on = Use single letters as keys
command-letter-keys-off = Do not use single letters as keys
keys-group-file = Files
keys-group-edit = Change
keys-group-select = Select
keys-group-walk = Get about
keys-group-look = Look
keys-group-check = Check and try
keys-group-window = The window
keys-note = Single letters act while the canvas has the keys.
connect-from = Connect { $exit } of { $name } to…
connect-which = Which exit of { $name }?
connect-to-hint = Name of the widget
connect-exit-hint = Name of the exit
menu-here = What can be done here
menu-title = Change the title
menu-write = Change the note
group-title = Group { $number }
change-group = Group
change-ungroup = Ungroup
change-note = Write a note
change-no-note = Remove a note
change-move-note = Move a note
change-title = Change the title of a group
change-theirs = Take what the file says
change-restore = Bring back what was not saved
conflict-title = This file was changed by somebody else
conflict-text = { $name } says something else than when you opened it. Whatever you choose, your own state stays in the history.
conflict-mine = Keep mine
conflict-theirs = Take theirs
gallery-kept = Not saved yet
spoken-none-connected = nothing connected
spoken-not-connected = { $names } not connected
spoken-exit = { $exit } of { $name }, leads to { $to }
spoken-loose-exit = { $exit } of { $name }, not connected
spoken-back = back to { $name }
spoken-exits = { $count ->
    [one] { $count } exit
   *[other] { $count } exits
}
spoken-problems = { $count ->
    [one] { $count } problem
   *[other] { $count } problems
}
status-no-problems = No problems
problems-none = Nothing wrong. Try it.
history-none = Nothing has been changed yet.
inspector-settings = Settings
inspector-exits = Exits
inspector-name = Name
inspector-required = required
inspector-unknown = Nobody here knows what this widget does. It stays as it is, with all it holds.
inspector-description = Description
inspector-nothing = Select a widget to see and change what it does.
exits-none = not connected
exits-new = Add a widget…
exits-go = Go to { $name }
gallery-title = What happens when a customer calls or writes?
gallery-lead = Draw it, hear it, trust it.
gallery-empty = Empty flow
gallery-drop = or drop a file here
gallery-samples = Begin with one of these
gallery-recent = Opened lately
sample-welcome-menu = Welcome menu
sample-welcome-menu-about = Greets the caller, offers a menu and hands over to a team.
sample-business-hours = Business hours
sample-business-hours-about = Open or closed, by weekday and holiday.
sample-voicemail = Voicemail
sample-voicemail-about = Takes a message and sends it on.
sample-support-queue = Support queue
sample-support-queue-about = Finds out who calls and lets the best customers go first.
sample-callback = Call back
sample-callback-about = Offers to call back instead of waiting.
sample-appointment-reminder = Appointment reminder
sample-appointment-reminder-about = Calls or writes before an appointment, and takes the answer.
sample-chat-triage = Chat triage
sample-chat-triage-about = Sorts messages and hands over to people.
sample-recepcion-bilingue = Bilingual reception
sample-recepcion-bilingue-about = Spanish or English from the first word on.
empty-question = A call comes in. What happens first?
empty-more = Browse all…
simulator = Simulator
simulator-restart = Start again
simulator-stale = The flow has changed since this call began.
simulator-past = Turn { $turn } of { $count }: going on from here makes another call of it.
simulator-say = Say something, or type keys…
simulator-write = Write a message…
simulator-recording = The caller is being recorded.
simulator-record = Speak for 6 seconds
simulator-silent = Say nothing
simulator-task = A person should take over.
simulator-accept = Somebody accepts
simulator-complete = The talk is over
simulator-cancel = Nobody comes
simulator-dial = Somebody else is being called.
simulator-dial-completed = Talks and hangs up
simulator-dial-busy = Busy
simulator-dial-no-answer = No answer
simulator-dial-failed = Fails
simulator-request = The flow asks another system
simulator-reply = Answer with this
simulator-reply-fails = Answer 500
simulator-reply-late = No answer
simulator-waits = The flow waits.
simulator-wait-10 = Wait 10 s
simulator-wait-60 = Wait 1 min
simulator-hang-up = Hang up
simulator-ended = The call is over.
told-undone = Undone: { $what }
told-redone = Done again: { $what }
told-saved = Saved.
told-disconnected = Disconnected.
told-no-flow = { $name } holds no flow: { $why }
told-connected = Connected { $exit } to { $to }
told-leads-nowhere = This exit leads nowhere yet. Press C to connect it.
told-comes-from-nowhere = Nothing leads here.
told-theirs = Taken from the file. Undo brings yours back.
told-restored = { $minutes ->
    [0] Restored { $name } as it was a moment ago
    [one] Restored { $name } from { $minutes } minute ago
   *[other] Restored { $name } from { $minutes } minutes ago
}
heard-done = Done: { $what }
unsaved-title = Keep your changes?
unsaved-text = This flow has changes that are not in a file yet.
unsaved-discard = Throw them away
unsaved-keep = Go on editing
change-add = Add { $name }
change-remove = Remove { $name }
change-rename = Rename { $from } to { $to }
change-kind = Make { $name } a { $kind }
change-field = Change { $field } of { $name }
change-clear = Clear { $field } of { $name }
change-connect = Connect { $from } to { $to }
change-disconnect = Disconnect { $name }
change-exits = Change the exits of { $name }
change-move = Move { $name }
change-describe = Change the description
change-start = Begin with { $name }
change-duplicate = Duplicate { $name }
change-paste = Paste
canvas-minimap = Map of the flow
status-widgets = { $count ->
    [one] { $count } widget
   *[other] { $count } widgets
}
status-errors = { $count ->
    [one] { $count } error
   *[other] { $count } errors
}
status-warnings = { $count ->
    [one] { $count } warning
   *[other] { $count } warnings
}
inspector-several = { $count ->
    [one] { $count } widget
   *[other] { $count } widgets
}
told-copied = { $count ->
    [one] { $count } widget copied
   *[other] { $count } widgets copied
}
canvas-spoken = { $count ->
    [one] { $name }, { $count } widget
   *[other] { $name }, { $count } widgets
}
