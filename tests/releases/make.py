#!/usr/bin/env python3
"""Makes the data set of a schema, once, when a release brings one: tests/releases/make.py CHECKOUT [PG_BIN_FOLDER]
Says what a reader sees: tests/releases/make.py --seen ADDRESS:PORT, of IMAP over TLS

Runs the program of CHECKOUT on each engine, fills it through SMTP and IMAP, stops it, and writes ENGINE-SCHEMA.tar.gz beside this file:
the data folder, the database's dump where there is one, and what a reader saw last (seen.json). Tests upgrade each of them for ever.
"""
import contextlib, glob, hashlib, imaplib, io, json, os, pwd, re, smtplib, socket, ssl, subprocess, sys, tarfile, tempfile, time

PASSWORD = "release-Pass-1"
DOMAIN = "postamt.test"
HERE = os.path.dirname(os.path.abspath(__file__))


def verb(checkout, options, *words):
    return subprocess.run([os.path.join(checkout, "postamt"), *words, *options], check=True, capture_output=True, text=True).stdout


def mail(number, body, sender="sender@away.example"):
    return (f"From: Sender <{sender}>\r\nTo: user1@{DOMAIN}\r\nSubject: =?utf-8?q?Mail_{number}_=C3=BC?=\r\n"
            f"Message-ID: <{number}@away.example>\r\nReferences: <{number - 1}@away.example>\r\nDate: Mon, 02 Mar 2026 08:00:00 +0000\r\n\r\n{body}\r\n").encode()


def fill(ready):
    host, port = ready["listen"]["smtp"].rsplit(":", 1)
    for number in range(6):
        with smtplib.SMTP(host, int(port)) as smtp:
            body = "line of a large mail\r\n" * 40000 if number == 3 else f"body {number}"
            to = [f"user1@{DOMAIN}", f"user2@{DOMAIN}"] if number % 2 else [f"all@{DOMAIN}"]
            smtp.sendmail("sender@away.example", to, mail(number, body))
    context = ssl._create_unverified_context()
    host, port = ready["listen"]["submissions"].rsplit(":", 1)
    with smtplib.SMTP_SSL(host, int(port), context=context) as smtp:
        smtp.login(f"user1@{DOMAIN}", PASSWORD)
        smtp.sendmail(f"user1@{DOMAIN}", ["waits@elsewhere.example"], mail(50, "waits for a server that is not there", f"user1@{DOMAIN}"))
    time.sleep(2)
    with sign_in(ready, 1) as imap:
        imap.create('"Archiv &APw-ber/2026"')
        imap.select("INBOX")
        imap.store("1", "+FLAGS", r"(\Seen \Flagged $Label1 Wichtig)")
        imap.copy("1:2", '"Archiv &APw-ber/2026"')
        imap.append('"Archiv &APw-ber/2026"', r"(\Answered)", imaplib.Time2Internaldate(1_700_000_000), mail(60, "appended"))
        imap.store("2", "+FLAGS", r"(\Deleted)")
        imap.expunge()


def sign_in(ready, user):
    host, port = ready["listen"]["imaps"].rsplit(":", 1)
    imap = imaplib.IMAP4_SSL(host, int(port), ssl_context=ssl._create_unverified_context())
    imap.login(f"user{user}@{DOMAIN}", PASSWORD)
    return imap


