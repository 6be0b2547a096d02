"""Signs what it is given, and says whether it believes the signatures that came with it."""

import json
import sys

from twilio.request_validator import RequestValidator


class Form(dict):
    """A form in which a name may have several values, as web frameworks have it."""

    def getall(self, name):
        return self[name]


answers = []
for case in json.load(sys.stdin):
    validator = RequestValidator(case["token"])
    if "body" in case:
        answers.append(
            {
                "signature": validator.compute_signature(case["url"], {}),
                "is_believed": validator.validate(
                    case["url"], case["body"], case["signature"]
                ),
            }
        )
        continue
    form = Form()
    for name, value in case["form"]:
        form.setdefault(name, []).append(value)
    answers.append(
        {
            "signature": validator.compute_signature(case["url"], form),
            "is_believed": validator.validate(case["url"], form, case["signature"]),
        }
    )
json.dump(answers, sys.stdout)
