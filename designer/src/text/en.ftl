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
command-close = Close this flow
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
inspector-name = Name of the widget
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
simulator-wait-60 = Wait 1 min
simulator-hang-up = Hang up
simulator-ended = The call is over.
simulator-variables = Variables
simulator-settings = Settings
simulator-clock = The virtual clock: time passes only when you let it
simulator-opening = How it begins
simulator-branch = Call { $number }
simulator-differs = The flow has changed: turn { $turn } now comes out otherwise. Then: “{ $then }”. Now: “{ $now }”.
simulator-differs-refused = The flow has changed: what you did in turn { $turn } is not possible any more. { $why }
simulator-differs-nothing = nothing
simulator-differs-go = Show
simulator-differs-accept = Fine as it is now
simulator-missing-flows = These flows are not beside this file, so running them fails: { $names }
simulator-stopped = Stopped at { $name }
simulator-step = One step
simulator-turn = Turn { $turn } of { $count }
simulator-turn-first = The beginning
simulator-who-flow = Flow
simulator-who-contact = Contact
simulator-row-visit = enters { $name }
simulator-row-asks = asks { $what }
simulator-row-calls = calls the function { $what }
simulator-row-dials = calls { $whom }
simulator-row-task = a task for { $name }
simulator-row-records = records the caller
simulator-row-wishes = asks for { $what }
simulator-row-hangs-up = The flow hangs up.
simulator-did-presses = presses { $what }
simulator-did-says = says “{ $what }”
simulator-did-writes = { $what }
simulator-did-silent = says nothing
simulator-did-hangs-up = hangs up
simulator-did-records-nothing = says nothing after the tone
simulator-did-records = speaks for { $what }
simulator-did-waits = waits { $what }
simulator-did-task = the task changes
simulator-did-answer = the other side answers
simulator-did-delivery = the message is { $what }
simulator-did-returns = comes back by { $what }
simulator-did-changes = { $what } is changed
simulator-ends-completed = The flow has come to its end.
simulator-ends-contact-left = The contact has left.
simulator-ends-cancelled = Ended from outside.
simulator-ends-failed = The flow has failed
simulator-ends-limit-reached = A limit was reached
simulator-ends-expired = It grew too old
simulator-wait-5 = 5 s of silence
simulator-skip = Skip ahead
simulator-skip-to = To the next thing that happens, in { $seconds } s
simulator-skip-none = Nothing happens by itself here
simulator-world = Outside world
simulator-messages-fail = Messages are refused
simulator-tasks-fail = Queues are full
simulator-delivery-delivered = The last message was delivered
simulator-delivery-undelivered = The last message was not delivered
simulator-remembered = Answered the same from now on
simulator-key = Key { $key }
simulator-send-keys = Done
simulator-undo-key = Take back the last key
simulator-way-call = Call
simulator-way-message = Message
simulator-way-chat = Chat
simulator-way-request = Request
simulator-caller = Caller
simulator-called = Number called
simulator-writer = Writes
simulator-written-to = To
simulator-contact = Contact
simulator-our-number = Our number
simulator-first-message = First message
simulator-parameters = What the program passes on, as JSON
simulator-time-of-day = Time
simulator-time-hint = now, or 2026-11-23 09:30, or 21:15
simulator-language = Language
simulator-language-open = As the flow decides
simulator-known = Known from the start
simulator-known-more = Another variable
simulator-known-less = Leave it out
simulator-value = value
simulator-ring = Ring
simulator-send = Send
simulator-begin = Begin
simulator-start-at = Start at { $name }
simulator-bad-moment = “{ $text }” is no moment. Write it like 2026-11-23 09:30, or 21:15.
simulator-bad-parameters = What the program passes on is no JSON object: { $why }
simulator-filter = Find a variable
simulator-pinned = Kept in sight
simulator-pin = Keep { $name } in sight
simulator-unpin = Let { $name } go
simulator-not-set = not set
simulator-changed = Changed in this turn
simulator-change = Press to try another value
simulator-no-variables = No such variable
simulator-function = The flow calls the function { $name }
simulator-status = Status
simulator-body = Answer
simulator-status-bad = A status is a number from 100 to 599
simulator-reply-unreachable = Not reachable
simulator-remember = Remember this answer for this run
simulator-placed = The flow calls the contact
simulator-placed-human = A person answers
simulator-placed-machine = A machine answers
simulator-service = Another service: { $name }
simulator-redirect = Another program has the contact. It gives them back by:
simulator-record-key = Speak and press #
simulator-task-queue = Queue: { $name }
simulator-task-plan = Plan: { $name }
simulator-task-skills = Skills: { $skills }
simulator-passed = { $passed } of { $count } hold
simulator-coverage = { $taken } of { $count } exits taken; mark the others
simulator-save-first = Save the flow first: scenarios stand in a file beside it.
simulator-no-scenarios = No scenarios yet. A scenario is a conversation that must come out the same every time. Simulate one and keep it.
simulator-line = Line { $line }
simulator-holds = Comes out as it says
simulator-fails = Comes out otherwise
simulator-untaken = Exits that no scenario takes
simulator-title = Title
simulator-keep = Keep it
simulator-not-kept-start = A scenario begins at the start of the flow, and this conversation began in the middle.
simulator-not-kept-beyond = Something here cannot be said in a scenario: a variable was changed by hand, or the outside world got better again.
simulator-not-kept-otherwise = This sentence would not hold: “{ $sentence }”. { $message }
simulator-crowd = { $callers } callers, { $reached } of { $count } exits reached
simulator-crowd-shows = Show on the canvas
simulator-crowd-none = A thousand virtual callers press, speak, stay silent and hang up. You see how many take each way, and where they give up.
simulator-crowd-unreached = Nobody reached
simulator-crowd-all = Every exit was reached.
simulator-crowd-endings = How it ended
simulator-crowd-gave-up = Where they hung up
simulator-crowd-failures = Why it failed
simulator-reason-outside = it depends on what other systems say: { $what }
simulator-reason-clock = it depends on the date or the time of day
simulator-reason-text = it depends on what somebody says: { $what }
simulator-reason-never = it cannot happen. { $what }
simulator-reason-behind = only { $what } leads there, and nobody took it
simulator-reason-none = no reason is known
simulator-followed = Only to be looked at here
command-go-on = Go on
command-skip-ahead = Skip ahead to the next thing that happens
command-breakpoint = Stop here, or no longer
command-start-here = Start here
command-copy-transcript = Copy the transcript
command-keep-scenario = Keep as a scenario…
command-run-scenarios = Run the scenarios
command-callers = Let 1,000 virtual callers in
told-transcript-copied = Transcript copied
told-undone = Undone: { $what }
told-redone = Done again: { $what }
told-saved = Saved.
told-disconnected = Disconnected. { $key } connects it again.
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
inspector-more-settings = More settings
inspector-mixed = mixed
inspector-mixed-rows = The selected widgets differ here. Select one of them to change it.
inspector-odd = This value is not of the usual form, so it stands here as JSON. It stays as it is.
inspector-less = less
inspector-more = more
inspector-range = { $least } to { $most }
inspector-no-number = “{ $typed }” is no whole number. Write digits, or a variable.
inspector-out-of-range = Write a number from { $least } to { $most }.
inspector-no-json = This is no JSON yet: look at line { $line }, column { $column }.
inspector-no-time = Write a time such as 09:30.
inspector-no-date = Write a date such as 12-25 or 2026-12-25, or two with a dash between.
inspector-script-line = Look at line { $line }.

