# Arguments: host port user password file. Works a mailbox with imaplib and prints what it saw, a fact a line.
import hashlib, imaplib, ssl, sys

host, port, user, password, path = sys.argv[1:6]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
content = open(path, "rb").read()


def ok(answer):
    status, data = answer
    if status != "OK":
        raise SystemExit(f"{status} {data}")
    return data


def body(number):
    return ok(box.fetch(number, "(BODY.PEEK[])"))[0][1]


box = imaplib.IMAP4(host, int(port))
box.starttls(context)
ok(box.login(user, password))
ok(box.create("Shelf"))
ok(box.append("Shelf", r"(\Flagged)", None, content))
ok(box.select("Shelf"))
print("appended", hashlib.sha256(body("1")).hexdigest())
print("flagged", ok(box.search(None, "FLAGGED"))[0].decode())
print("subject", ok(box.search(None, "SUBJECT", "utf-8"))[0].decode())
ok(box.store("1", "+FLAGS", r"(\Seen)"))
print("unseen", ok(box.search(None, "UNSEEN"))[0].decode())
ok(box.copy("1", "INBOX"))
ok(box.store("1", "+FLAGS", r"(\Deleted)"))
ok(box.expunge())
print("left", ok(box.search(None, "ALL"))[0].decode())
ok(box.select("INBOX"))
print("copied", hashlib.sha256(body("1")).hexdigest())
print("flags", b"\\Flagged" in ok(box.fetch("1", "(FLAGS)"))[0])
ok(box.delete("Shelf"))
print("folders", " ".join(sorted(line.decode().split()[-1].strip('"') for line in ok(box.list()) if b"Shelf" in line)))
box.logout()
