// Arguments: host port user password. imapflow idles until a mail comes, reads it, flags it, moves it, and prints what it saw.
import { createHash } from 'node:crypto';
import { ImapFlow } from 'imapflow';

const [host, port, user, pass] = process.argv.slice(2);
const client = new ImapFlow({ host, port: Number(port), secure: true, tls: { rejectUnauthorized: false }, auth: { user, pass }, logger: false });
await client.connect();
const lock = await client.getMailboxLock('INBOX');
const arrived = new Promise(resolve => client.on('exists', data => resolve(data.count)));
console.log('ready');
const idle = client.idle();
const count = await arrived;
await client.noop();
await idle;
const one = await client.fetchOne('1', { source: true, uid: true, envelope: true, bodyStructure: true });
console.log(JSON.stringify({
    count, uid: one.uid, subject: one.envelope.subject, length: one.source.length,
    structure: one.bodyStructure.type, source: one.source.toString('base64'), hash: createHash('sha256').update(one.source).digest('hex'),
}));
await client.messageFlagsAdd('1', ['\\Flagged', 'kept']);
await client.mailboxCreate('Ablage ä');
const moved = await client.messageMove('1', 'Ablage ä');
console.log(JSON.stringify({ destination: moved.destination, left: (await client.status('INBOX', { messages: true })).messages }));
lock.release();
await client.logout();
