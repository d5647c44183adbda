import { expect, test } from 'vitest';
import { matchHeading } from '../../../src/commands/run/columns/headings/match-heading.ts';
import { CONCEPTS, type Concept } from '../../../src/commands/run/columns/headings/terms.ts';

/** Headings of real exports and of lists by hand, by what their columns hold. */
const HEADINGS: Partial<Record<Concept, string>> = {
  email:
    'Email|E-mail|E-Mail-Adresse|E-Mail (geschäftlich)|Email Address|Work Email|Primary Email|E-mail 1 - Value|Person - Email - Work|' +
    'Contact Email|E-Mail dienstlich|Mailadresse|Courriel|Adresse e-mail|Adresse de messagerie|E-mail professionnel|Correo electrónico|' +
    'Email1|email_2|Correo|Dirección de correo electrónico|Adres e-mail|E-mail służbowy|eMail|E_MAIL|Secondary Email|E-Mail 2: Adresse|E-Mail privat',
  firstName:
    'First Name|FirstName|first_name|Given Name|Vorname|Vorname(n)|Prénom|Prénoms|Nombre de pila|Primer nombre|Imię|Person - First name|' +
    'Kontakt: Vorname|FNAME',
  lastName:
    'Last Name|Surname|Family Name|Nachname|Familienname|Zuname|Nom de famille|Apellidos|Apellido|Primer apellido|Nazwisko|' +
    'Person - Nachname|LNAME',
  fullName:
    'Full Name|fullName|Contact Name|Ansprechpartner|Ansprechpartner/in|Vor- und Nachname|Vorname Nachname|Nom complet|Prénom et nom|' +
    'Nombre completo|Nombre y apellidos|Imię i nazwisko|Contact|Kontakt|Contacto|Osoba kontaktowa|Person - Name',
  lastFirstName:
    'Name, Vorname|Nachname, Vorname|Nom et prénom|NOM PRÉNOM|Apellidos y nombre|Nazwisko i imię|Last Name, First Name',
  name: 'Name|Nom|Nombre|NAME:',
  companyName:
    'Company|Company Name|Account Name|Organization - Name|Organization 1 - Name|Firma|Firmenname|Unternehmen|Name der Firma|Arbeitgeber|' +
    "Société|Entreprise|Nom de l'entreprise|Raison sociale|Empresa|Nombre de la empresa|Compañía|Nazwa firmy|Company / Account|employer",
  companySite:
    'Domain|Company Domain Name|Website|Website URL|Website-URL|Web Page|Homepage|Webseite|Internetseite|Firmenwebsite|Site web|' +
    'URL du site web|Site internet|Sitio web|Página web|Strona internetowa|Strona WWW|Adres URL strony internetowej|Company Website|www',
  position:
    'Job Title|Title|Position|Role|Jobtitel|Funktion|Stellenbezeichnung|Poste|Intitulé du poste|Fonction|Cargo|Puesto|Stanowisko|' +
    'Organization 1 - Title|Person - Job title|Current Job',
  country:
    'Country|Country/Region|Mailing Country|Land|Land/Region geschäftlich|Pays|País|País/región|Kraj|Address 1 - Country',
  locality:
    'City|Mailing City|Location|Stadt|Ort|Ort geschäftlich|Ville|Ciudad|Miasto|Miejscowość|Business City',
  phones:
    'Phone|Phone Number|Mobile Phone|Work Direct Phone|Telefon|Telefonnummer|Telefon geschäftlich|Mobil|Handy|Tel.|Téléphone|' +
    'Numéro de téléphone|Teléfono|Número de teléfono|Móvil|Numer telefonu|Telefon komórkowy|Phone 1 - Value',
  linkedIn:
    'LinkedIn|LinkedIn URL|Person Linkedin Url|LinkedIn-Profil|Profil LinkedIn|Perfil de LinkedIn|linkedInProfileUrl',
};

/** Headings near them that hold something else. */
const OTHERS =
  'Email Status|Email Opt Out|E-Mail-Typ|E-mail 1 - Type|Primary Email Source|Email Domain|Email verified|User Name|Campaign Name|File name|' +
  'Middle Name|Weitere Vornamen|Company Linkedin Url|Company ID|Company City|Company Country|Contact owner|Account Owner|Nachname Geschäftsführer|' +
  'Website Visits|Phone 1 - Type|Last Contacted|Last Activity|First seen|Anrede|Salutation|Lead Status|Old Email|Notes|Notizen|Straße|PLZ||#|1';

const cases = Object.entries(HEADINGS).flatMap(([concept, headings]) =>
  headings.split('|').map(heading => [concept as Concept, heading] as const),
);
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[łŁ]/g, 'l');
const transcribed = (text: string) =>
  text.replace(/[äöü]/gi, umlaut => `${plain(umlaut)}e`).replace(/ß/g, 'ss');

test.each(cases)('%s is headed %s, in any spelling', (concept, heading) => {
  const spellings = [
    heading,
    heading.toUpperCase(),
    heading.normalize('NFD'),
    plain(heading),
    plain(transcribed(heading)),
    heading.replace(/[\s-]+/g, '_'),
    ` ${heading.replace(/ /g, '\u00A0')}* `,
  ];
  expect(spellings.filter(spelling => !matchHeading(spelling, concept))).toEqual([]);
});

test.each(OTHERS.split('|'))('%s heads none of these', heading => {
  expect(CONCEPTS.filter(concept => matchHeading(heading, concept))).toEqual([]);
});

test('a column of one concept is not taken for one of another', () => {
  const related: Record<string, readonly Concept[]> = {
    name: ['fullName'],
    linkedIn: ['profileLink'],
    fullName: ['name'],
  };
  for (const [concept, heading] of cases) {
    const also = CONCEPTS.filter(other => other !== concept && matchHeading(heading, other));
    expect([heading, also.filter(other => !related[concept]?.includes(other))]).toEqual([heading, []]);
  }
});
