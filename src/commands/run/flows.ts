/** One input row by the flow's own field names; what a row leaves out is an empty text. */
export type Fields = Readonly<Record<string, string>>;

/** An item of a flow's answer; each flow knows its own. */
export interface Item {
  readonly status: string;
  readonly reason?: string | undefined;
  readonly [field: string]: unknown;
}

export interface FlowOptions {
  /** save_prospects: the list's id or exact name. */
  readonly list?: string | undefined;
  readonly onExisting?: string | undefined;
  readonly confirmSending: boolean;
}

/** How a one-call flow reads and writes rows. */
export interface Flow {
  /** The tool of the same name does the work. */
  readonly tool: string;
  /** The argument that takes the rows. */
  readonly rows: string;
  readonly needed: readonly string[];
  /** Fields by the column names that people usually give them, in letters and digits only. */
  readonly usual: Readonly<Record<string, readonly string[]>>;
  readonly paid: boolean;
  /** Chunks under way at once: while tasks of one run upstream, the next ones start. */
  readonly parallel: number;
  /** The columns it adds. */
  readonly columns: readonly string[];
  args(rows: readonly Fields[], options: FlowOptions): Record<string, unknown>;
  cells(item: Item): readonly (string | undefined)[];
}

const EMAIL = ['email', 'emailaddress', 'mail', 'workemail', 'businessemail', 'contactemail'];
const FIRST = ['firstname', 'first', 'givenname', 'forename'];
const LAST = ['lastname', 'last', 'surname', 'familyname'];
const SITE = ['domain', 'companydomain', 'website', 'companywebsite', 'companysite', 'site', 'homepage'];
const LINK = ['linkedin', 'linkedinurl', 'linkedinprofile', 'linkedinlink', 'profileurl', 'profile'];

const verifyEmails: Flow = {
  tool: 'verify_emails',
  rows: 'emails',
  needed: ['email'],
  usual: { email: EMAIL },
  paid: true,
  parallel: 2,
  columns: ['snovio_status', 'snovio_reason', 'snovio_checked_at'],
  args: rows => ({ emails: rows.map(row => row.email) }),
  cells: ({ status, reason, checkedAt }) => [status, reason, textOf(checkedAt)],
};

const findEmails: Flow = {
  tool: 'find_emails',
  rows: 'people',
  needed: ['firstName', 'lastName', 'domain'],
  usual: { firstName: FIRST, lastName: LAST, domain: SITE },
  paid: true,
  parallel: 2,
  columns: [
    'snovio_status',
    'snovio_email',
    'snovio_email_status',
    'snovio_more_emails',
    'snovio_reason',
    'snovio_checked_at',
  ],
  args: rows => ({
    people: rows.map(({ firstName, lastName, domain }) => ({ firstName, lastName, domain })),
  }),
  cells: ({ status, reason, checkedAt, emails }) => [status, ...addresses(emails), reason, textOf(checkedAt)],
};

const findProspects: Flow = {
  tool: 'find_prospects_by_url',
  rows: 'urls',
  needed: ['url'],
  usual: { url: [...LINK, 'url', 'link', 'sociallink', 'twitter', 'x'] },
  paid: true,
  parallel: 2,
  columns: [
    'snovio_status',
    'snovio_first_name',
    'snovio_last_name',
    'snovio_position',
    'snovio_company',
    'snovio_company_site',
    'snovio_locality',
    'snovio_email',
    'snovio_email_status',
    'snovio_more_emails',
    'snovio_reason',
    'snovio_checked_at',
  ],
  args: rows => ({ urls: rows.map(row => row.url) }),
  cells: ({ status, reason, checkedAt, prospect }) => {
    const person = recordOf(prospect);
    const job = recordOf(listOf(person.currentJobs)[0]);
    return [
      status,
      textOf(person.firstName),
      textOf(person.lastName),
      textOf(job.position),
      textOf(job.companyName),
      textOf(job.site),
      textOf(person.locality),
      ...addresses(person.emails),
      reason,
      textOf(checkedAt),
    ];
  },
};

const saveProspects: Flow = {
  tool: 'save_prospects',
  rows: 'prospects',
  needed: ['email'],
  usual: {
    email: EMAIL,
    fullName: ['fullname', 'name', 'contactname'],
    firstName: FIRST,
    lastName: LAST,
    position: ['position', 'title', 'jobtitle', 'role'],
    companyName: ['companyname', 'company', 'organization', 'organisation', 'employer'],
    companySite: SITE,
    country: ['country'],
    locality: ['locality', 'city', 'location'],
    phones: ['phone', 'phones', 'phonenumber', 'mobile'],
    linkedIn: LINK,
  },
  paid: false,
  parallel: 1,
  columns: ['snovio_status', 'snovio_id', 'snovio_reason'],
  args: (rows, { list, onExisting, confirmSending }) => ({
    listId: list,
    prospects: rows.map(prospectOf),
    ...(onExisting && { onExisting }),
    ...(confirmSending && { allowSending: true }),
  }),
  cells: ({ status, reason, id }) => [status, textOf(id), reason],
};

export const FLOWS: Readonly<Record<string, Flow>> = Object.fromEntries(
  [findEmails, verifyEmails, findProspects, saveProspects].map(flow => [flow.tool, flow]),
);

/** Fields of the form `customFields.LABEL` carry the account's own fields. */
const CUSTOM = 'customFields.';

export function isField(flow: Flow, name: string): boolean {
  return (
    Object.hasOwn(flow.usual, name) || (flow.tool === 'save_prospects' && /^customFields\..+/.test(name))
  );
}

function prospectOf(row: Fields): object {
  const { phones, linkedIn, ...rest } = row;
  const plain = Object.entries(rest).filter(([name, value]) => value !== '' && !name.startsWith(CUSTOM));
  const customFields = Object.entries(rest)
    .filter(([name, value]) => value !== '' && name.startsWith(CUSTOM))
    .map(([name, value]) => ({ label: name.slice(CUSTOM.length), value }));
  return {
    ...Object.fromEntries(plain),
    email: row.email,
    ...(phones && {
      phones: phones
        .split(';')
        .map(one => one.trim())
        .filter(Boolean),
    }),
    ...(linkedIn && { socialLinks: { linkedIn } }),
    ...(customFields.length > 0 && { customFields }),
  };
}

/** The first address, its status, and the others. */
function addresses(emails: unknown): (string | undefined)[] {
  const [first, ...others] = listOf(emails).map(recordOf);
  return [textOf(first?.email), textOf(first?.status), others.map(one => textOf(one.email)).join(' ')];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
