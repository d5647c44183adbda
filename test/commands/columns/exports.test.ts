import { expect, test } from 'vitest';
import { headings } from './kit.ts';

// Headers as the programs export them, shortened where columns repeat.
const APOLLO =
  'First Name,Last Name,Title,Company,Company Name for Emails,Email,Email Status,Primary Email Source,Contact Owner,Work Direct Phone,' +
  'Home Phone,Mobile Phone,Corporate Phone,# Employees,Person Linkedin Url,Website,Company Linkedin Url,Twitter Url,City,State,Country,' +
  'Company Address,Company City,Company Country,Company Phone,Secondary Email,Secondary Email Source';
const SALESFORCE =
  'Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Mailing City,Mailing Country,Phone,Mobile,Fax,Email,Account Owner,Website';
const PIPEDRIVE =
  'Person - ID,Person - Name,Person - First name,Person - Last name,Person - Email - Work,Person - Email - Home,Person - Phone - Work,' +
  'Person - Organization,Person - Owner,Organization - Name,Organization - Website,Person - Job title';
const SALES_NAVIGATOR =
  'profileUrl,fullName,firstName,lastName,companyName,title,companyId,companyUrl,regularCompanyUrl,summary,location,linkedInProfileUrl,email';
const LINKEDIN = 'First Name,Last Name,URL,Email Address,Company,Position,Connected On';
const OUTLOOK =
  'Title,First Name,Middle Name,Last Name,Suffix,Home City,Home Country/Region,Company,Job Title,Business City,Business Country/Region,' +
  'Business Phone,Business Phone 2,Home Phone,Mobile Phone,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,Web Page';
const OUTLOOK_DE =
  'Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position,Ort geschäftlich,Land/Region geschäftlich,Ort privat,' +
  'Telefon geschäftlich,Telefon privat,Mobiltelefon,E-Mail-Adresse,E-Mail-Typ,E-Mail: Angezeigter Name,E-Mail 2: Adresse,Webseite';
const GOOGLE =
  'Name,Given Name,Additional Name,Family Name,Birthday,Notes,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Type,' +
  'Phone 1 - Value,Address 1 - City,Address 1 - Country,Organization 1 - Name,Organization 1 - Title,Website 1 - Value';
const HUBSPOT =
  'Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Company name,Job Title,City,Country/Region,Website URL,Email Domain';
const HUBSPOT_FR =
  "Prénom,Nom,E-mail,Numéro de téléphone,Propriétaire du contact,Nom de l'entreprise,Intitulé du poste,Ville,Pays/Région,URL du site web";
const HUBSPOT_ES =
  'Nombre,Apellidos,Correo,Número de teléfono,Nombre de la empresa,Cargo,Ciudad,País/región,URL del sitio web';
const HUBSPOT_PL =
  'Imię,Nazwisko,Adres e-mail,Numer telefonu,Nazwa firmy,Stanowisko,Miasto,Kraj/region,Adres URL strony internetowej';

const FIELDS =
  'email firstName lastName position companyName companySite country locality phones linkedIn'.split(' ');

