import type { ApiRequest } from '../transport/request.ts';
import type { AnyMethod, Found } from './method.ts';
import type { ExpectedResult } from './pushed-results.ts';
import { endingOf, storeAnswers } from './store-steps.ts';
import type { Work } from './work.ts';
import type { WorkItem } from './work-item.ts';

/** An item as it was sent: calls may leave it before its result comes. */
interface SentItem {
  readonly item: WorkItem;
  readonly sentAt: number;
}

/** A start that asks for its result to be sent to a URL. */
export function withWebhook(request: ApiRequest, url: string): ApiRequest {
  // Parameters may stand in the query string, in a form or in JSON, whatever the method's own are in [C:ref].
  return request.json === undefined
    ? { ...request, query: { ...request.query, webhook_url: url } }
    : { ...request, json: { ...(request.json as object), webhook_url: url } };
}

/** Has the result of a start sent here, where that can be had; otherwise it is polled alone. */
export async function expectResult(
  work: Work,
  method: AnyMethod,
  batch: readonly WorkItem[],
): Promise<ExpectedResult | undefined> {
  const { results } = work.options;
  if (!results?.isAllowed || !method.takesWebhook) return undefined;
  const sent = batch.flatMap(item =>
    item.state.name === 'sending' ? [{ item, sentAt: item.state.sentAt }] : [],
  );
  return results
    .expect(body => work.requests.keep(applyPushed(work, method, sent, body)))
    .catch(() => undefined);
}

/**
 * Applies a result that Snov.io has sent by itself, which has the body of the result method [C:ref]. It ends what this process works on,
 * and payments that nobody works on any more: those of a start whose answer was lost, too. What says nothing is left to
 * polling.
 */
async function applyPushed(
  work: Work,
  method: AnyMethod,
  sent: readonly SentItem[],
  body: unknown,
): Promise<void> {
  const found = readPushed(method, sent, body);
  if (!found.some(isFinal)) return;
  const live = sent.flatMap((one, i) => (isUnderWay(one) ? [{ ...one, found: found[i] }] : []));
  const items = live.map(({ item }) => item);
  await work.hold(items, () =>
    work.told(
      items,
      live.map(one => one.found ?? { state: 'unclear' }),
    ),
  );
  await settleLate(work, method, sent, found);
  work.start(method);
}

function readPushed(method: AnyMethod, sent: readonly SentItem[], body: unknown): readonly Found<unknown>[] {
  const task = sent.map(({ item: { state } }) => ('task' in state ? state.task : undefined)).find(Boolean);
  const named = taskIn(body);
  if (task !== undefined && named !== undefined && named !== task) return [];
  try {
    const inputs = sent.map(({ item }) => item.input);
    return method.poll?.(inputs, task ?? named ?? '').read(body) ?? [];
  } catch {
    return [];
  }
}

/** The task that a body belongs to, where it says so. */
function taskIn(body: unknown): string | undefined {
  const { meta } = (body ?? {}) as { meta?: { task_hash?: unknown } | null };
  return typeof meta?.task_hash === 'string' ? meta.task_hash : undefined;
}

function isUnderWay({ item: { state }, sentAt }: SentItem): boolean {
  return (state.name === 'sending' || state.name === 'running') && state.sentAt === sentAt;
}

function isFinal({ state }: Found<unknown>): boolean {
  return state === 'done' || state === 'failed';
}

/** Ends payments of which this process knows nothing any more, by what the store says of them now. */
async function settleLate(
  { options }: Work,
  { generation }: AnyMethod,
  sent: readonly SentItem[],
  found: readonly Found<unknown>[],
): Promise<void> {
  const { store, scope } = options;
  const rows = await store.rows(
    scope,
    sent.map(({ item }) => item.key),
  );
  const open = sent.flatMap(({ item, sentAt }, i) => {
    const row = rows.get(item.key);
    const one = found[i];
    return row && row.state !== 'done' && row.sentAt === sentAt && one && isFinal(one)
      ? [{ item, sentAt, one }]
      : [];
  });
  const endings = open.flatMap(({ item, sentAt, one }) =>
    one.state === 'done' ? [endingOf(item, sentAt, one)] : [],
  );
  const free = open.flatMap(({ item: { key }, sentAt, one }) =>
    one.state === 'failed' ? [{ item: key, sentAt }] : [],
  );
  if (endings.length > 0) await storeAnswers(options, endings, generation);
  if (free.length > 0) await store.released(scope, free);
}
