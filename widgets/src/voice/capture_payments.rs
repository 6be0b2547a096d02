//! Capture payments: let the caller pay by keying in a card or a bank account.

use centralita_engine::check::Code;
use centralita_engine::declare::{
    Behaviour, Declared, Exits, Flag, Outputs, Pair, Reporter, Whole,
};
use centralita_engine::exec::{Action, Event, Failure, Next, Outcome, Service, Turning};
use centralita_engine::sentence;
use centralita_engine::template::Template;
use centralita_engine::value::Value;
use centralita_engine::{Map, Text};

use super::{hung_up, settings::Settings};

/// The cards a payment can be limited to, as flow files spell them.
const CARD_TYPES: [&str; 10] = [
    "visa",
    "mastercard",
    "master-card",
    "amex",
    "maestro",
    "discover",
    "optima",
    "jcb",
    "diners-club",
    "enroute",
];

/// Let the caller pay by keying in a card or a bank account.
///
/// The numbers go straight to the payment provider; the flow only ever sees a token and the last
/// digits. Without a payment provider the flow leaves by "Provider error".
#[derive(Clone, Debug, PartialEq, Declared)]
#[widget(
    kind = "capture-payments",
    label = "Capture payment",
    group = Voice,
    icon = "card",
    channels(Call),
    waits,
    speaks
)]
pub struct CapturePayments {
    /// The payment provider's connector.
    #[field(label = "Connector")]
    pub payment_connector: Option<Template>,
    /// How the caller pays.
    #[field(
        label = "Pay with",
        choices("CREDIT_CARD" = "Card", "ACH_DEBIT" = "Bank account")
    )]
    pub payment_method: Option<Template>,
    /// The kind of bank account.
    #[field(
        label = "Bank account",
        choices(
            "CONSUMER_CHECKING" = "Personal checking", "CONSUMER_SAVINGS" = "Personal savings",
            "COMMERCIAL_CHECKING" = "Business checking", "COMMERCIAL_SAVINGS" = "Business savings"
        )
    )]
    pub bank_account_type: Option<Template>,
    /// How much is charged, such as `12.50`. Empty only makes a token.
    #[field(label = "Amount", alias("charge_amount"))]
    pub payment_amount: Option<Template>,
    /// The currency of the amount.
    #[field(default = "usd")]
    pub currency: Template,
    /// What the payment is for.
    pub description: Option<Template>,
    /// Whether the token can be used once or again.
    #[field(label = "Token", choices("one-time" = "For this payment", "reusable" = "For later payments too"))]
    pub payment_token_type: Option<Template>,
    /// The language of the prompts.
    #[field(control = Language, group = "Prompts")]
    pub language: Option<Template>,
    /// Seconds to wait for each key.
    #[field(control = Seconds, default = 5, range = 1..=600, group = "Prompts")]
    pub timeout: Whole,
    /// How often the caller may try.
    #[field(label = "Attempts", default = 2, range = 1..=10, group = "Prompts")]
    pub max_attempts: Whole,
    /// Whether the card's security code is asked for.
    #[field(default = true, group = "Card")]
    pub security_code: Flag,
    /// Whether the postal code is asked for: `true`, `false`, or the code itself when it is known.
    #[field(group = "Card")]
    pub postal_code: Option<Template>,
    /// Least number of digits of a postal code.
    #[field(label = "Shortest postal code", range = 0..=10, group = "Card")]
    pub min_postal_code_length: Option<Whole>,
    /// The cards that are taken; empty means the provider's own list.
    #[field(label = "Cards", group = "Card")]
    pub valid_card_types: Vec<Template>,
    /// Named values that go to the payment provider.
    #[field(group = "More")]
    pub parameters: Vec<Pair>,
}

/// Ways out of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Exits)]
pub enum Exit {
    /// The caller has paid, or there is a token.
    Success,
    /// The caller keyed in something wrong too often.
    #[exit(label = "Too many attempts")]
    MaxFailedAttempts,
    /// The payment provider refused, failed, or there is none.
    #[exit(failure)]
    ProviderError,
    /// The caller pressed `*` to stop.
    #[exit(label = "Caller stopped")]
    PayInterrupted,
    /// The caller hung up.
    #[exit(label = "Caller hung up")]
    Hangup,
    /// The settings of the payment are not as the provider wants them.
    ValidationError,
}