# On the canvas, further
canvas-back = Back to the flow
change-move-out = Move out of the group
change-set-aside = Set a warning aside
change-bring-back = Let a warning count again
wheel-question = The wheel moves the picture, and with Ctrl it zooms. How do you like it?
wheel-scrolls = Keep it so
wheel-zooms = The wheel shall zoom
aside-title = Set this warning aside?
aside-ask = Set aside…
aside-reason = Why it does not matter here
aside-reason-hint = It stays in the file for whoever comes after you
aside-do = Set aside
aside-back = Let it count again
aside-count = { $count ->
    [one] { $count } warning set aside
   *[other] { $count } warnings set aside
}

# Trying, further
command-real-time = Play at its true pace
command-speak-prompts = Say prompts aloud
inspector-speak = Say it aloud
simulator-due = Something happens by itself in { $seconds } s
told-cannot-speak = Nothing can be said aloud here. On Linux, install speech-dispatcher and try again.
told-exit-unwritten = This exit is not in the file yet: connect it first

# Scripts
keys-group-script = Scripts
command-new-script = New scripted widget…
command-open-script = Open its script
command-script-part = Show the script
command-try-script = Try the script
command-test-script = Run the script's tests
command-save-script = Save the script
command-close-script = Close the script
finder-script = Script { $name }
script-none = No script is open. A scripted widget is one of your own: a form, exits and a few lines of Rhai.
script-of-the-house = read only
script-unsaved = not saved
script-is-saved = saved
script-close = Close
script-save = Save
script-copy = Make my own copy
script-tests = Run its tests
script-try = Try
script-field = Script { $name }
script-theirs = Somebody else changed { $name } while you were writing.
script-fault = Line { $line }: { $why }
script-name = Name of its file
script-name-hint = for example greeting
script-bad-name = Use small letters, digits and _, and begin with a letter.
script-exists = There is a script { $name } already. Choose another name.
script-folder = It is kept in { $folder }
script-no-folder = There is no folder for scripts here. Save the flow first.
script-make = Make it
script-came = { $name } can be used now: it stands among the widgets
script-changed = { $name } has changed
script-gone = { $count ->
    [one] { $name } is gone. { $count } widget of this flow uses it: it stays, and cannot run until the file is back.
   *[other] { $name } is gone. { $count } widgets of this flow use it: they stay, and cannot run until the file is back.
}
script-broken = { $name }, line { $line }: { $why } It cannot be used before that.
script-broken-kept = { $name }, line { $line }: { $why } The last good one stays in use.
script-unread = { $name } cannot be read: { $why }
script-saved = { $name } saved
script-asked-title = Save the scripts?
script-asked-text = { $names } has changes that no file has.
script-fields = Its fields
script-variables = Variables it reads
script-bench-about = Fill in what it is given and press Try (F5). What it asks for is only told here, never done.
script-bench-stale = The script has changed since. Try it again.
script-leaves = Leaves by “{ $what }”
script-leaves-usual = Leaves by “{ $what }”, its usual exit
script-asks-request = Asks { $what }
script-asks-wait = Waits { $what } s
script-asks-say = Says “{ $what }”
script-asks-gather = Asks the caller “{ $what }”
script-spent = { $spent } of { $allowed } operations
script-status = Status
script-body = Body of the answer
script-replies = This comes back
script-unreachable = Nobody answers
script-answer = What the caller presses or says
script-presses = Presses it
script-says = Says it
script-silent = Stays silent
script-played = It has been heard
script-fired = The time is over
script-no-tests = It has no tests. A function whose name begins with test_ is one.
script-passed = { $passed } of { $count } tests passed
palette-open-script = Open the script of { $name }
palette-script-fault = { $name } cannot be used: line { $line }
palette-script-old = { $name }: the last good one is used. Line { $line }

