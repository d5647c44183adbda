/** Differences in shape between a documented sample and an answer; values never matter, only keys and types. */

type Path = string;

/** Keys whose names are data: addresses in the v1 verifier, labels of custom fields in the analytics, days of a warm-up. */
function plain(key: string): string | undefined {
  if (key.includes('@')) return '<address>';
  if (/^\d{4}-\d\d-\d\d$/.test(key)) return '<date>';
  return key.startsWith('customField_') ? undefined : key;
}

/** Documented as left out when unknown, or only there in one state. */
const OPTIONAL =
  /(\.unknown_status_reason|\.result\.(industry|skills)|\.positions\[\]\.(industry|specializations))$/;

/** A job's 17 keys may all be null [C:ref]; so may what is not known about a person, and a check never made. */
const NULLABLE =
  /(Jobs?\[\]\.\w+|\.(industry|country|locality|deletionDate|started_at|status|isValidFormat|isDisposable|isWebmail|isGibberish|smtpStatus))$/;

/** Lists that are empty for some people, though not in the sample. */
const MAY_BE_EMPTY = /(social|currentJobs?|previousJobs?|lists)$/;

/** Empty in the sample, with content in life. */
const MAY_BE_FULL = /(campaigns|social|duplicates|data|emailsCount|result|links)$/;

export function differences(wanted: unknown, got: unknown, path: Path = ''): string[] {
  if (wanted === null) return [];
  if (got === null) return NULLABLE.test(path) ? [] : [`${path} is null`];
  const [kind, other] = [kindOf(wanted), kindOf(got)];
  if (kind !== other) return [`${path} is ${other}, not ${kind}`];
  if (kind === 'array') return arrays(wanted as unknown[], got as unknown[], path);
  return kind === 'object' ? objects(wanted as object, got as object, path) : [];
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Each element must fit one of the sample's. */
function arrays(wanted: unknown[], got: unknown[], path: Path): string[] {
  if (wanted.length === 0) return got.length === 0 || MAY_BE_FULL.test(path) ? [] : [`${path} is not empty`];
  if (got.length === 0) return MAY_BE_EMPTY.test(path) ? [] : [`${path} is empty`];
  return got.flatMap(item => best(wanted, item, `${path}[]`));
}

function best(wanted: unknown[], got: unknown, path: Path): string[] {
  const all = wanted.map(sample => differences(sample, got, path));
  return all.reduce((least, list) => (list.length < least.length ? list : least));
}

function objects(wanted: object, got: object, path: Path): string[] {
  const [left, right] = [grouped(wanted), grouped(got)];
  const missing = [...left.keys()].filter(key => !right.has(key) && !OPTIONAL.test(`${path}.${key}`));
  const extra = [...right.keys()].filter(key => !left.has(key) && !OPTIONAL.test(`${path}.${key}`));
  const inner = [...left].flatMap(([key, samples]) =>
    (right.get(key) ?? []).flatMap(value => best(samples, value, `${path}.${key}`)),
  );
  return [
    ...missing.map(key => `${path}.${key} is missing`),
    ...extra.map(key => `${path}.${key} is not documented`),
    ...inner,
  ];
}

function grouped(value: object): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const [key, member] of Object.entries(value)) {
    const name = plain(key);
    if (name) groups.set(name, [...(groups.get(name) ?? []), member]);
  }
  return groups;
}
