/** What a check of a mailbox ends in. All but `valid` and `not_valid` are reasons for the status `unknown`. */
export type MailboxKind =
  | 'valid'
  | 'not_valid'
  | 'catchall'
  | 'greylist'
  | 'banned'
  | 'connection_error'
  | 'hidden_by_owner';

/** A company of the invented database. */
export interface Company {
  domain: string;
  name: string;
  /** What a check of its people's mailboxes ends in. */
  mailbox: MailboxKind;
  /** How many people work there. */
  staff: number;
  city: string;
  country: string;
  industry: string;
  /** A range, such as `51-200`. */
  size: string;
  founded: number;
  /** A year's revenue, between these two. */
  revenue: { min: number; max: number };
  specialities: string[];
}

/** A company as the data name it; the rest follows from that. */
export type CompanySeed = Omit<Company, 'founded' | 'revenue' | 'specialities'>;

/** A city, and what it belongs to. */
export interface Place {
  city: string;
  state: string;
  country: string;
  region: string;
  subregion: string;
}

/** A person whom the data name; the rest of the person follows from the name. */
export interface PersonSeed {
  firstName: string;
  lastName: string;
  /** Empty for somebody without a current company. */
  domain: string;
  position: string;
  /** Local part of the address, when it isn't first.last. */
  local?: string;
  /** Name on X. */
  handle?: string;
  /** When it differs from the company's. */
  mailbox?: MailboxKind;
}

/** A list as an account starts with it. */
export interface ListSeed {
  id: number;
  name: string;
  /** Whose people are on it: so many of a domain, from the start of its staff. */
  of: [domain: string, count: number][];
  deleted?: boolean;
}

/** A campaign as an account starts with it. */
export interface CampaignSeed {
  id: number;
  name: string;
  listId: number;
  /** A word of the app's language [C:kb]. */
  status: string;
  subject: string;
  /** The subjects of the mails after the first. What has become of the mails is then drawn by `sequence-history.ts`. */
  followUps?: string[];
  /** Number of recipients who are generated instead of taken from the list, all finished. */
  bulk?: number;
  /** What each of those who are generated has replied. */
  reply?: Reply;
}

/** A custom field of prospects. */
export interface CustomField {
  label: string;
  /** GUESS: `string` is in the samples, the words for numbers and dates are those of the description [A][B]. */
  type: 'string' | 'number' | 'date';
}

/** A do-not-email list of addresses and domains, as an account starts with it. */
export interface BlacklistSeed {
  id: number;
  name: string;
  owner: string;
  items: string[];
}

/** What a recipient wrote back. */
export interface Reply {
  type: 'email' | 'linkedinMessage' | 'linkedinInvite' | 'linkedinInMail';
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  receivedAt: string;
  subject: string;
  message: string;
}