def seen(ready):
    """Every mail: account, mailbox, UIDVALIDITY, UID, flags, internal date, SHA-256 of its octets."""
    rows = []
    for user in (1, 2):
        with sign_in(ready, user) as imap:
            for line in imap.list()[1]:
                name = re.search(rb'"/" (.*)$', line).group(1).decode()
                if imap.select(name, readonly=True)[0] != "OK":
                    continue
                validity = imap.response("UIDVALIDITY")[1][0].decode()
                for part in imap.uid("fetch", "1:*", "(UID FLAGS INTERNALDATE BODY.PEEK[])")[1] or []:
                    if not isinstance(part, tuple):
                        continue
                    head = part[0].decode()
                    flags = sorted(re.search(r"FLAGS \((.*?)\)", head).group(1).replace("\\Recent", "").split())
                    rows.append({"account": f"user{user}@{DOMAIN}", "mailbox": name.strip('"'), "uidValidity": int(validity), "uid": int(re.search(r"UID (\d+)", head).group(1)),
                                 "flags": " ".join(flags), "internalDate": re.search(r'INTERNALDATE "(.*?)"', head).group(1), "sha256": hashlib.sha256(part[1]).hexdigest()})
    return rows


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(start):
    office = subprocess.Popen(start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield json.loads(office.stdout.readline())
    finally:
        office.terminate()
        office.wait()


class Database:
    """A PostgreSQL of Debian's, as an unprivileged user, for as long as it is needed."""

    def __init__(self, programs, folder):
        self.programs, self.folder, self.port = programs, folder, free_port()
        os.makedirs(folder)
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        self.run("initdb", "-D", folder + "/data", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.server = subprocess.Popen(["setpriv", "--reuid=postgres", "--clear-groups", programs + "/postgres", "-D", folder + "/data", "-p", str(self.port), "-k", folder], stderr=subprocess.DEVNULL)
        while subprocess.run([programs + "/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode:
            time.sleep(0.1)

    def run(self, program, *words):
        return subprocess.run(["setpriv", "--reuid=postgres", "--clear-groups", f"{self.programs}/{program}", *words], check=True, capture_output=True).stdout

    def dump(self):
        return self.run("pg_dump", "-h", "127.0.0.1", "-p", str(self.port), "--inserts", "--no-owner", "--no-privileges", "postgres")

    def stop(self):
        self.server.terminate()
        self.server.wait()


def make(checkout, database):
    with tempfile.TemporaryDirectory() as work:
        os.chmod(work, 0o711)
        data = os.path.join(work, "data")
        server = Database(database, os.path.join(work, "postgres")) if database else None
        options = ["--data", data]
        if server:
            options += ["--database", f"Host=127.0.0.1;Port={server.port};Username=postgres;Database=postgres", "--copies", "1"]
        ports = [word for name in ("smtp", "submissions", "imaps") for word in ("--listen", f"{name}=127.0.0.1:0")]
        ports += [word for name in ("submission", "imap", "lmtp", "http", "https") for word in ("--listen", f"{name}=off")]
        start = [os.path.join(checkout, "postamt"), "try", "--json", *options, "--accounts", "2", "--password", PASSWORD, *ports]
        with running(start):
            pass
        verb(checkout, options, "group", "add", f"all@{DOMAIN}", "--add", f"user1@{DOMAIN}", "--add", f"user2@{DOMAIN}")
        verb(checkout, options, "alias", "add", f"first@{DOMAIN}", f"user1@{DOMAIN}")
        verb(checkout, options, "setting", "set", "delivery.routes", json.dumps([{"domain": "elsewhere.example", "host": "127.0.0.1", "port": 1}]))
        with running(start) as ready:
            fill(ready)
            rows = seen(ready)
        engine = "postgresql" if server else "sqlite"
        schema = max(int(os.path.basename(file)[:4]) for file in glob.glob(f"{checkout}/src/Postamt.Sql/Migrations/{'Postgres' if server else 'Sqlite'}/*.sql"))
        with tarfile.open(os.path.join(HERE, f"{engine}-{schema:04}.tar.gz"), "w:gz") as archive:
            archive.add(data, "data")
            texts = {"seen.json": json.dumps(rows, indent=1).encode()}
            if server:
                texts["database.sql"] = server.dump()
            for name, content in texts.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        if server:
            server.stop()
        print(f"{engine}-{schema:04}: {len(rows)} mails")


if __name__ == "__main__":
    if sys.argv[1] == "--seen":
        print(json.dumps(seen({"listen": {"imaps": sys.argv[2]}})))
        sys.exit()
    make(sys.argv[1], None)
    if len(sys.argv) > 2:
        make(sys.argv[1], sys.argv[2])
