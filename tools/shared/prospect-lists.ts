import { z } from 'zod';
import {
  anId,
  bareArray,
  maybeDate,
  maybeFlag,
  maybeNumber,
  maybeText,
} from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import { type Age, readAged } from './cached-reads.ts';

const UpstreamLists = bareArray(
  z.object({
    id: anId,
    name: maybeText,
    contacts: maybeNumber,
    isDeleted: maybeFlag,
    creationDate: maybeDate,
    // The table says `deleteDate`, the sample `deletionDate` [A].
    deletionDate: maybeDate,
    deleteDate: maybeDate,
  }),
);

/** The account's prospect lists. */
export function readLists(context: Context, age: Age) {
  return readAged({ method: 'GET', path: '/v1/get-user-lists' }, UpstreamLists, context, age);
}
