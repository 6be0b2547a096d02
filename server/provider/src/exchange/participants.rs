//! What REST requests do to conferences and those who take part in them.

use super::Exchange;
use super::call::CallId;
use super::place::Refused;
use crate::form::Form;

impl Exchange {
    /// Rings somebody and puts them into a conference.
    pub fn add_participant(&mut self, room: &str, form: &Form) -> Result<CallId, Refused> {
        let name =
            self.find_room(room).and_then(|at| self.rooms.get(at)).map(|room| room.name.clone());
        let name = name.unwrap_or_else(|| room.to_owned());
        let attributes = [
            ("Muted", "muted"),
            ("StartConferenceOnEnter", "startConferenceOnEnter"),
            ("EndConferenceOnExit", "endConferenceOnExit"),
            ("Label", "participantLabel"),
            ("WaitUrl", "waitUrl"),
            ("WaitMethod", "waitMethod"),
            ("Beep", "beep"),
            ("ConferenceStatusCallback", "statusCallback"),
        ];
        let mut noun = String::from("<Conference");
        for (parameter, attribute) in attributes {
            if let Some(value) = form.filled(parameter) {
                noun.push_str(&format!(" {attribute}=\"{}\"", escape(value)));
            }
        }
        let events: Vec<&str> = form.all("ConferenceStatusCallbackEvent").collect();
        if !events.is_empty() {
            noun.push_str(&format!(" statusCallbackEvent=\"{}\"", escape(&events.join(" "))));
        }
        let twiml =
            format!("<Response><Dial>{noun}>{}</Conference></Dial></Response>", escape(&name));
        let mut call = form.clone();
        call.pairs.retain(|(name, _)| name != "Url");
        call.add("Twiml", twiml);
        self.place_call(&call)
    }

    /// Changes how a call takes part in a conference.
    pub fn update_participant(
        &mut self,
        at: usize,
        id: CallId,
        form: &Form,
    ) -> Result<(), Refused> {
        self.refuse_stranger(at, id)?;
        let yes = |name: &str| form.filled(name).map(|value| value == "true");
        if let Some(muted) = yes("Muted") {
            let event = if muted { "mute" } else { "unmute" };
            self.change_participant(at, id, event, |inside| inside.muted = muted);
        }
        if let Some(hold) = yes("Hold") {
            let event = if hold { "hold" } else { "unhold" };
            self.change_participant(at, id, event, |inside| inside.hold = hold);
        }
        if let Some(ends) = yes("EndConferenceOnExit") {
            self.change_participant(at, id, "modify", |inside| inside.ends = ends);
        }
        if let Some(coaching) = yes("Coaching") {
            let coached = form.filled("CallSidToCoach").unwrap_or_default().to_owned();
            let coached = if coaching { coached } else { String::new() };
            self.change_participant(at, id, "modify", |inside| inside.coach = coached);
        }
        Ok(())
    }

    /// Takes a call out of a conference; it goes on with the action of its `<Dial>`.
    pub fn remove_participant(&mut self, at: usize, id: CallId) -> Result<(), Refused> {
        self.refuse_stranger(at, id)?;
        self.leave_room_alive(id);
        Ok(())
    }

    /// Ends a conference for all.
    pub fn end_conference(&mut self, at: usize) {
        if let Some(last) = self.rooms.get(at).and_then(|room| room.participants.last()).copied() {
            self.end_room(at, last, "conference-ended-via-api");
        }
    }

    /// The place of a conference, by its id or name.
    pub fn conference(&self, sid_or_name: &str) -> Option<usize> {
        self.find_room(sid_or_name)
    }

    fn refuse_stranger(&self, at: usize, id: CallId) -> Result<(), Refused> {
        let is_in = self.rooms.get(at).is_some_and(|room| room.participants.contains(&id));
        if is_in { Ok(()) } else { Err(Refused::not_found(self.calls[id].sid.as_str())) }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
