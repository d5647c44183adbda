/** The longest wait in each unit [C:ref]: always 30 days. */
const LONGEST = { minutes: 43_200, hours: 720, days: 30 } as const;

/** The wait of a step, such as `3 days`, as Snov.io takes it; undefined if it is none or too long. */
export function waitOf(text = '') {
  const [, digits, word = ''] = /^(\d{1,5}) *(minute|hour|day)s?$/i.exec(text.trim()) ?? [];
  if (!digits) return undefined;
  const waiting_type = `${word.toLowerCase()}s` as keyof typeof LONGEST;
  const waiting_val = Number(digits);
  const isGood = waiting_val >= 1 && waiting_val <= LONGEST[waiting_type];
  return isGood ? { waiting_type, waiting_val } : undefined;
}

/** The same in an answer. */
export function waitText(unit: string | undefined, value: number | undefined): string | undefined {
  return unit === undefined || value === undefined ? undefined : `${value} ${unit}`;
}