/// What a payment stores, beside the parameters of the call.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Paid {
    /// How it went, in the provider's word.
    #[output(wire = "Result", sample = "success")]
    pub result: Option<Text>,
    /// The token that stands for the card or the account.
    #[output(wire = "PaymentToken", sample = "tok_1")]
    pub token: Option<Text>,
    /// The provider's confirmation of the charge.
    #[output(wire = "PaymentConfirmationCode", sample = "ch_1")]
    pub confirmation: Option<Text>,
    /// The provider's id of the payer.
    #[output(wire = "ProfileId", sample = "cus_1")]
    pub profile: Option<Text>,
    /// The card's number, masked but for the last digits.
    #[output(wire = "PaymentCardNumber", sample = "xxxxxxxxxxxx4242")]
    pub card_number: Option<Text>,
    /// The kind of card.
    #[output(wire = "PaymentCardType", sample = "visa")]
    pub card_type: Option<Text>,
    /// The postal code that was keyed in.
    #[output(wire = "PaymentCardPostalCode", sample = "94109")]
    pub postal_code: Option<Text>,
    /// The card's last month, as `MMYY`.
    #[output(wire = "ExpirationDate", sample = "0129")]
    pub expiration: Option<Text>,
    /// The security code, masked.
    #[output(wire = "SecurityCode", sample = "xxx")]
    pub security_code: Option<Text>,
}

impl CapturePayments {
    fn settings(&self, turn: &mut Turning<'_>) -> Result<Map, Failure> {
        let mut settings = Settings::default();
        settings.render(turn, "payment_connector", &self.payment_connector)?;
        settings.render(turn, "payment_method", &self.payment_method)?;
        settings.render(turn, "bank_account_type", &self.bank_account_type)?;
        settings.render(turn, "payment_amount", &self.payment_amount)?;
        settings.add("currency", turn.render(&self.currency)?);
        settings.render(turn, "description", &self.description)?;
        settings.render(turn, "payment_token_type", &self.payment_token_type)?;
        settings.render(turn, "language", &self.language)?;
        settings.add("timeout", turn.whole(&self.timeout)?);
        settings.add("max_attempts", turn.whole(&self.max_attempts)?);
        settings.add("security_code", turn.flag(&self.security_code)?);
        settings.render(turn, "postal_code", &self.postal_code)?;
        if let Some(length) = &self.min_postal_code_length {
            settings.add("min_postal_code_length", turn.whole(length)?);
        }
        let cards = self
            .valid_card_types
            .iter()
            .map(|card| turn.render(card).map(Value::from))
            .collect::<Result<Vec<_>, _>>()?;
        settings.add("valid_card_types", Value::list(cards));
        settings.add("parameters", turn.pairs(&self.parameters)?);
        Ok(settings.into_map())
    }
}

impl Behaviour for CapturePayments {
    type Exit = Exit;
    type Outputs = Paid;

