import type { ApiRequest } from '../../snovio/transport/request.ts';
import type { Shape } from './shape.ts';

/** A free request that changes nothing, and what the reference shows of its answer. */
export interface ShapedRequest {
  readonly request: ApiRequest;
  readonly shape: Shape;
}

const ID = 'string|number';
const WHEN = 'string|number|null';
const DATE = 'object|string|null';

export const READ_REQUESTS: readonly ShapedRequest[] = [
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

/** A hash that no task has. */
export const UNKNOWN_TASK = '00000000000000000000000000000000';
const resultByQuery = (path: string): ApiRequest => ({
  method: 'GET',
  path,
  query: { task_hash: UNKNOWN_TASK },
});

/** Requests for the result of a task that does not exist. Their answers show whether the methods still exist. */
export const RESULT_REQUESTS: readonly ApiRequest[] = [
  resultByQuery('/v2/email-verification/result'),
  resultByQuery('/v2/emails-by-domain-by-name/result'),
  resultByQuery('/v2/li-profiles-by-urls/result'),
  resultByQuery('/v2/company-domain-by-name/result'),
  ...[
    'domain-search/domain-emails',
    'domain-search/generic-contacts',
    'domain-search/prospects',
    'domain-search/prospects/search-emails',
  ].map((task): ApiRequest => ({ method: 'GET', path: `/v2/${task}/result/${UNKNOWN_TASK}` })),
];
