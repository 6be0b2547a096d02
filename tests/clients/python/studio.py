"""Does with the library everything that a flow's life has, and tells what the library read."""

import json
import sys
from datetime import datetime, timedelta, timezone

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

given = json.load(sys.stdin)


class Here(TwilioHttpClient):
    """Sends to our address what the library means for the vendor's."""

    def request(self, method, url, *args, **others):
        url = url.replace("https://studio.twilio.com", given["address"])
        return super().request(method, url, *args, **others)


def client(name, secret):
    return Client(name, secret, given["account"], http_client=Here())


def refused(ask):
    try:
        ask()
    except TwilioRestException as refusal:
        return {"status": refusal.status, "code": refusal.code, "details": refusal.details}
    return "not refused"


studio = client(given["account"], given["token"]).studio.v2
told = {}

valid = studio.flow_validate.update(
    friendly_name="Welcome", status="draft", definition=given["waits"]
)
told["valid"] = valid.valid
told["invalid"] = refused(
    lambda: studio.flow_validate.update(
        friendly_name="Welcome", status="published", definition=given["broken"]
    )
)

flow = studio.flows.create(
    friendly_name="Welcome",
    status="draft",
    definition=given["waits"],
    commit_message="The first",
)
told["created"] = [flow.friendly_name, flow.status, flow.revision, flow.valid]
told["is_definition_the_same"] = flow.definition == given["waits"]
told["is_date"] = isinstance(flow.date_created, datetime)
flow = studio.flows(flow.sid).update(status="published", commit_message="Live")
told["published"] = [flow.status, flow.revision, flow.commit_message]
flow = studio.flows(flow.sid).update(status="draft", friendly_name="Hello")
flow = studio.flows(flow.sid).fetch()
told["fetched"] = [flow.friendly_name, flow.revision]

revisions = studio.flows(flow.sid).revisions.list()
told["revisions"] = [(one.revision, one.status) for one in revisions]
told["live"] = studio.flows(flow.sid).revisions("LatestPublished").fetch().revision
told["latest"] = studio.flows(flow.sid).revisions("LatestRevision").fetch().revision
told["no_revision"] = refused(lambda: studio.flows(flow.sid).revisions("newest").fetch())

for number in range(4):
    studio.flows.create(friendly_name=f"Flow {number}", status="draft", definition=given["waits"])
told["flows"] = sorted(one.friendly_name for one in studio.flows.list(page_size=2))
told["some_flows"] = len(studio.flows.list(limit=3, page_size=2))

users = studio.flows(flow.sid).test_users
told["test_users"] = users().update(test_users=["+15550100", "ana"]).test_users
told["fetched_users"] = users().fetch().test_users
told["no_users"] = users().update(test_users=[]).test_users

executions = studio.flows(flow.sid).executions
one = executions.create(
    to="+15550100", from_="+15550199", parameters={"name": "Ana", "count": 3}
)
told["begun"] = [one.status, one.contact_channel_address, one.flow_version]
again = refused(lambda: executions.create(to="+15550100", from_="+15550199"))
again["is_the_one"] = again.pop("details")["conflicting_execution_sid"] == one.sid
told["again"] = again
for number in range(4):
    executions.create(to=f"+1555010{number + 1}", from_="+15550199")
told["executions"] = len(executions.list(page_size=2))
now = datetime.now(timezone.utc)
told["of_today"] = len(executions.list(date_created_from=now - timedelta(days=1)))
told["of_tomorrow"] = len(executions.list(date_created_from=now + timedelta(days=1)))

context = executions(one.sid).execution_context().fetch().context
told["context"] = [context["flow"]["data"], context["flow"]["variables"]]
steps = executions(one.sid).steps.list(page_size=1)
told["steps"] = [[step.name, step.transitioned_from, step.transitioned_to] for step in steps]
step = executions(one.sid).steps(steps[-1].sid).fetch()
told["step"] = step.name
after = executions(one.sid).steps(step.sid).step_context().fetch().context
told["after_step"] = after["flow"]["variables"]

told["ended"] = executions(one.sid).update(status="ended").status
told["fetched_execution"] = executions(one.sid).fetch().status
told["deleted_execution"] = executions(one.sid).delete()
told["no_execution"] = refused(lambda: executions(one.sid).fetch())
told["deleted"] = studio.flows(flow.sid).delete()
told["no_flow"] = refused(lambda: studio.flows(flow.sid).fetch())

key = client(given["key"], given["secret"]).studio.v2
told["by_key"] = len(key.flows.list())
wrong = client(given["account"], "wrong").studio.v2
told["by_nobody"] = refused(lambda: wrong.flows("FW0").fetch())

json.dump(told, sys.stdout)
