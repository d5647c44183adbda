/** What tools advise an agent, and what the person at the command line is told instead, by this command's flags. */
const ADVICE: readonly (readonly [toAgent: string | RegExp, toPerson: string])[] = [
  ['A credit limit set by the user stops this call', 'A credit limit stops this'],
  [
    'Ask the user, then repeat with allowSending: true',
    'If the mail may go out, repeat with --confirm-sending',
  ],
  [
    'Only the user can change that: tell them',
    'SNOVIO_ALLOW_SENDING=ask (--allow-sending ask) lets --confirm-sending agree to it',
  ],
  ['and sending is not allowed. Ask the user', 'and --confirm-sending has not agreed to it'],
  [/Ask the user, then repeat with maxCredits: (\d+)/, '--max-credits $1 agrees'],
  [/Tell the user the price; if they agree, repeat with maxCredits: (\d+)/, '--max-credits $1 agrees'],
  ['Only the user can raise it', 'Raise it to go on'],
  [
    'Ask the user to raise it, or ask for less',
    'Raise it (--max-credits, SNOVIO_MAX_CREDITS_PER_DAY), or give it fewer rows',
  ],
  [
    'ask the user, then repeat with fresh: true to risk a second payment',
    '--retry in_doubt asks anew, and may pay a second time',
  ],
  ['Tell the user to free it, then call again', 'Free it, then run the same command again'],
  [/\b(?:Tell the user; )?(get_\w+) (lists|shows)/, 'snovio-mcp call $1 $2'],
  [', or tell the user', ''],
  [' Tell the user.', ''],
  ['the id you mean', '--list ID'],
  [/\b[Cc]all again\b/, 'run the same command again'],
];

/** A tool's message as it is told to the person who has typed the command, without a full stop at its end. */
export function inPerson(message: string): string {
  return ADVICE.reduce((text, [toAgent, toPerson]) => text.replace(toAgent, toPerson), message).replace(
    /\.$/,
    '',
  );
}
