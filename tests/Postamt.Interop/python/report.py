# Arguments: host port user password. Reads the only mail of INBOX as a delivery status report and prints its fields as JSON.
import email, email.policy, imaplib, json, ssl, sys

host, port, user, password = sys.argv[1:5]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
box = imaplib.IMAP4(host, int(port))
box.starttls(context)
box.login(user, password)
box.select("INBOX", readonly=True)
report = email.message_from_bytes(box.fetch("1", "(BODY.PEEK[])")[1][0][1], policy=email.policy.default)
box.logout()

assert report.get_content_type() == "multipart/report", report.get_content_type()
assert report.get_param("report-type") == "delivery-status"
words, status, returned = report.get_payload()
fields = {name: str(report[name]) for name in ("Return-Path", "Auto-Submitted", "Subject")}
fields["text"] = words.get_content()
if status.get_content_type() == "message/delivery-status":
    blocks = status.get_payload()
else:
    assert status.get_content_type() == "message/global-delivery-status"
    text = status.get_payload(decode=True) or status.get_payload(0).as_bytes()
    blocks = [email.message_from_string(block, policy=email.policy.default) for block in text.decode().replace("\r\n", "\n").strip().split("\n\n")]
assert len(blocks) == 2, blocks
for name, value in blocks[1].items():
    fields[name] = str(value)
inner = returned.get_payload(0) if returned.get_content_type() in ("message/rfc822", "message/global") else email.message_from_string(returned.get_content() if isinstance(returned.get_content(), str) else returned.get_content().decode())
fields["returned-subject"] = str(inner["Subject"])
json.dump(fields, sys.stdout)
