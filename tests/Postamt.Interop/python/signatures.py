# What another implementation makes of signatures and seals, and its own. Needs Debian's python3-dkim.
#   verify FILE NAME RECORD            a line for each signature, and one for the chain of seals
#   sign FILE NAME KEYFILE             the mail, signed
#   seal FILE NAME KEYFILE RESULTS     the mail, sealed
#   hand-in HOST PORT PROXY CLIENT RECIPIENT FILE   hands a mail in behind a PROXY header, as the client
import base64, socket, struct, smtplib, sys
import dkim

what, path = sys.argv[1], sys.argv[2]


def split(name):
    selector, domain = name.split("._domainkey.")
    return selector.encode(), domain.encode()


if what == "hand-in":
    host, port, proxy, client, recipient, path = sys.argv[2:8]

    class Behind(smtplib.SMTP):
        def _get_socket(self, host, port, timeout):
            wire = socket.create_connection((host, port), timeout, (proxy, 0))
            addresses = socket.inet_aton(client) + socket.inet_aton("198.51.100.1") + struct.pack("!HH", 40000, 25)
            wire.sendall(b"\r\n\r\n\0\r\nQUIT\n" + bytes([0x21, 0x11]) + struct.pack("!H", len(addresses)) + addresses)
            return wire

    with Behind(host, int(port), local_hostname="client.example", timeout=30) as door:
        print(door.sendmail("joe@stranger.example", [recipient], open(path, "rb").read()))
    sys.exit()

message = open(path, "rb").read()
if what == "verify":
    name, record = sys.argv[3], sys.argv[4]
    dns = lambda asked, timeout=5: record.encode() if asked.rstrip(b".").decode() == name else None
    verifier = dkim.DKIM(message)
    for index, field in enumerate([name for name, _ in verifier.headers if name.lower() == b"dkim-signature"]):
        print("dkim", verifier.verify(idx=index, dnsfunc=dns))
    state, _, reason = dkim.arc_verify(message, dnsfunc=dns)
    print("arc", state.decode(), reason)
elif what == "sign":
    selector, domain = split(sys.argv[3])
    key = open(sys.argv[4], "rb").read()
    algorithm = b"rsa-sha256" if b"BEGIN" in key else b"ed25519-sha256"
    sys.stdout.buffer.write(dkim.sign(message, selector, domain, key.strip() if algorithm[0:1] == b"e" else key, canonicalize=(b"relaxed", b"simple"), signature_algorithm=algorithm) + message)
elif what == "seal":
    selector, domain = split(sys.argv[3])
    message = b"Authentication-Results: " + sys.argv[5].encode() + b"\r\n" + message
    sys.stdout.buffer.write(b"".join(dkim.arc_sign(message, selector, domain, open(sys.argv[4], "rb").read(), sys.argv[5].split(";")[0].encode())) + message)
