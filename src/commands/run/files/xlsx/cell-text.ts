import { dateFromSerial, format, getFormatFromId, isDateFormat } from 'numfmt';
import { xmlParser } from './xml.ts';

/** How the numbers of a workbook are shown. */
export interface NumberStyles {
  /** The format of each cell style. */
  readonly patterns: readonly string[];
  /** Whether days are counted from 1904, as on old Macs. */
  readonly from1904: boolean;
}

const DAYS_FROM_1900_TO_1904 = 1462;

/** Reads the formats of `xl/styles.xml`. */
export function patternsOf(xml: string): string[] {
  const custom = new Map<string, string>();
  const ids: string[] = [];
  let isCell = false;
  const parser = xmlParser({
    open: (name, attributes) => {
      if (name === 'numFmt') custom.set(attributes.numFmtId ?? '', attributes.formatCode ?? '');
      if (name === 'cellXfs') isCell = true;
      if (name === 'xf' && isCell) ids.push(attributes.numFmtId ?? '0');
    },
    close: name => {
      if (name === 'cellXfs') isCell = false;
    },
  });
  parser.end(xml);
  return ids.map(id => custom.get(id) ?? getFormatFromId(Number(id)));
}

/** A number as its sheet shows it, never rounded to an exponent; dates as `2026-01-31` or `2026-01-31 14:05:00`. */
export function numberText(value: string, style: number, { patterns, from1904 }: NumberStyles): string {
  const number = Number(value);
  const pattern = patterns[style] ?? 'General';
  if (value.trim() === '' || !Number.isFinite(number)) return value;
  if (/^(general|@)$/i.test(pattern) || /E[+-]/i.test(pattern)) return plainNumber(number);
  try {
    if (isDateFormat(pattern)) return dateText(number + (from1904 ? DAYS_FROM_1900_TO_1904 : 0));
    return format(pattern, number).trim();
  } catch {
    return plainNumber(number);
  }
}

function plainNumber(number: number): string {
  return Number.isInteger(number) ? BigInt(number).toString() : String(number);
}

function dateText(serial: number): string {
  const [year = 0, month = 0, day = 0, ...time] = dateFromSerial(serial);
  const two = (part: number) => String(part).padStart(2, '0');
  const clock = time.slice(0, 3).map(two).join(':');
  if (serial < 1) return clock;
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return serial % 1 === 0 ? date : `${date} ${clock}`;
}
