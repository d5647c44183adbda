import { z } from 'zod';
import { explain, hasCode } from '../../errors.ts';
import type { Account } from '../../snovio/account.ts';
import { deadlineIn } from '../../snovio/call-context.ts';
import type { ApiRequest } from '../../snovio/transport/request.ts';
import { differences, type Shape } from './shape.ts';

/** What a method of the API did with a free request. */
export interface Probed {
  readonly method: string;
  readonly outcome: 'answered' | 'differs' | 'inconclusive' | 'failed';
  /** How it differs or what failed; never a value. */
  readonly detail: string;
}

interface Trial {
  readonly request: ApiRequest;
  readonly shape: Shape;
}

const ID = 'string|number';
const WHEN = 'string|number|null';
const DATE = 'object|string|null';

/** Reads that are free and change nothing, with what the reference shows of their answers. */
const READS: readonly Trial[] = [
  {
    request: { method: 'GET', path: '/v1/get-balance' },
    shape: {
      'success?': 'boolean',
      data: {
        balance: 'string|number',
        'teamwork?': 'boolean|number',
        'unique_recipients_used?': 'string|number|null',
        'recipients_used?': 'string|number|null',
        'limit_resets_in?': 'string|number|null',
        'expires_in?': 'string|number|null',
      },
    },
  },
  {
    request: { method: 'GET', path: '/v1/get-user-lists' },
    shape: [
      {
        id: ID,
        name: 'string',
        contacts: ID,
        'isDeleted?': 'boolean',
        'creationDate?': DATE,
        'deletionDate?': DATE,
      },
    ],
  },
  {
    request: { method: 'GET', path: '/v1/get-user-campaigns' },
    shape: [
      {
        id: ID,
        campaign: 'string',
        list_id: ID,
        status: 'string',
        'created_at?': WHEN,
        'updated_at?': WHEN,
        'started_at?': WHEN,
        'hash?': 'string',
      },
    ],
  },
  {
    request: { method: 'GET', path: '/v1/prospect-custom-fields' },
    shape: [{ key: 'string', label: 'string', 'required?': 'boolean', 'type?': 'string' }],
  },
  {
    request: { method: 'GET', path: '/v2/webhooks' },
    shape: {
      data: [
        {
          data: {
            id: ID,
            end_point: 'string',
            event_object: 'string',
            event_action: 'string',
            status: 'string',
            'created_at?': WHEN,
          },
        },
      ],
      'meta?': { 'webhooks_count?': ID, 'user_id?': ID },
    },
  },
  {
    request: { method: 'POST', path: '/v1/get-domain-emails-count', form: { domain: 'example.com' } },
    shape: { 'success?': 'boolean', domain: 'string', 'webmail?': 'boolean', result: ID },
  },
];

/** No task has it. */
const HASH = '00000000000000000000000000000000';
const byQuery = (path: string): ApiRequest => ({ method: 'GET', path, query: { task_hash: HASH } });

/** Result methods, asked for a task that does not exist: that they answer at all shows that they are there. */
const RESULTS: readonly ApiRequest[] = [
  byQuery('/v2/email-verification/result'),
  byQuery('/v2/emails-by-domain-by-name/result'),
  byQuery('/v2/li-profiles-by-urls/result'),
  byQuery('/v2/company-domain-by-name/result'),
  ...[
    'domain-search/domain-emails',
    'domain-search/generic-contacts',
    'domain-search/prospects',
    'domain-search/prospects/search-emails',
  ].map((task): ApiRequest => ({ method: 'GET', path: `/v2/${task}/result/${HASH}` })),
];

/** Sends each free request once, and tells how its answer compares with the reference. */
export async function probe(account: Account, waitMs: number): Promise<Probed[]> {
  const probed: Probed[] = [];
  for (const { request, shape } of READS) probed.push(await attempt(account, request, shape, waitMs));
  for (const request of RESULTS) probed.push(await attempt(account, request, undefined, waitMs));
  return probed;
}

async function attempt(
  account: Account,
  request: ApiRequest,
  shape: Shape | undefined,
  waitMs: number,
): Promise<Probed> {
  const method = `${request.method} ${request.path.replace(HASH, '{task_hash}')}`;
  const call = { signal: AbortSignal.timeout(waitMs), deadline: deadlineIn(waitMs / 1000), tool: 'doctor' };
  try {
    const answer = await account.read(request, z.unknown(), call);
    const differ = shape === undefined ? [] : differences(answer, shape);
    if (differ.length === 0) return { method, outcome: 'answered', detail: '' };
    return { method, outcome: 'differs', detail: differ.join('; ') };
  } catch (error) {
    if (shape === undefined && hasCode(error, 'not_found')) {
      return { method, outcome: 'inconclusive', detail: '404, as for any unknown task' };
    }
    const { code, httpStatus } = explain(error).meta;
    // A refusal of the bogus task is an answer of the method.
    const outcome = shape === undefined && code === 'refused' ? 'answered' : 'failed';
    return { method, outcome, detail: `${code}${httpStatus === undefined ? '' : ` (HTTP ${httpStatus})`}` };
  }
}
