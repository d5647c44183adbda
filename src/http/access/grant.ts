import type { AccessRule, NamedAccount } from '../../config/access/access-file.ts';
import type { Holder } from '../../spending/holders.ts';
import type { Toolset } from '../../tool.ts';

/** What a caller is offered, as far as the access file narrows it. */
export interface Narrowing {
  /** In the order of the alphabet; undefined: all that the server offers. */
  readonly toolsets?: readonly Toolset[] | undefined;
  readonly readOnly: boolean;
  readonly sending: 'ask' | 'never';
}

/** What the access file grants a caller. */
export interface Grant extends Narrowing {
  /** The only account that the caller may work with. */
  readonly account?: NamedAccount | undefined;
  /** Whom the caller's payments count among. */
  readonly holders: readonly Holder[];
}

/** The part of a grant that decides on what is offered. */
export function narrowingOf({ toolsets, readOnly, sending }: Grant): Narrowing {
  return { toolsets, readOnly, sending };
}

/** A rule, and the holder that its credits are counted for. */
export interface Applied {
  readonly rule: AccessRule;
  /** Such as `principal nightly-import` or `team sales`. */
  readonly holder: string;
}

/** What is left where several rules apply: of each limit the stricter one. The account is that of the first rule that names one. */
export function grantOf(applied: readonly Applied[]): Grant {
  const rules = applied.map(({ rule }) => rule);
  return {
    account: rules.find(({ account }) => account)?.account,
    toolsets: commonOf(rules.flatMap(({ toolsets }) => (toolsets ? [toolsets] : []))),
    readOnly: rules.some(({ readOnly }) => readOnly),
    sending: rules.some(({ sending }) => sending === 'never') ? 'never' : 'ask',
    holders: applied.map(({ rule: { creditsPerDay: day, creditsPerMonth: month }, holder: name }) => ({
      name,
      day,
      month,
    })),
  };
}

function commonOf(lists: readonly (readonly Toolset[])[]): readonly Toolset[] | undefined {
  const [first, ...others] = lists;
  return first?.filter(name => others.every(list => list.includes(name))).toSorted();
}
