import {
  fitsQuota,
  type Pace,
  pausedMs,
  pauseUntil,
  QUOTA_QUESTION,
  slotState,
  waitForQuota,
} from '../rules/pace.ts';
import type { Limit, QuotaRequest, SlotState } from '../store.ts';
import type { DatabaseClock } from './clock.ts';
import type { Connections, Run } from './connections.ts';
import type { Asked, Place } from './reading.ts';
import type { Transactions, Write } from './transactions.ts';

/** The clock when the row's turn has come: others may have held it until then. */
const CLOCK = `floor(date_part('epoch', clock_timestamp()) * 1000)::bigint`;

/** The rule of `slotState`, in one statement. A moment in the future was left by a clock that was set back: it is now. */
const take = (
  account: string,
  windowMs: string,
  requests: string,
) => `INSERT INTO snovio_mcp.pace AS pace (account, slots) VALUES (${account}, ARRAY[${CLOCK}])
  ON CONFLICT (account) DO UPDATE SET slots = array_append(
    (SELECT array_agg(LEAST(at, ${CLOCK}) ORDER BY at) FROM unnest(pace.slots) AS at WHERE at > ${CLOCK} - ${windowMs}), ${CLOCK})
  WHERE (SELECT count(*) FROM unnest(pace.slots) AS at WHERE at > ${CLOCK} - ${windowMs}) < ${requests}
    AND (pace.paused_since IS NULL OR pace.paused_since > ${CLOCK} OR pace.paused_until <= ${CLOCK})
  RETURNING slots, ${CLOCK} AS now`;

const TAKE = take('$1', '$2', '$3');

/** Others may take slots at the same time: none of theirs is lost. */
const SET_BACK = `UPDATE snovio_mcp.pace SET slots = ARRAY(SELECT LEAST(at, $2) FROM unnest(slots) AS at ORDER BY 1)
  WHERE account = $1`;

/** A slot that was given: all of the window, and the moment. */
interface Given {
  readonly slots: readonly number[];
  readonly now: number;
}

/** The same as facts that a transaction reads; null: none was given. */
export interface SlotFacts {
  readonly slots?: readonly number[] | null;
  readonly slotAt?: number | null;
}

/** The clock is read after the row: no slot that others take meanwhile seems to be in the future. */
const LOOK = `SELECT slots, paused_since, paused_until, ${CLOCK} AS now
  FROM (SELECT $1::text AS wanted) AS one LEFT JOIN snovio_mcp.pace ON account = wanted`;

interface PaceRow {
  readonly now: number;
  readonly slots: readonly number[] | null;
  readonly paused_since: number | null;
  readonly paused_until: number | null;
}

/**
 * The pace and the hourly quotas that all copies share. A slot that is given is on the disk: copies that forgot some when the
 * database died would send too many together.
 */
export class SharedPace {
  readonly #connections: Connections;
  readonly #transactions: Transactions;
  readonly #clock: DatabaseClock;

  constructor({
    connections,
    transactions,
    clock,
  }: {
    connections: Connections;
    transactions: Transactions;
    clock: DatabaseClock;
  }) {
    this.#connections = connections;
    this.#transactions = transactions;
    this.#clock = clock;
  }