inspector-use-variable = Use a variable
inspector-no-variable = Choose instead of a variable
inspector-nothing-chosen = nothing
inspector-usual = { $value } (as usual)
inspector-choose = choose
inspector-row = row { $number }
inspector-row-add = Add a row
inspector-row-up = Move up
inspector-row-down = Move down
inspector-row-remove = Remove
inspector-row-name = Name
inspector-row-value = Value
inspector-row-entry = Entry
inspector-speech-length = About { $seconds } s to say
inspector-preview-samples = with examples
inspector-preview-call = with the simulated call
inspector-preview-empty = nothing
inspector-variable-from = from { $name }
inspector-secret-name = Name of the secret
inspector-secret-hidden = a value that is not shown
inspector-secret-bad = A name of a secret has letters, digits and _ only.
inspector-secret-plain = A value stands in the file itself. Write the name of a secret instead, so that nobody can read it here.
inspector-secret-about = Only the name stands in the flow; the server knows the value.
inspector-day-monday = Monday
inspector-day-tuesday = Tuesday
inspector-day-wednesday = Wednesday
inspector-day-thursday = Thursday
inspector-day-friday = Friday
inspector-day-saturday = Saturday
inspector-day-sunday = Sunday
inspector-closed = closed
inspector-from = from
inspector-to = to
inspector-hours-add = Add hours
inspector-holidays = Holidays
inspector-holiday = Holiday { $number }
inspector-holiday-add = Add a holiday
inspector-holiday-name = Holiday
inspector-holiday-date = Date
inspector-if = If
inspector-and = and
inspector-always = Always
inspector-go-to = go to
inspector-otherwise = Otherwise
inspector-condition = Change branch { $number }
inspector-condition-add = Add a branch
inspector-condition-argument = Text to compare
inspector-condition-operator = Comparison
inspector-condition-value = Value
inspector-condition-label = Name of the branch
inspector-condition-target = Go to
inspector-change-several = Change { $field } of { $count } widgets
inspector-used-by = Used by
inspector-unused = No widget leads here or reads from here.
inspector-used-wire = exit { $exit }
inspector-used-field = reads in { $field }
operator-equal_to = is
operator-not_equal_to = is not
operator-matches_any_of = is one of
operator-does_not_match_any_of = is none of
operator-is_blank = is empty
operator-is_not_blank = is not empty
operator-regex = matches the pattern
operator-contains = contains
operator-does_not_contain = does not contain
operator-starts_with = begins with
operator-does_not_start_with = does not begin with
operator-less_than = is less than
operator-greater_than = is greater than
operator-is_before_time = is before the time
operator-is_after_time = is after the time
operator-is_before_date = is before the date
operator-is_after_date = is after the date
told-copied = { $count ->
    [one] { $count } widget copied
   *[other] { $count } widgets copied
}
canvas-spoken = { $count ->
    [one] { $name }, { $count } widget
   *[other] { $name }, { $count } widgets
}

