import { expect, test } from 'vitest';
import { headings } from './kit.ts';

function problem(flow: string, text: string, choice = {}): string {
  try {
    return JSON.stringify(headings(flow, text, choice));
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  ['find_emails', 'Telefon,Nachnahme,Vorname,Website', 'Did you mean --map "lastName=Nachnahme"?'],
  ['find_emails', 'Telefon,Nachname Kunde,Vorname,Website', 'Did you mean --map "lastName=Nachname Kunde"?'],
  ['verify_emails', 'Name,Kontaktdaten\nAda,ada@acme.example', 'Did you mean --map "email=Kontaktdaten"?'],
  ['verify_emails', 'Info,Info\nAda,ada@acme.example', 'Did you mean --map "email=#2"?'],
  [
    'find_emails',
    'Vorname,Nachname,E-Mail,Net\nAda,Byron,ada@mail.example,www.acme.example',
    'Did you mean --map "domain=Net"?',
  ],
  ['find_prospects_by_url', 'Name,Info\nAda,linkedin.com/in/ada', 'Did you mean --map "url=Info"?'],
  // Nothing is proposed that only looks alike, or that is meant as it says.
  ['find_emails', 'Vorname,Telefon,Website', 'Say which it is: --map "lastName="'],
  ['find_emails', 'Vorname,Nachname,companyName', 'Say which it is: --map "domain="'],
  ['find_emails', 'Name,Website\nAcme GmbH,acme.example', 'no column for firstName, lastName among'],
  ['find_emails', 'Vorname,Nachname,Firma', '"Firma" holds names of companies: find_domains_by_name'],
  [
    'verify_emails',
    'Notes:\nFirst Name,Last Name,Email Address',
    'The headings stand further down, "First Name", "Last Name", "Email Address"',
  ],
  ['prepare_leads', 'Vorname,Nachname', 'no column for email (or firstName, lastName, domain)'],
])('%s, %j', (flow, text, words) => {
  expect(problem(flow, text)).toContain(words);
  expect(problem(flow, text)).not.toMatch(/=(Telefon|Firma|Vorname)"/);
});

test.each(['ada@acme.example,Ada', 'Ada,https://acme.example/team'])('%s is no header', header => {
  expect(problem('verify_emails', `${header}\nx,y`)).toContain(
    'the first row is data and no row of headings',
  );
});

test.each([
  [{ mappings: ['mail=E-Mail'] }, '"mail" is no field of verify_emails; it has email. Did you mean "email"?'],
  [{ mappings: ['email=E-Mial'] }, 'there is no column "E-Mial". Did you mean "E-Mail"?'],
  [
    { only: ['ready'] },
    '--only ready: the file has no column snovio_verdict. Take the output of prepare_leads',
  ],
])('%j', (choice, words) => {
  expect(problem('verify_emails', 'E-Mail', choice)).toContain(words);
});
