// Does with the library everything that a flow's life has, and tells what the library read.

const twilio = require("twilio");

const given = JSON.parse(require("fs").readFileSync(0, "utf8"));

// Sends to our address what the library means for the vendor's.
class Here extends twilio.RequestClient {
  request(options) {
    const uri = options.uri.replace("https://studio.twilio.com", given.address);
    return super.request({ ...options, uri });
  }
}

const client = (name, secret) =>
  twilio(name, secret, { accountSid: given.account, httpClient: new Here() }).studio.v2;

const refused = async (ask) => {
  try {
    await ask();
  } catch (refusal) {
    return { status: refusal.status, code: refusal.code, details: refusal.details ?? null };
  }
  return "not refused";
};

const main = async () => {
  const studio = client(given.account, given.token);
  const told = {};
  const definition = given.waits;

  const checked = { friendlyName: "Welcome", status: "draft", definition };
  told.valid = (await studio.flowValidate.update(checked)).valid;
  told.invalid = await refused(() =>
    studio.flowValidate.update({
      friendlyName: "Welcome",
      status: "published",
      definition: given.broken,
    }),
  );

  let flow = await studio.flows.create({
    friendlyName: "Welcome",
    status: "draft",
    definition,
    commitMessage: "The first",
  });
  told.created = [flow.friendlyName, flow.status, flow.revision, flow.valid];
  told.is_definition_the_same = JSON.stringify(flow.definition) === JSON.stringify(definition);
  told.is_date = flow.dateCreated instanceof Date && !isNaN(flow.dateCreated);
  const one_flow = studio.flows(flow.sid);
  flow = await one_flow.update({ status: "published", commitMessage: "Live" });
  told.published = [flow.status, flow.revision, flow.commitMessage];
  await one_flow.update({ status: "draft", friendlyName: "Hello" });
  flow = await one_flow.fetch();
  told.fetched = [flow.friendlyName, flow.revision];

  // The library's own list of revisions breaks on any revision, whoever sends it, so this is asked by hand.
  const uri = `https://studio.twilio.com/v2/Flows/${flow.sid}/Revisions`;
  const { body } = await studio._domain.twilio.request({ method: "get", uri });
  told.revisions = body.revisions.map((one) => [one.revision, one.status]);
  told.live = (await one_flow.revisions("LatestPublished").fetch()).revision;
  told.latest = (await one_flow.revisions("LatestRevision").fetch()).revision;
  told.no_revision = await refused(() => one_flow.revisions("newest").fetch());

  for (let number = 0; number < 4; number += 1) {
    await studio.flows.create({ friendlyName: `Flow ${number}`, status: "draft", definition });
  }
  told.flows = (await studio.flows.list({ pageSize: 2 })).map((one) => one.friendlyName).sort();
  told.some_flows = (await studio.flows.list({ limit: 3, pageSize: 2 })).length;

  const users = one_flow.testUsers();
  told.test_users = (await users.update({ testUsers: ["+15550100", "ana"] })).testUsers;
  told.fetched_users = (await users.fetch()).testUsers;
  told.no_users = (await users.update({ testUsers: [] })).testUsers;

  const executions = one_flow.executions;
  const one = await executions.create({
    to: "+15550100",
    from: "+15550199",
    parameters: { name: "Ana", count: 3 },
  });
  told.begun = [one.status, one.contactChannelAddress, one.flowVersion];
  const again = await refused(() => executions.create({ to: "+15550100", from: "+15550199" }));
  again.is_the_one = again.details.conflicting_execution_sid === one.sid;
  delete again.details;
  told.again = again;
  for (let number = 1; number < 5; number += 1) {
    await executions.create({ to: `+1555010${number}`, from: "+15550199" });
  }
  told.executions = (await executions.list({ pageSize: 2 })).length;
  const day = 24 * 3600 * 1000;
  const since = (moment) => executions.list({ dateCreatedFrom: new Date(moment) });
  told.of_today = (await since(Date.now() - day)).length;
  told.of_tomorrow = (await since(Date.now() + day)).length;

  const { context } = await executions(one.sid).executionContext().fetch();
  told.context = [context.flow.data, context.flow.variables];
  const steps = await executions(one.sid).steps.list({ pageSize: 1 });
  told.steps = steps.map((step) => [step.name, step.transitionedFrom, step.transitionedTo]);
  const step = await executions(one.sid).steps(steps[steps.length - 1].sid).fetch();
  told.step = step.name;
  const after = await executions(one.sid).steps(step.sid).stepContext().fetch();
  told.after_step = after.context.flow.variables;

  told.ended = (await executions(one.sid).update({ status: "ended" })).status;
  told.fetched_execution = (await executions(one.sid).fetch()).status;
  told.deleted_execution = await executions(one.sid).remove();
  told.no_execution = await refused(() => executions(one.sid).fetch());
  told.deleted = await one_flow.remove();
  told.no_flow = await refused(() => one_flow.fetch());

  told.by_key = (await client(given.key, given.secret).flows.list()).length;
  told.by_nobody = await refused(() => client(given.account, "wrong").flows("FW0").fetch());
  process.stdout.write(JSON.stringify(told));
};

main();