    const EXAMPLE: &'static str = r#"{
  "name": "pay_invoice",
  "type": "capture-payments",
  "transitions": [
    { "event": "success", "next": "say_thanks" },
    { "event": "maxFailedAttempts", "next": "to_agent" },
    { "event": "providerError", "next": "to_agent" },
    { "event": "payInterrupted", "next": "main_menu" },
    { "event": "hangup" },
    { "event": "validationError", "next": "to_agent" }
  ],
  "properties": {
    "payment_connector": "Default",
    "payment_token_type": "one-time",
    "payment_amount": "{{flow.variables.amount}}",
    "currency": "usd",
    "description": "Invoice {{flow.variables.invoice}}",
    "language": "en-US",
    "timeout": 5,
    "max_attempts": 2,
    "security_code": true,
    "postal_code": "true",
    "valid_card_types": [ "visa", "master-card" ],
    "offset": { "x": 0, "y": 0 }
  }
}"#;

    fn enter(&self, turn: &mut Turning<'_>) -> Outcome<Exit> {
        let settings = self.settings(turn)?;
        turn.ask(Action::Pay(Box::new(Service { kind: "capture-payments".into(), settings })));
        Ok(Next::Wait)
    }

    fn resume(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        hung_up::is_before(turn);
        let (outcome, params) = match event {
            Event::Served { outcome, params, .. } => (outcome, params),
            Event::TimerFired { .. } => {
                turn.store(Paid { result: Some("caller-hung-up".into()), ..Paid::default() });
                hung_up::nothing_came("no news of the payment", turn);
                return Ok(Next::Exit(Exit::Hangup));
            }
            _ => return Ok(Next::Wait),
        };
        if outcome == "not-configured" {
            return Err(Failure::new(
                "No payment provider is set up here, so nothing was asked of the caller and nothing was charged.",
            ));
        }
        turn.store(Paid { result: Some(outcome.clone()), ..Paid::default() });
        turn.store_params(params);
        Ok(Next::Exit(match outcome.as_str() {
            "success" => Exit::Success,
            "too-many-failed-attempts" => Exit::MaxFailedAttempts,
            "caller-interrupted-with-star" => Exit::PayInterrupted,
            "caller-hung-up" => {
                turn.call_is_gone();
                Exit::Hangup
            }
            "validation-error" => Exit::ValidationError,
            other => {
                return Err(Failure::new(format!(
                    "The payment provider could not take the payment. It says: \"{other}\""
                )));
            }
        }))
    }

    /// A payment may have gone through at the last moment; the news of it may still be on its way.
    fn left(&self, event: &Event, turn: &mut Turning<'_>) -> Outcome<Exit> {
        hung_up::wait_for_the_rest(event, turn);
        Ok(Next::Wait)
    }

    fn check(&self, report: &mut Reporter<'_>) {
        let name = report.widget.name.clone();
        for card in self.valid_card_types.iter().filter_map(Template::as_literal) {
            if !CARD_TYPES.contains(&card) {
                let message = sentence!(
                    "{name} takes a card that is not known. Use one of {}: \"{card}\"",
                    "{name} admite una tarjeta que no se conoce. Use una de {}: \"{card}\"",
                    CARD_TYPES.join(", ")
                );
                report.error(Code("bad_property"), "valid_card_types", message);
            }
        }
        if let Some(amount) = self.payment_amount.as_ref().and_then(Template::as_literal)
            && !amount.trim().parse::<f64>().is_ok_and(|amount| amount.is_finite() && amount >= 0.0)
        {
            let message = sentence!(
                "{name} charges an amount that is no number. Write it like 12.50: \"{amount}\"",
                "{name} cobra un importe que no es un número. Escríbalo como 12.50: \"{amount}\""
            );
            report.error(Code("bad_property"), "payment_amount", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::testing::Stage;

    use super::CapturePayments;

    const PROPERTIES: &str = r#"{
        "payment_connector": "Default", "charge_amount": "{{flow.variables.amount}}",
        "postal_code": "false", "valid_card_types": [ "visa", "amex" ],
        "parameters": [ { "key": "invoice", "value": "7" } ] }"#;

    fn play(events: &[&str]) -> String {
        Stage::call().with_variable("amount", "12.50").play::<CapturePayments>(PROPERTIES, events)
    }

    fn check(events: &[&str], expected: Expect) {
        expected.assert_eq(&play(events));
    }

    #[test]
    fn a_payment_leaves_by_success_with_its_token() {
        check(
            &[
                r#"{"event":"served","outcome":"success","params":{"Result":"success","PaymentToken":"tok_1","PaymentCardNumber":"xxxxxxxxxxxx4242"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 pay {"kind":"capture-payments","settings":{"currency":"usd","max_attempts":2,"parameters":{"invoice":"7"},"payment_amount":"12.50","payment_connector":"Default","postal_code":"false","security_code":true,"timeout":5,"valid_card_types":["visa","amex"]}}
                hears served
                visits under_test
                  leaves by success
                asks #2 hang-up
                stores {"Result":"success","PaymentCardNumber":"xxxxxxxxxxxx4242","PaymentToken":"tok_1"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn without_a_provider_it_leaves_by_provider_error_and_says_so() {
        check(
            &[r#"{"event":"served","outcome":"not-configured"}"#],
            expect![[r#"
            visits under_test
            asks #1 pay {"kind":"capture-payments","settings":{"currency":"usd","max_attempts":2,"parameters":{"invoice":"7"},"payment_amount":"12.50","payment_connector":"Default","postal_code":"false","security_code":true,"timeout":5,"valid_card_types":["visa","amex"]}}
            hears served
            visits under_test
              notes: No payment provider is set up here, so nothing was asked of the caller and nothing was charged.
              leaves by providerError
            asks #2 hang-up
            ends completed
        "#]],
        );
    }

    #[test]
    fn each_result_of_the_provider_has_its_exit() {
        for (outcome, exit) in [
            ("too-many-failed-attempts", "maxFailedAttempts"),
            ("payment-connector-error", "providerError"),
            ("caller-interrupted-with-star", "payInterrupted"),
            ("caller-hung-up", "hangup"),
            ("validation-error", "validationError"),
            ("a-new-word", "providerError"),
        ] {
            let told = play(&[&format!(r#"{{"event":"served","outcome":"{outcome}"}}"#)]);
            assert!(told.contains(&format!("leaves by {exit}\n")), "{told}");
            assert!(told.contains(&format!(r#"stores {{"Result":"{outcome}"}}"#)), "{told}");
        }
    }

    #[test]
    fn hanging_up_while_paying_leaves_by_hangup() {
        check(
            &[
                r#"{"event":"contact-left","reason":"hung-up","params":{"CallStatus":"completed"}}"#,
                r#"{"event":"timer-fired"}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 pay {"kind":"capture-payments","settings":{"currency":"usd","max_attempts":2,"parameters":{"invoice":"7"},"payment_amount":"12.50","payment_connector":"Default","postal_code":"false","security_code":true,"timeout":5,"valid_card_types":["visa","amex"]}}
                hears contact-left
                visits under_test
                asks #2 set-timer {"due":1700000011000}
                hears timer-fired
                visits under_test
                  notes: The caller hung up, and no news of the payment came within 10 seconds.
                  leaves by hangup
                stores {"CallStatus":"completed","Result":"caller-hung-up"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn a_payment_that_went_through_as_the_caller_hung_up_is_not_lost() {
        check(
            &[
                r#"{"event":"contact-left","reason":"hung-up","params":{"CallStatus":"completed"}}"#,
                r#"{"event":"served","outcome":"success","params":{"PaymentConfirmationCode":"ch_1"}}"#,
            ],
            expect![[r#"
                visits under_test
                asks #1 pay {"kind":"capture-payments","settings":{"currency":"usd","max_attempts":2,"parameters":{"invoice":"7"},"payment_amount":"12.50","payment_connector":"Default","postal_code":"false","security_code":true,"timeout":5,"valid_card_types":["visa","amex"]}}
                hears contact-left
                visits under_test
                asks #2 set-timer {"due":1700000011000}
                hears served
                visits under_test
                  leaves by success
                asks #3 clear-timer {"timer":2}
                stores {"CallStatus":"completed","Result":"success","PaymentConfirmationCode":"ch_1"}
                ends completed
            "#]],
        );
    }

    #[test]
    fn cards_and_amounts_are_checked() {
        let check = |properties: &str| Stage::call().problems::<CapturePayments>(properties);
        assert_eq!(check(PROPERTIES), "");
        expect![[r#"
            Error bad_property at valid_card_types: under_test takes a card that is not known. Use one of visa, mastercard, master-card, amex, maestro, discover, optima, jcb, diners-club, enroute: "visacard"
            Error bad_property at payment_amount: under_test charges an amount that is no number. Write it like 12.50: "ten"
        "#]].assert_eq(&check(
            r#"{ "payment_amount": "ten", "valid_card_types": [ "visa", "visacard" ] }"#,
        ));
    }
}
