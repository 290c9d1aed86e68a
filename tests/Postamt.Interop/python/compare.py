# Arguments: host port user password (this server, STARTTLS), port user password (another server on 127.0.0.1), then files,
# each one message. Appends all of them to both servers and prints a line for everything the two read differently.
# What is compared: sizes and octets of sections as they are; BODYSTRUCTURE and ENVELOPE after normal() has taken away what
# the texts leave to a server: the default charset, runs of spaces, the word for a missing domain, letters of a raw 8-bit field.
import imaplib, re, ssl, sys

imaplib._MAXLINE = 100_000_000
host, port, user, password, other_port, other_user, other_password = sys.argv[1:8]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
EXACT = [
    "RFC822.SIZE", "BODY.PEEK[HEADER]", "BODY.PEEK[TEXT]", "BODY.PEEK[]", "BODY.PEEK[]<10.50>",
    "BODY.PEEK[HEADER.FIELDS (Subject X-Mailer Received)]",
]
READ = ["BODYSTRUCTURE", "ENVELOPE"]


def parse(text):
    """Nested lists of an IMAP answer's words, strings and literals."""
    top = []
    stack, at = [top], 0
    while at < len(text):
        first = text[at:at + 1]
        if first == b"(":
            inner = []
            stack[-1].append(inner)
            stack.append(inner)
        elif first == b")":
            stack.pop()
        elif first == b'"':
            match = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.S).match(text, at)
            stack[-1].append(re.sub(rb"\\(.)", rb"\1", match.group(1), flags=re.S))
            at = match.end()
            continue
        elif first == b"{":
            end = text.index(b"}", at)
            size = int(text[at + 1:end])
            stack[-1].append(text[end + 1:end + 1 + size])
            at = end + 1 + size
            continue
        elif first != b" ":
            match = re.compile(rb"[^ ()]+").match(text, at)
            stack[-1].append(match.group())
            at = match.end()
            continue
        at += 1
    return top


def fetch(box, number, item):
    status, data = box.fetch(str(number), f"({item})")
    if status != "OK":
        raise SystemExit(f"{item}: {status} {data}")
    text = b"".join(part[0] + part[1] if isinstance(part, tuple) else part for part in data if part)
    words = parse(text[text.index(b"(") + 1:text.rindex(b")")])
    # The blank line behind fields stands for that of the message (RFC 9051 6.4.5), which one without a body may not have.
    return words[-1].rstrip(b"\r\n") if "FIELDS" in item else words[-1]


def normal(value):
    if isinstance(value, list):
        value = [normal(part) for part in value]
        if len(value) % 2 == 0:
            pairs = [value[at:at + 2] for at in range(0, len(value), 2)]
            value = [word for pair in pairs if pair != [b"charset", b"us-ascii"] for word in pair]
        return value or b"nil"
    value = b"" if value == b"MISSING_DOMAIN" else value
    return re.sub(rb"[\x80-\xff]+|\?+", b"?", re.sub(rb"[ \t]+", b" ", value).strip()).lower()


def flat(value):
    return [word for part in value for word in flat(part)] if isinstance(value, list) else [value]


ours = imaplib.IMAP4(host, int(port))
ours.starttls(context)
ours.login(user, password)
theirs = imaplib.IMAP4("127.0.0.1", int(other_port))
theirs.login(other_user, other_password)
names = sys.argv[8:]
for box in (ours, theirs):
    box.create("Compared")
    for name in names:
        content = re.sub(rb"\r?\n", b"\r\n", open(name, "rb").read()).replace(b"\0", b"?")
        status, data = box.append("Compared", None, None, content)
        if status != "OK":
            raise SystemExit(f"{name}: {status} {data}")
    box.select("Compared", readonly=True)

for number, name in enumerate(names, 1):
    for item in EXACT:
        if fetch(ours, number, item) != fetch(theirs, number, item):
            print(name, item)
    for item in READ:
        mine, other = normal(fetch(ours, number, item)), normal(fetch(theirs, number, item))
        # Words of the other server for an address it could not read: then it is no measure.
        if mine != other and b"syntax_error" not in flat(other) and b"missing_mailbox" not in flat(other):
            print(name, item, mine, other)
print("compared", len(names))
