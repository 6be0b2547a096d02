"""Makes documents by the library: what ours are compared with."""

import json
import sys

from twilio.twiml.voice_response import Dial, Gather, Pay, Start, Stop, VoiceResponse

json.load(sys.stdin)
HOST = "https://host.example"
documents = {}


def document(name):
    documents[name] = VoiceResponse()
    return documents[name]


response = document("words")
response.say("Tom & <Jerry>", voice="Polly.Joanna", language="en-US", loop=2)
response.play("https://a.example/a.mp3?x=1&y=2", loop=3)
response.play(digits="1ww2")
response.pause(length=2)
response.hangup()

response = document("markup")
say = response.say("Hello ")
say.break_(time="500ms", strength="weak")
say.emphasis("you", level="strong")
say.say_as("1234", interpret_as="digits")
say.sub("AB", alias="A & B")
say.prosody("slow", rate="slow")
say.lang("Hola", xml_lang="es-ES")
say.p("One.")
say.s("Two.")
say.phoneme("tomato", alphabet="ipa", ph="təˈmeɪtoʊ")
say.w("read", role="amazon:VB")

response = document("question")
gather = Gather(
    input="dtmf speech",
    timeout=5,
    finish_on_key="#",
    num_digits=1,
    speech_timeout="auto",
    language="en-US",
    hints="sales, support",
    profanity_filter=True,
    speech_model="phone_call",
    action=HOST + "/call/1/input",
    method="POST",
    action_on_empty_result=True,
)
gather.say("Press 1.")
response.append(gather)

response = document("keys")
gather = Gather(
    input="dtmf",
    timeout=5,
    finish_on_key="",
    action=HOST + "/call/1/input",
    method="POST",
    action_on_empty_result=True,
)
gather.play("https://a.example/a.mp3")
response.append(gather)

response = document("recording")
response.record(
    action=HOST + "/call/1/recorded",
    method="POST",
    timeout=5,
    finish_on_key="#",
    max_length=60,
    play_beep=True,
    trim="trim-silence",
    recording_status_callback=HOST + "/call/1/recording",
    recording_status_callback_method="POST",
    transcribe=True,
    transcribe_callback="https://a.example/t",
)
response.redirect(HOST + "/call/1/recorded?empty=1", method="POST")


def dial(name):
    made = Dial(
        action=HOST + "/call/1/dialled",
        method="POST",
        timeout=20,
        caller_id="+15550199",
        time_limit=3600,
        record="record-from-answer",
    )
    document(name).append(made)
    return made


made = dial("numbers")
made.number("+15550101")
made.number("+15550102")
dial("client").client("ana")
dial("sip").sip("sip:ana@example.com", username="ana", password='p"w')
dial("sim").sim("HS1")

made = Dial(action=HOST + "/call/1/parted", method="POST")
made.conference(
    "task 7",
    beep="false",
    start_conference_on_enter=True,
    end_conference_on_exit=False,
    status_callback=HOST + "/call/1/meeting",
    status_callback_event="start end join leave",
    status_callback_method="POST",
)
document("conference").append(made)

response = document("streams")
start = Start()
stream = start.stream(name="copy", url="wss://a.example/s", track="both_tracks")
stream.parameter(name="who", value="Ana")
response.append(start)
stop = Stop()
stop.stream(name="copy")
response.append(stop)
start = Start()
start.siprec(name="copy", connector_name="acme", track="both_tracks")
response.append(start)

response = document("payment")
pay = Pay(
    action=HOST + "/call/1/served",
    payment_connector="Default",
    token_type="one-time",
    charge_amount="12.50",
    currency="usd",
    timeout=5,
    max_attempts=2,
    security_code=True,
    postal_code="false",
    payment_method="credit-card",
    valid_card_types="visa mastercard",
)
pay.parameter(name="order", value="7")
response.append(pay)

response = document("agent")
connect = response.connect(action=HOST + "/call/1/served", method="POST")
agent = connect.virtual_agent(connector_name="bot", status_callback="https://a.example/s")
agent.config(name="speech", value="fast")
agent.parameter(name="who", value="Ana")

response = document("relay")
connect = response.connect(action=HOST + "/call/1/served", method="POST")
relay = connect.conversation_relay(
    url="wss://a.example/r",
    welcome_greeting="Hi!",
    tts_provider="Google",
    voice="v",
    language="en-US",
    transcription_provider="Deepgram",
    speech_model="nova",
    dtmf_detection=True,
    interruptible="true",
)
relay.parameter(name="a", value="b")

document("refusal").reject()
document("away").redirect("https://a.example/?x=1&y=2", method="GET")

json.dump({name: str(made) for name, made in documents.items()}, sys.stdout)