  /** A slot is one statement, since every request takes one. Why there is none takes another look. */
  async take(account: string, limit: Limit): Promise<SlotState> {
    const { windowMs, requests } = limit;
    for (;;) {
      const [given] = await this.#connections.query<Given>(TAKE, [account, windowMs, requests]);
      if (given) return takenState(given);
      const state = await this.#transactions.run(account, (run, write) =>
        this.#look(run, write, account, limit),
      );
      // Meanwhile one has become free.
      if (!state.taken) return state;
    }
  }

  /** Takes a slot with what a transaction reads. It is given back where the transaction writes nothing. */
  asked(place: Place, account: string, { windowMs, requests }: Limit): Asked {
    return {
      first: `slot AS (${take(place(account), place(windowMs), place(requests))})`,
      facts: { slots: '(SELECT slots FROM slot)', slotAt: '(SELECT now FROM slot)' },
    };
  }

  /** What has become of a slot that was asked for so. */
  async answered(
    run: Run,
    write: Write,
    { account, limit, slots, slotAt }: SlotFacts & { readonly account: string; readonly limit: Limit },
  ): Promise<SlotState> {
    if (slots && slotAt) return takenState({ slots, now: slotAt });
    const state = await this.#look(run, write, account, limit);
    // Where one has become free meanwhile, whoever asks at once has it.
    return state.taken ? { ...state, taken: false, ages: state.ages.slice(0, -1) } : state;
  }

  async #look(run: Run, write: Write, account: string, limit: Limit): Promise<SlotState> {
    const { now, pace, wasSetBack } = await this.#read(run, account, limit);
    if (wasSetBack) write(SET_BACK, [account, now]);
    return slotState(pace, limit);
  }

  pause(account: string, ms: number | undefined, limit: Limit): Promise<void> {
    return this.#transactions.run(account, async (run, write) => {
      const { now, pace } = await this.#read(run, account, limit);
      const until = pauseUntil(ms, pace, limit, now);
      if (until === undefined) return;
      write(
        `INSERT INTO snovio_mcp.pace (account, paused_since, paused_until) VALUES ($1, $2, $3)
           ON CONFLICT (account) DO UPDATE SET paused_since = excluded.paused_since, paused_until = excluded.paused_until`,
        [account, now, until],
      );
    });
  }

  takeQuota(request: QuotaRequest): Promise<boolean> {
    const { account, family, units, hourMs } = request;
    return this.#transactions.run(account, async (run, write) => {
      const { now, running, open } = await this.#readQuota(run, request);
      const used = running.reduce((sum, each) => sum + each.units, 0);
      // A moment in the future was left by a clock that was set back: it is now.
      if (running.some(({ at }) => at > now))
        write('UPDATE snovio_mcp.quota SET at = $3 WHERE account = $1 AND family = $2 AND at > $3', [
          account,
          family,
          now,
        ]);
      if (!fitsQuota(request, used, open)) return false;
      write('DELETE FROM snovio_mcp.quota WHERE account = $1 AND family = $2 AND at <= $3', [
        account,
        family,
        now - hourMs,
      ]);
      write('INSERT INTO snovio_mcp.quota (account, family, at, units) VALUES ($1, $2, $3, $4)', [
        account,
        family,
        now,
        units,
      ]);
      return true;
    });
  }

  /** See {@link Store.quotaWait}. */
  quotaWait(request: QuotaRequest): Promise<number> {
    return this.#transactions.run(request.account, async run => {
      const { now, running, open } = await this.#readQuota(run, request);
      const uses = running.map(({ at, units }) => ({ age: Math.max(0, now - at), units }));
      return waitForQuota(request, uses, open);
    });
  }

  /** What was used of a quota in the running hour, and how many items are under way that need reads of it. */
  async #readQuota(run: Run, { account, family, hourMs }: QuotaRequest) {
    const [now, counted, open] = await Promise.all([
      this.#clock.read(run),
      run<{ at: number; units: number }>(
        'SELECT at, units FROM snovio_mcp.quota WHERE account = $1 AND family = $2',
        [account, family],
      ),
      run<{ sent_at: number }>(
        `SELECT sent_at FROM snovio_mcp.item WHERE account = $1 AND question = $2 AND generation = 'v1'
           AND (state <> 'done' OR reserved > 0)`,
        [account, QUOTA_QUESTION[family]],
      ),
    ]);
    return {
      now,
      running: counted.filter(({ at }) => at > now - hourMs),
      open: open.filter(({ sent_at }) => sent_at > now - hourMs).length,
    };
  }

  async #read(
    run: Run,
    account: string,
    { windowMs }: Limit,
  ): Promise<{ now: number; pace: Pace; wasSetBack: boolean }> {
    const [row] = await run<PaceRow>(LOOK, [account]);
    const now = row?.now ?? 0;
    const known = row?.slots ?? [];
    // A moment in the future was left by a clock that was set back: it is now.
    const slots = known.filter(at => at > now - windowMs).map(at => Math.min(at, now));
    const { paused_since: since = null, paused_until: until = null } = row ?? {};
    const pause = since === null || until === null ? undefined : { since, until };
    return {
      now,
      pace: { ages: slots.map(at => now - at), pausedMs: pausedMs(pause, now) },
      wasSetBack: known.some(at => at > now),
    };
  }
}

function takenState({ slots, now }: Given): SlotState {
  return { taken: true, pausedMs: 0, ages: slots.map(at => Math.max(0, now - at)) };
}
