# Arguments: host port user password recipient file. Submits the file with smtplib over STARTTLS, twice in one session.
import smtplib, ssl, sys

host, port, user, password, recipient, path = sys.argv[1:7]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
content = open(path, "rb").read()
with smtplib.SMTP(host, int(port), local_hostname="client.example.org", timeout=30) as door:
    door.starttls(context=context)
    door.login(user, password)
    options = ["BODY=8BITMIME"] if door.has_extn("8bitmime") else []
    print(door.sendmail(user, [recipient], content, options))
    print(door.sendmail(user, [recipient], content.replace(b"Message-ID: <", b"Message-ID: <second."), options))
