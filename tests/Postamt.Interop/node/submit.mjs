// Arguments: host port user password recipient file mode. nodemailer submits the file as it is (raw) or composes (compose).
import { readFileSync } from 'node:fs';
import nodemailer from 'nodemailer';

const [host, port, user, pass, to, file, mode] = process.argv.slice(2);
const door = nodemailer.createTransport({ host, port: Number(port), secure: mode === 'raw', requireTLS: true, tls: { rejectUnauthorized: false }, auth: { user, pass }, name: 'client.example.org' });
const mail = mode === 'raw'
    ? { envelope: { from: user, to: [to] }, raw: readFileSync(file) }
    : { from: `"Ä Käse" <${user}>`, to, subject: 'Grüße 你好', text: 'Guten Tag', html: '<p>Guten Tag</p>', attachments: [{ filename: 'ä.eml', content: readFileSync(file), contentType: 'application/octet-stream' }] };
const info = await door.sendMail(mail);
console.log(JSON.stringify({ accepted: info.accepted, rejected: info.rejected }));
