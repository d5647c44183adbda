/** A mail account of a fresh Snov.io account. */
interface SenderSeed {
  id: number;
  senderName: string;
  emailFrom: string;
  provider: string;
  smtpHost: string;
  imapHost: string;
  limitation: number;
  tags: string[];
}

/** The first three work; nobody listens at the last one's host, so its check fails. */
export const SENDERS: SenderSeed[] = [
  {
    id: 11_980,
    senderName: 'Ada Byron',
    emailFrom: 'ada@brightwell.example',
    provider: 'gmail',
    smtpHost: 'smtp.brightwell.example',
    imapHost: 'imap.brightwell.example',
    limitation: 50,
    tags: ['Work'],
  },
  {
    id: 11_981,
    senderName: 'Brightwell Sales',
    emailFrom: 'sales@brightwell.example',
    provider: 'hostinger',
    smtpHost: 'smtp.brightwell.example',
    imapHost: 'imap.brightwell.example',
    limitation: 80,
    tags: ['Work', 'Team'],
  },
  {
    id: 11_982,
    senderName: 'Ada of Brightwell',
    emailFrom: 'ada@try-brightwell.example',
    provider: 'other',
    smtpHost: 'smtp.try-brightwell.example',
    imapHost: 'imap.try-brightwell.example',
    limitation: 30,
    tags: ['Cold'],
  },
  {
    id: 11_983,
    senderName: 'Brightwell Events',
    emailFrom: 'events@brightwell.example',
    provider: 'other',
    smtpHost: 'refused.brightwell.example',
    imapHost: 'imap.brightwell.example',
    limitation: 50,
    tags: ['Cold'],
  },
];
