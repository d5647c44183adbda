import { type Client, type Json, wait } from '../client.ts';
import type { Asks, Send } from './ask.ts';

const EMAILS = '/v2/sender-accounts/emails';

export function sendersAsks(client: Client, send: Send): Asks {
  const add = (sender: object) =>
    send('POST', EMAILS, {
      json: {
        sender_name: 'Ada Byron',
        password: 'app-password',
        smtp: { host: 'smtp.novum.example', port: 465, encryption: 'ssl' },
        imap: { host: 'imap.novum.example', port: 993, encryption: 'ssl' },
        reply_to: 'replies@novum.example',
        bcc_email: 'bcc@novum.example',
        tags: ['Campaign 2025'],
        ...sender,
      },
    });
  const checked = async (query: { sender_account_id: string }): Promise<Json> => {
    const path = '/v2/sender-accounts/check-sender-status';
    const { body } = await client.ask('GET', path, { query });
    if (body.data.smtp.status !== 'pending') return body;
    await wait(5);
    return checked(query);
  };
  return {
    add_sender_email: () => add({ email_from: 'ada@novum.example' }),
    update_sender_email: async () => {
      const { data } = await add({ email_from: 'updated@novum.example' });
      const json = { limitation: 100, delay_type: 'fixed' };
      return send('PATCH', `${EMAILS}/${data.id}`, { json });
    },
    check_sender_status: async () => {
      const smtp = { host: 'refused.novum.example', port: 587, encryption: 'tls' };
      const { data } = await add({ email_from: 'refused@novum.example', smtp });
      return checked({ sender_account_id: String(data.id) });
    },
    list_sender_emails: () => send('GET', EMAILS),
  };
}
