//! A widget cannot work on the channel by which callers reach it.
//!
//! Somebody who sends a message cannot hear a voice, and a caller cannot type a reply. An execution
//! that gets there takes the failure exit, or ends. Some widgets work only in flows that a program
//! starts; Studio refuses to publish them anywhere else.
//!
//! **Mend it** by leading the trigger's exits to different widgets, or by splitting on the trigger
//! before this widget. A flow that a program or a message starts can call the contact first; after
//! `answered` there is a call.
//!
//! ```text
//! Trigger (incomingMessage) → menu: Gather input
//! ```

use super::subject::{Channels, Subject, arrivals};
use super::{Code, Place, Report, Sentence};
use crate::declare::Channel;
use crate::flow::Wire;

pub(super) const CODE: Code = Code("wrong_channel");

pub(super) fn check(subject: &Subject<'_>, report: &mut Report) {
    let Some(start) = subject.graph.start() else { return };
    for one in subject.reached() {
        let Some(spec) = one.spec().filter(|spec| !spec.channels.is_empty()) else { continue };
        let works = Channels::of(&spec.channels);
        let arriving = subject.channels[one.index];
        let fails = arriving.without(works);
        // Whoever runs a sub-flow knows what it is for.
        if one.index == start || fails.is_empty() || arriving == Channels::ALL {
            continue;
        }
        let place = Place::widget(one.widget);
        let (name, label) = (&one.widget.name, &spec.label);
        if arriving.and(works).is_empty() {
            let message = format!(
                "{name} ({label}) can never work: the flow gets there by {} only, and it needs {}. Lead that way elsewhere, or begin the flow by {}.",
                arriving.words(),
                works.words(),
                works.words()
            );
            let spanish = format!(
                "{name} ({label}) nunca puede funcionar: el flujo llega ahí solo por {}, y necesita {}. Lleve ese camino a otro sitio, o empiece el flujo por {}.",
                arriving.words_es(),
                works.words_es(),
                works.words_es()
            );
            report.error(CODE, place, Sentence::new(message, spanish), None);
            continue;
        }
        // After a call was placed both are there, the call and what the flow began with.
        if works == Channels::of(&[Channel::Call]) && only_after_a_call(subject, one.index) {
            continue;
        }
        let way = subject.graph.way_to(one.index, |wire: Wire| {
            wire.from != start || !arrivals(subject.event(wire)).and(fails).is_empty()
        });
        let way = way.map(|way| subject.way_in_words(&way, one.index));
        let on_the_way = way.map(|way| format!(": {way}")).unwrap_or_default();
        let spanish = format!(
            "{name} ({label}) necesita {}, pero el flujo también llega ahí por {}{on_the_way}. Lleve ese camino a otro sitio.",
            works.words_es(),
            fails.words_es()
        );
        let message = format!(
            "{name} ({label}) needs {}, but the flow also gets there by {}{on_the_way}. Lead that way elsewhere.",
            works.words(),
            fails.words()
        );
        let message = Sentence::new(message, spanish);
        if works == Channels::of(&[Channel::Request]) {
            report.error(CODE, place, message, None);
        } else {
            report.warning(CODE, place, message, None);
        }
    }
}

/// Whether every way here has a live call: it began with one, or one was answered on the way.
fn only_after_a_call(subject: &Subject<'_>, index: usize) -> bool {
    let Some(start) = subject.graph.start() else { return false };
    let call = Channels::of(&[Channel::Call]);
    let opens = |wire: Wire| {
        if wire.from == start {
            return arrivals(subject.event(wire)) == call;
        }
        subject.event(wire) == "answered" && !subject.channels[wire.from].has(Channel::Call)
            || (subject.event(wire) == "answered"
                && subject.widgets[wire.from].spec().is_some_and(|spec| !spec.needs_call()))
    };
    subject.graph.way_to(index, |wire| !opens(wire)).is_none()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::check::testing::{arriving, problems};

    const SAY: &str = r#"{"name":"hello","type":"say","transitions":[{"event":"audioComplete"}],"properties":{"say":"Hi"}}"#;
    const DIAL: &str = r#"{"name":"ring","type":"dial","transitions":[{"event":"answered","next":"hello"},{"event":"busy"},{"event":"failed"}],"properties":{"to":"{{contact.channel.address}}"}}"#;

    #[test]
    fn a_voice_for_a_message_can_never_work() {
        expect![[r#"
            error wrong_channel hello: hello (say) can never work: the flow gets there by a message only, and it needs a call. Lead that way elsewhere, or begin the flow by a call.
        "#]].assert_eq(&problems(&arriving("incomingMessage", &[SAY])));
        expect![[""]].assert_eq(&problems(&arriving("incomingCall", &[SAY])));
        expect![[""]].assert_eq(&problems(&arriving("incomingParent", &[SAY])));
    }

    #[test]
    fn a_call_that_was_placed_is_a_call() {
        expect![[""]].assert_eq(&problems(&arriving("incomingRequest", &[DIAL, SAY])));
    }

    #[test]
    fn two_ways_of_which_one_fails_are_named() {
        let flow = format!(
            r#"{{"initial_state":"Trigger","states":[{{"name":"Trigger","type":"start","transitions":[
                {{"event":"incomingMessage","next":"hello"}},{{"event":"incomingCall","next":"hello"}}]}},{SAY}]}}"#
        );
        expect![[r#"
            warning wrong_channel hello: hello (say) needs a call, but the flow also gets there by a message: Trigger (incomingMessage) → hello. Lead that way elsewhere.
        "#]].assert_eq(&problems(&flow));
    }

    #[test]
    fn a_conversation_is_started_by_a_program_only() {
        let chat = r#"{"name":"open","type":"chat","transitions":[{"event":"created"}]}"#;
        expect![[r#"
            error wrong_channel open: open (chat) can never work: the flow gets there by a message only, and it needs a request through the API. Lead that way elsewhere, or begin the flow by a request through the API.
        "#]].assert_eq(&problems(&arriving("incomingMessage", &[chat])));
        expect![[""]].assert_eq(&problems(&arriving("incomingRequest", &[chat])));
    }
}