# Settings, keys, hints and the gallery
command-settings = Settings
command-scale-larger = Make everything larger
command-scale-smaller = Make everything smaller
command-scale-usual = Everything at its usual size
command-contrast-on = High contrast
command-contrast-off = Usual contrast
command-stillness-on = Stop things from moving
command-stillness-off = Let things move
command-wheel-zooms = Let the wheel zoom
command-wheel-scrolls = Let the wheel scroll
command-hints-again = Show the hints again
told-scale = Size: { $percent } %
settings-looks = How it looks
settings-works = How it works
settings-contrast = Contrast
settings-contrast-on = High
settings-usual = Usual
settings-scale = Size of everything
settings-motion = Movement
settings-motion-about = Whether things open softly and pictures play
settings-still = None
settings-wheel = The wheel on the canvas
settings-wheel-about = Two fingers and Ctrl zoom in any case
settings-wheel-scrolls = Scrolls
settings-wheel-zooms = Zooms
settings-letters = Single letters as keys
settings-letters-about = They act while the canvas has the keyboard
settings-yes = Yes
settings-no = No
settings-keys = Keys…
settings-kept = All of this is kept for the next start
keys-reset-all = All as usual
keys-change = Another key for “{ $name }”
keys-reset = The usual key for “{ $name }”
keys-press = Press the new key. Escape keeps the old one.
keys-taken = { $key } already means “{ $name }”. Take it from there, or press another key.
keys-refused = { $key } cannot mean anything else. Press another key.
keys-take = Take it from there
keys-none = No key
keys-keep = Leave it
hint-wire = Drag from the dot of an exit and let go on an empty place: there you choose what happens next.
hint-simulate = You can hear this before callers do: { $key } plays a call.
hint-problems = Something here could trip a caller up. The list at the bottom says what, and how to mend it.
hint-read = Got it
hint-none = No more hints
gallery-play = It plays while you point at it
gallery-kept-about = Changes that were not saved when the program ended
gallery-restore = Open
gallery-drop-copy = Throw away
gallery-drop-copy-of = Throw { $name } away
gallery-restore-of = Open { $name }
copy-title = Throw this copy away?
copy-text = Nobody saved what { $name } holds, and it is nowhere else.
copy-keep = Keep it
copy-drop = Throw it away
ago-now = just now
ago-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
ago-days = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}

