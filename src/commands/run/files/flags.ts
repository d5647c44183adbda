import type { Flags } from '../../../config/settings.ts';
import type { Options } from '../../command.ts';
import { chooseOn } from './choose.ts';
import type { ReadOptions } from './table.ts';

/** Flags that say how the user's file is read. */
export const READ_FLAGS: Options = {
  encoding: {
    type: 'string',
    value: 'NAME',
    description: 'how a CSV file is encoded, such as windows-1252; asked where it is not certain',
  },
  delimiter: {
    type: 'string',
    value: 'CHARACTER',
    description: 'what separates the columns of a CSV file: comma, semicolon, tab, bar or any character',
  },
  sheet: {
    type: 'string',
    value: 'NAME',
    description: 'the sheet of an XLSX file; the first with content unless said',
  },
};

/** Reads those flags. What is not certain is asked on the terminal. */
export function readOptionsOf({ encoding, delimiter, sheet }: Flags): ReadOptions {
  const textOf = (flag: unknown) => (typeof flag === 'string' ? flag : undefined);
  return {
    encoding: textOf(encoding),
    delimiter: textOf(delimiter),
    sheet: textOf(sheet),
    choose: chooseOn({ input: process.stdin, output: process.stderr }),
  };
}
