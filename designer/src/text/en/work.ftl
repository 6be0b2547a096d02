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

## Calls that the open flow answered on the server

command-calls = Calls: live, past, and how many took each way
calls-no-server = Calls are known of flows that stand on a server. Save this one there, and publish it.
calls-looking = Asking the server …
calls-none = Nobody has called yet. What comes is shown here at once.
calls-day = Last 24 hours
calls-week = Last 7 days
calls-month = Last 30 days
calls-all = All that is kept
calls-every-revision = Every revision
calls-revision-live = Revision { $number } (live)
calls-beside = Beside: { $what }
calls-beside-none = Beside: nothing
calls-count-again = Count again
calls-counting = Counting …
calls-not-counted = Not counted
calls-counted = { $count ->
    [one] { $count } call
   *[other] { $count } calls
}
calls-counted-partly = The latest { $count } calls
calls-counted-beside = beside { $count }
calls-at = now at { $widget }
calls-nobody = Withheld
calls-way = The way of { $who }
calls-close = Close
calls-waits = waits
calls-ended-completed = finished
calls-ended-contact-left = hung up
calls-ended-cancelled = ended from outside
calls-ended-failed = failed
calls-ended-limit-reached = stopped at a limit
calls-ended-expired = too old