# The project around the flow
project-unread = The project around this flow cannot be read, so the flow stands for itself. { $why }
project-offered = of the project
simulator-desk = Who takes it
simulator-people = Who works
simulator-why = Why?
simulator-task-in-queue = The task waits in queue { $who }.
simulator-task-reserved = The task is reserved for { $who }.
simulator-task-has = { $who } has the task.
simulator-task-nobody = Nobody is free for it now.
simulator-task-missed = { $who } did not answer.
simulator-task-taken-back = { $who } is asked no more.
simulator-task-talk-over = The talk is over.
simulator-task-completed = The task is done.
simulator-task-given-up = The task was given up: { $why }.
simulator-task-priority = Priority { $number }
simulator-person-accepts = { $who } accepts
simulator-person-refuses = { $who } refuses
simulator-person-done = { $who } is done
simulator-person-accepted = { $who } took it.
simulator-person-refused = { $who } does not want it.
simulator-person-did = { $who } is done.
simulator-person-on = Is on “{ $what }”
simulator-person-busy = Is busy with something else
simulator-person-free = Is free again
simulator-nobody-accepts = Nobody accepts ({ $seconds } s)
simulator-nobody-accepted = nobody accepts for { $seconds } s
simulator-nobody-works = Nobody works
simulator-cancel-task = Take the task back

# Several open flows.
command-gallery = All flows
command-next-flow = Next open flow
command-previous-flow = Previous open flow
command-open-subflow = Open the flow it runs
command-back-to-flow = Back to the flow from which this one was opened
tabs-close = Close { $name }
unsaved-several = These flows have changes that no file has: { $names }. Save them?
told-no-subflow = This widget names no flow beside this one's file. Save this flow first, or name a flow in its settings.
told-open-elsewhere = { $name } is open in another window too. Each window keeps its own copy of what is not saved, and asks before it writes over the other.

# Comparing.
command-compare = Compare
command-next-difference = Next difference
command-previous-difference = Previous difference
command-take-back = Take this change back
command-compare-beside = Compare side by side
command-compare-over = Compare over one another
command-end-compare = End comparing
compare-with = Compare this flow with…
compare-lead = What is new, gone or otherwise is marked on the canvas.
compare-file = What its file says
compare-file-now = its file
compare-file-same = nothing changed since
compare-tab = The open flow { $name }
compare-another = Another file…
compare-count = { $count ->
    [0] No difference from { $name }
    [one] { $count } difference from { $name }
   *[other] { $count } differences from { $name }
}
compare-heard = { $count ->
    [0] No difference from { $name }
    [one] { $count } difference from { $name }
   *[other] { $count } differences from { $name }
}
compare-none = This flow does the same as { $name }.
compare-moves = Boxes that only moved ({ $count })
compare-beside = Side by side
compare-end = Done
compare-take-back = Take back
compare-take-back-spoken = Take back: { $what }
compare-beside-name = Compared with { $name }
compare-was = was
compare-is = is
compare-nothing = nothing
change-take-back = Take back: { $what }
told-taken-back = Taken back
told-not-taken-back = This difference is more than one change. Undo it in the history, or change it by hand.
spoken-added = New: { $said }
spoken-removed = Gone: { $said }
spoken-changed = Changed: { $said }

