//! What happens in conferences, told to who asked.

use super::Exchange;
use super::call::CallId;
use super::room::InRoom;
use super::web::Owner;
use crate::form::Form;
use crate::transcript::Purpose;

impl Exchange {
    /// Tells what happened to a whole conference, or to this participant.
    pub(crate) fn tell_room(&mut self, at: usize, id: Option<CallId>, event: &str) {
        let Some(id) = id else { return };
        let inside = self.calls[id].in_room().cloned();
        match inside {
            Some(inside) => self.tell_room_about(at, id, &inside, event),
            None => self.tell_room_form(at, id, event, &Form::new()),
        }
    }

    pub(crate) fn tell_room_about(&mut self, at: usize, id: CallId, inside: &InRoom, event: &str) {
        let yes = |value: bool| if value { "true" } else { "false" };
        let form = Form::new()
            .with("CallSid", self.calls[id].sid.as_str())
            .with("Muted", yes(inside.muted))
            .with("Hold", yes(inside.hold))
            .with("Coaching", yes(!inside.coach.is_empty()))
            .with("EndConferenceOnExit", yes(inside.ends))
            .with("StartConferenceOnEnter", yes(inside.starts));
        let form = match inside.label.is_empty() {
            true => form,
            false => form.with("ParticipantLabel", &inside.label),
        };
        self.tell_room_form(at, id, event, &form);
    }

    fn tell_room_form(&mut self, at: usize, id: CallId, event: &str, about: &Form) {
        let now_millis = self.now_millis;
        let Some(room) = self.rooms.get_mut(at) else { return };
        let group = match event {
            "start" | "end" => "conference",
            _ => "participant",
        };
        // Asked for as `mute`, told as `participant-mute` or `participant-unmute`.
        let asked = event.strip_prefix("un").unwrap_or(event);
        if room.callback.url.is_empty() || !room.events.iter().any(|one| one == asked) {
            return;
        }
        room.sequence += 1;
        let mut form = Form::new()
            .with("AccountSid", self.settings.account.as_str())
            .with("ConferenceSid", room.sid.as_str())
            .with("FriendlyName", &room.name)
            .with("StatusCallbackEvent", format!("{group}-{event}"))
            .with("SequenceNumber", room.sequence.to_string());
        let target = room.callback.clone();
        form.add("Timestamp", self.date(now_millis));
        form.extend(about);
        self.send(Owner::Call(id), Purpose::Conference, &target, form, 0);
    }
}
