/** What a column can hold. */
export type Concept =
  | 'email'
  | 'firstName'
  | 'lastName'
  | 'fullName'
  | 'lastFirstName'
  | 'name'
  | 'companyName'
  | 'companySite'
  | 'position'
  | 'country'
  | 'locality'
  | 'phones'
  | 'linkedIn'
  | 'profileLink';

/** How a concept is headed. */
export interface Terms {
  /**
   * Usual headings in English, German, French, Spanish and Polish, with bars between them; those of the first list come
   * before the others.
   */
  readonly tiers: readonly (readonly string[])[];
  /** Words beside them that change nothing, with bars between them. */
  readonly neutral?: readonly string[];
}

const ADDRESS = ['address|adresse|adress|addr|adres|dirección'];

const EMAIL: Terms = {
  tiers: [
    [
      'email|mail|e-mails|emailadresse|mailadresse|mailaddress',
      'workemail|businessemail|contactemail|firmenemail|firmenmail|geschäftsemail',
      'courriel|mél|adresse électronique|adresse messagerie|messagerie',
      'correo|correo electrónico|correo e|dirección de correo electrónico',
      'poczta|poczta elektroniczna|adres poczty elektronicznej',
    ],
  ],
  neutral: [...ADDRESS, 'corporate'],
};

const FIRST_NAME: Terms = {
  tiers: [
    [
      'first name|given name|forename|christian name|fname|name first|prename',
      'vorname|vornamen|rufname|prénom|prénoms',
      'primer nombre|nombre de pila|nombres|imię|imiona',
    ],
    ['first', 'given'],
  ],
};

const LAST_NAME: Terms = {
  tiers: [
    [
      'last name|surname|family name|lname|name last',
      'nachname|familienname|zuname|nom de famille|patronyme|nom patronymique',
      'apellido|apellidos|primer apellido|apellido paterno|nazwisko|nazwiska',
    ],
    ['last', 'family'],
  ],
};

const FULL_NAME: Terms = {
  tiers: [
    [
      'full name|complete name|display name|first name last name|first last name|first last',
      'vollständiger name|vor nachname|vorname nachname|vorname name|vor zuname|vorname familienname',
      'nom complet|prénom nom|nombre completo|nombre apellidos|nombre apellido',
      'imię nazwisko|pełne imię nazwisko',
    ],
    [
      'contact name|name contact|contact person|contact person name|person name|lead name',
      'prospect name|decision maker|ansprechpartner|ansprechpartnerin|ansprechperson|kontaktperson',
      'kontaktname|name ansprechpartner|nom contact|nom interlocuteur|interlocuteur',
      'nombre contacto|persona contacto|osoba kontaktowa|osoba do kontaktu',
      'contact|contacts|kontakt|contacto|person',
    ],
  ],
};

/** Full names that begin with the last name, with a comma or without. */
const LAST_FIRST_NAME: Terms = {
  tiers: [
    [
      'last name first name|last first|last first name|surname first name|surname name',
      'nachname vorname|name vorname|zuname vorname|familienname vorname|nach vorname',
      'nom prénom|nom prénoms|apellidos nombre|apellido nombre|nazwisko imię',
    ],
  ],
};

/** What these words mean shows in the other headings only. */
const NAME: Terms = { tiers: [['name|names|nom|noms|nombre']] };

const COMPANY_NAME: Terms = {
  tiers: [
    [
      'company name|name company|organization name|organisation name|account name|employer name',
      'company account|business name|associated company|current company|current company name|accountname',
      'firmenname|name firma|unternehmensname|name unternehmen|name organisation|aktuelle firma',
      'nom entreprise|nom société|nom organisation|nom compte|raison sociale|nombre empresa|razón social',
      'nombre organización|nombre compañía|nombre cuenta|nazwa firmy|nazwa przedsiębiorstwa|nazwa organizacji',
    ],
    [
      'company|organization|organisation|employer|firm|account',
      'firma|unternehmen|arbeitgeber|gesellschaft|betrieb',
      'entreprise|société|employeur|compagnie',
      'empresa|compañía|sociedad|organización',
      'przedsiębiorstwo|organizacja|pracodawca|spółka',
    ],
  ],
  neutral: ['1'],
};