# History and publishing.
command-keep-revision = Keep a named revision…
command-publish = Publish…
history-session = This session
history-opened = As it was opened
history-now = now
history-undone = undone
history-kept = Kept revisions
history-saved = Saved
history-published = Published
history-no-revisions = A revision is kept each time the flow is saved, and whenever you name one. You can look at any of them here and bring it back.
history-save-first = Revisions are kept beside the flow's file. Save the flow first.
history-bring-back = Bring back
history-compare = Compare
history-name-this = Name this state…
history-keep-title = Keep a named revision
history-keep-lead = The flow as it is now can be found again under this name, whatever is changed later.
history-name = Name
history-note = Note
history-revision-spoken = { $name }, kept { $when }. { $note }
change-revision-back = Bring back { $name }
told-brought-back = { $name } is back. Undo takes it away again.
told-is-this-already = The flow says just this already.
told-went-to-state = Gone to that state. Undo and redo go on from there.
told-kept = Kept as { $name }
told-published = Published ({ $name })
publish-title = Publish { $name }
publish-lead = No server is connected. Publishing saves the flow and keeps it in its history as the revision with which a server of this folder will answer. Calls are not changed by it now.
publish-changes = What changed since { $name }
publish-first = Nothing of this flow was published before.
publish-no-changes = Nothing that callers would notice.
publish-no-problems = Nothing wrong.
publish-scenarios = Scenarios
publish-no-scenarios = This flow has no scenarios. A conversation of the simulator can be kept as one.
publish-note = Note: what is new, for those who come after
publish-do = Publish
publish-stopped = Errors stop publishing. Mend them first.

# Finding and replacing.
command-find-text = Find and replace
command-next-found = Next place found
command-previous-found = Previous place found
command-replace = Replace at all ticked places
replace-find = Find
replace-with = Replace with
replace-do = { $count ->
    [one] Replace { $count } place
   *[other] Replace { $count } places
}
replace-sought = Look in
replace-anything = Anything
replace-words = Words said
replace-phones = Phone numbers
replace-voices = Voices
replace-languages = Languages
replace-addresses = Addresses
replace-case = Match case
replace-word = Whole words
replace-variables = Inside {"{{ }}"} too
replace-folder = All flows of this folder
replace-lead = Finds what this flow says, asks and calls, in every field. Nothing is changed before you press Replace.
replace-count = { $count ->
    [0] Found nowhere
    [one] Found at { $count } place
   *[other] Found at { $count } places
}
replace-of-flow = The flow itself
replace-heard = { $name }, { $field }: { $text }
change-replace = Replace “{ $wanted }” with “{ $with }” ({ $count })
told-replaced = { $count ->
    [one] Replaced at { $count } place
   *[other] Replaced at { $count } places
}
told-file-written = { $name } was written. What it said before is in its history.
told-files-written = { $count ->
    [one] { $count } file was written. What it said before is in its history.
   *[other] { $count } files were written. What they said before is in their histories.
}
told-file-changed = { $name } was changed by somebody else and is left as it is. Look at the places again.
rewrite-title = Write files that are not open?
rewrite-text = { $count ->
    [one] This file is changed on the disk: { $names }. What it says now is kept in its history.
   *[other] These { $count } files are changed on the disk: { $names }. What they say now is kept in their histories.
}
rewrite-do = Write them
spoken-found = { $said }, found here

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