test.each([
  [
    'Apollo',
    APOLLO,
    'Email,First Name,Last Name,Title,Company,Website,Country,City,Work Direct Phone,Person Linkedin Url',
  ],
  [
    'Salesforce',
    SALESFORCE,
    'Email,First Name,Last Name,Title,Account Name,Website,Mailing Country,Mailing City,Phone,',
  ],
  [
    'Pipedrive',
    PIPEDRIVE,
    'Person - Email - Work,Person - First name,Person - Last name,Person - Job title,Organization - Name,Organization - Website,,,Person - Phone - Work,',
  ],
  [
    'Sales Navigator',
    SALES_NAVIGATOR,
    'email,firstName,lastName,title,companyName,,,location,,linkedInProfileUrl',
  ],
  ['LinkedIn', LINKEDIN, 'Email Address,First Name,Last Name,Position,Company,,,,,'],
  [
    'Outlook',
    OUTLOOK,
    'E-mail Address,First Name,Last Name,Job Title,Company,Web Page,Business Country/Region,Business City,Business Phone,',
  ],
  [
    'Outlook in German',
    OUTLOOK_DE,
    'E-Mail-Adresse,Vorname,Nachname,Position,Firma,Webseite,Land/Region geschäftlich,Ort geschäftlich,Telefon geschäftlich,',
  ],
  [
    'Google',
    GOOGLE,
    'E-mail 1 - Value,Given Name,Family Name,Organization 1 - Title,Organization 1 - Name,Website 1 - Value,Address 1 - Country,Address 1 - City,Phone 1 - Value,',
  ],
  [
    'HubSpot',
    HUBSPOT,
    'Email,First Name,Last Name,Job Title,Company name,Website URL,Country/Region,City,Phone Number,',
  ],
  [
    'HubSpot in French',
    HUBSPOT_FR,
    "E-mail,Prénom,Nom,Intitulé du poste,Nom de l'entreprise,URL du site web,Pays/Région,Ville,Numéro de téléphone,",
  ],
  [
    'HubSpot in Spanish',
    HUBSPOT_ES,
    'Correo,Nombre,Apellidos,Cargo,Nombre de la empresa,URL del sitio web,País/región,Ciudad,Número de teléfono,',
  ],
  [
    'HubSpot in Polish',
    HUBSPOT_PL,
    'Adres e-mail,Imię,Nazwisko,Stanowisko,Nazwa firmy,Adres URL strony internetowej,Kraj/region,Miasto,Numer telefonu,',
  ],
])('an export of %s', (_, header, expected) => {
  const wanted = expected.split(',').flatMap((heading, i) => (heading ? [[FIELDS[i] ?? '', heading]] : []));
  expect(headings('save_prospects', header)).toEqual(Object.fromEntries(wanted));
});

test('links are those of people', () => {
  expect(headings('find_prospects_by_url', APOLLO)).toEqual({ url: 'Person Linkedin Url' });
  expect(headings('find_prospects_by_url', LINKEDIN)).toEqual({ url: 'URL' });
});

test.each([
  ['VORNAME,NAME,WEBSEITE', { firstName: 'VORNAME', lastName: 'NAME', domain: 'WEBSEITE' }],
  ['Nom,Prénom,Site', { firstName: 'Prénom', lastName: 'Nom', domain: 'Site' }],
  ['Nombre,Primer apellido,Web', { firstName: 'Nombre', lastName: 'Primer apellido', domain: 'Web' }],
  ['Nom,Société,Site web', { fullName: 'Nom', domain: 'Site web' }],
  ['Name,First Name,Last Name,Domain', { firstName: 'First Name', lastName: 'Last Name', domain: 'Domain' }],
  ['Full Name,First Name,Website', { fullName: 'Full Name', domain: 'Website' }],
  // What the cells say counts where the heading does not.
  ['Name,Vorname,Web\nAda Byron,Ada,a.example', { fullName: 'Name', domain: 'Web' }],
  ['Name,Vorname,Web\nByron,Ada,a.example', { firstName: 'Vorname', lastName: 'Name', domain: 'Web' }],
  ['Kontakt,Name,Web\n4711,Ada Byron,a.example', { fullName: 'Name', domain: 'Web' }],
])('names in %j', (header, expected) => {
  expect(headings('find_emails', header)).toEqual(expected);
});

test.each([
  ['E-Mail 2,E-Mail', 'E-Mail'],
  ['Secondary Email,Email', 'Email'],
  ['Email,Work Email', 'Work Email'],
  ['E-Mail (privat),E-Mail (geschäftlich)', 'E-Mail (geschäftlich)'],
  ['Work Email,Email\n,a@acme.example\n,b@acme.example', 'Email'],
  ['Email,E-Mail\nsent,a@acme.example', 'E-Mail'],
])('of the addresses in %j the right one is taken', (header, expected) => {
  expect(headings('verify_emails', header)).toEqual({ email: expected });
});
