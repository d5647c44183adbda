// Usual column names in lower case, letters and digits only; the most common first.

export const EMAIL = ['email', 'emailaddress', 'mail', 'workemail', 'businessemail', 'contactemail'];
export const FIRST_NAME = ['firstname', 'first', 'givenname', 'forename'];
export const LAST_NAME = ['lastname', 'last', 'surname', 'familyname'];
export const COMPANY_NAME = ['companyname', 'company', 'organization', 'organisation', 'employer'];
export const COMPANY_SITE = [
  'domain',
  'companydomain',
  'website',
  'companywebsite',
  'companysite',
  'site',
  'homepage',
];
export const LINKEDIN = [
  'linkedin',
  'linkedinurl',
  'linkedinprofile',
  'linkedinlink',
  'profileurl',
  'profile',
];
