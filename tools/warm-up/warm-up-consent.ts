import type { Named } from '../../src/text/quoted.ts';
import type { Context } from '../../src/tool.ts';
import { isAgreed, notAgreed } from '../shared/consent.ts';
import { forbidden } from '../shared/sending.ts';

/** What a warm-up would send from now on. */
interface WarmUpMail {
  /** Such as `warm up sender account 7`; see {@link isAgreed}. */
  readonly action: string;
  /** A sentence. */
  readonly reason: string;
  /** Found only when they have to be told. */
  names(): Promise<readonly Named[]>;
}

/** Lets a warm-up send mail only if the user agreed to it. @throws SnovioError `sending_not_allowed` */
export async function allowWarmUp(
  { action, reason, names }: WarmUpMail,
  allowSending: boolean | undefined,
  context: Context,
): Promise<void> {
  const isForbidden = context.policy.allowSending === 'never';
  if (!isForbidden && isAgreed([action], allowSending, context)) return;
  if (isForbidden) throw forbidden(reason, await names());
  const question = {
    about: 'mail',
    actions: [action],
    names: await names(),
    text: `${reason} Let the mail go out?`,
    label: 'Let the mail go out?',
    code: 'sending_not_allowed',
    refusal: `${reason} Ask the user, then repeat with allowSending: true.`,
  } as const;
  throw notAgreed(question, context);
}
