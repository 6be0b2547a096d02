// Signs what it is given, and says whether it believes the signatures that came with it.

const twilio = require("twilio");

const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
const answers = cases.map(({ token, url, form, body, signature }) => {
  if (body !== undefined) {
    return {
      signature: twilio.getExpectedTwilioSignature(token, url, {}),
      is_believed: twilio.validateRequestWithBody(token, signature, url, body),
    };
  }
  const params = Object.create(null);
  for (const [name, value] of form) {
    (params[name] = params[name] || []).push(value);
  }
  return {
    signature: twilio.getExpectedTwilioSignature(token, url, params),
    is_believed: twilio.validateRequest(token, signature, url, params),
  };
});
process.stdout.write(JSON.stringify(answers));