const COMPANY_SITE: Terms = {
  tiers: [
    [
      'domain|company domain|company domain name|website domain|domain company',
      'firmendomain|domäne|unternehmensdomain|domaine|nom domaine|dominio|domena|domena firmy',
    ],
    [
      'website|site|homepage|webpage|web|www|web address|company site',
      'webseite|internetseite|internetadresse|internet|webadresse|firmenwebsite|firmenwebseite',
      'unternehmenswebsite|unternehmenswebseite|netzseite|site web|site internet|adresse web',
      'page web|sitio web|página web|página|web empresa',
      'strona|strona internetowa|strony internetowej|adres strony internetowej|strona www|strona web|witryna|adres www|witryna internetowa',
    ],
  ],
  neutral: [
    'url|link|company|corporate|organization|organisation|account|firma|firmy',
    'unternehmen|unternehmens|entreprise|société|empresa|compañía',
  ],
};

const POSITION: Terms = {
  tiers: [
    [
      'job title|jobtitel|job position|position|current position|current job|organization title',
      'berufsbezeichnung|stellenbezeichnung|stellung|berufstitel|position firma',
      'poste|intitulé poste|titre poste|poste occupé|puesto|cargo|puesto trabajo',
      'stanowisko|nazwa stanowiska|stanowisko pracy',
    ],
    [
      'title|role|job role|job|occupation|funktion|rolle|beruf|tätigkeit|job funktion',
      'fonction|rôle|profession|métier|función|rol|profesión|ocupación|funkcja|rola|zawód',
    ],
  ],
  neutral: ['1'],
};

const COUNTRY: Terms = {
  tiers: [
    [
      'country|country region|country name|land|land region|staat',
      'pays|pays région|país|país región|kraj|kraj region|państwo',
    ],
  ],
  neutral: [...ADDRESS, 'anschrift', 'mailing'],
};

const LOCALITY: Terms = {
  tiers: [
    ['city|town|stadt|ort|wohnort|ville|ciudad|miasto|miejscowość|localité|localidad'],
    ['locality|location|standort|localisation|ubicación|lokalizacja|plz ort'],
  ],
  neutral: [...ADDRESS, 'anschrift', 'mailing'],
};

const PHONES: Terms = {
  tiers: [
    [
      'phone|phones|phone number|phone numbers|telephone|telephone number|tel|tel no|direct phone',
      'telefon|telefonnummer|telefonnr|rufnummer|durchwahl|festnetz',
      'téléphone|numéro téléphone|no téléphone|teléfono|número teléfono',
      'numer telefonu|nr telefonu|tel stacjonarny',
    ],
    [
      'mobile|mobile phone|phone mobile|telefon mobil|teléfono móvil|mobile number|cell|cell phone|mobil|mobiltelefon|mobilnummer',
      'handy|handynummer|portable|téléphone portable|téléphone mobile|móvil|teléfono móvil|celular',
      'komórka|telefon komórkowy|tel komórkowy',
    ],
  ],
  neutral: ['direct|number|nr|nummer'],
};

const LINKEDIN: Terms = {
  tiers: [
    [
      'linkedin|linkedin url|linkedin profile|linkedin profile url|profil linkedin|perfil linkedin|linkedin bio',
    ],
    ['profile url|profile link|profile|default profile url'],
  ],
  neutral: ['url|link|profile|profil|perfil|public|contact|address|adresse|member|konto'],
};

/** The headings of each concept. */
export const TERMS: Readonly<Record<Concept, Terms>> = {
  email: EMAIL,
  firstName: FIRST_NAME,
  lastName: LAST_NAME,
  fullName: FULL_NAME,
  lastFirstName: LAST_FIRST_NAME,
  name: NAME,
  companyName: COMPANY_NAME,
  companySite: COMPANY_SITE,
  position: POSITION,
  country: COUNTRY,
  locality: LOCALITY,
  phones: PHONES,
  linkedIn: LINKEDIN,
  profileLink: {
    tiers: [...LINKEDIN.tiers, ['url|link|social link|profile url|twitter|twitter url|x']],
    neutral: LINKEDIN.neutral ?? [],
  },
};

/** All of them. */
export const CONCEPTS = Object.keys(TERMS) as Concept[];
