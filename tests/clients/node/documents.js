// Makes documents by the library: what ours are compared with.

const { VoiceResponse } = require("twilio").twiml;

const host = "https://host.example";
const documents = {};
const document = (name) => (documents[name] = new VoiceResponse());

let response = document("words");
response.say({ voice: "Polly.Joanna", language: "en-US", loop: 2 }, "Tom & <Jerry>");
response.play({ loop: 3 }, "https://a.example/a.mp3?x=1&y=2");
response.play({ digits: "1ww2" });
response.pause({ length: 2 });
response.hangup();

response = document("question");
response
  .gather({
    input: "dtmf speech",
    timeout: 5,
    finishOnKey: "#",
    numDigits: 1,
    speechTimeout: "auto",
    language: "en-US",
    hints: "sales, support",
    profanityFilter: true,
    speechModel: "phone_call",
    action: host + "/call/1/input",
    method: "POST",
    actionOnEmptyResult: true,
  })
  .say("Press 1.");

response = document("keys");
response
  .gather({
    input: "dtmf",
    timeout: 5,
    finishOnKey: "",
    action: host + "/call/1/input",
    method: "POST",
    actionOnEmptyResult: true,
  })
  .play("https://a.example/a.mp3");

response = document("recording");
response.record({
  action: host + "/call/1/recorded",
  method: "POST",
  timeout: 5,
  finishOnKey: "#",
  maxLength: 60,
  playBeep: true,
  trim: "trim-silence",
  recordingStatusCallback: host + "/call/1/recording",
  recordingStatusCallbackMethod: "POST",
  transcribe: true,
  transcribeCallback: "https://a.example/t",
});
response.redirect({ method: "POST" }, host + "/call/1/recorded?empty=1");

const dial = (name) =>
  document(name).dial({
    action: host + "/call/1/dialled",
    method: "POST",
    timeout: 20,
    callerId: "+15550199",
    timeLimit: 3600,
    record: "record-from-answer",
  });
let made = dial("numbers");
made.number("+15550101");
made.number("+15550102");
dial("client").client("ana");
dial("sip").sip({ username: "ana", password: 'p"w' }, "sip:ana@example.com");
dial("sim").sim("HS1");

document("conference")
  .dial({ action: host + "/call/1/parted", method: "POST" })
  .conference(
    {
      beep: "false",
      startConferenceOnEnter: true,
      endConferenceOnExit: false,
      statusCallback: host + "/call/1/meeting",
      statusCallbackEvent: "start end join leave",
      statusCallbackMethod: "POST",
    },
    "task 7",
  );

response = document("streams");
response
  .start()
  .stream({ name: "copy", url: "wss://a.example/s", track: "both_tracks" })
  .parameter({ name: "who", value: "Ana" });
response.stop().stream({ name: "copy" });
response.start().siprec({ name: "copy", connectorName: "acme", track: "both_tracks" });

document("payment")
  .pay({
    action: host + "/call/1/served",
    paymentConnector: "Default",
    tokenType: "one-time",
    chargeAmount: "12.50",
    currency: "usd",
    timeout: 5,
    maxAttempts: 2,
    securityCode: true,
    postalCode: "false",
    paymentMethod: "credit-card",
    validCardTypes: "visa mastercard",
  })
  .parameter({ name: "order", value: "7" });

const agent = document("agent")
  .connect({ action: host + "/call/1/served", method: "POST" })
  .virtualAgent({ connectorName: "bot", statusCallback: "https://a.example/s" });
agent.config({ name: "speech", value: "fast" });
agent.parameter({ name: "who", value: "Ana" });

document("relay")
  .connect({ action: host + "/call/1/served", method: "POST" })
  .conversationRelay({
    url: "wss://a.example/r",
    welcomeGreeting: "Hi!",
    ttsProvider: "Google",
    voice: "v",
    language: "en-US",
    transcriptionProvider: "Deepgram",
    speechModel: "nova",
    dtmfDetection: true,
    interruptible: "true",
  })
  .parameter({ name: "a", value: "b" });

document("refusal").reject();
document("away").redirect({ method: "GET" }, "https://a.example/?x=1&y=2");

const texts = Object.entries(documents).map(([name, made]) => [name, made.toString()]);
process.stdout.write(JSON.stringify(Object.fromEntries(texts)));
