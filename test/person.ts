import type { HarnessOptions } from './harness.ts';

/**
 * A person who answers the questions that a client shows.
 * @param agrees whether they agree to the question, which is the last of `questions`
 * @returns the options for the harness, and the questions so far
 */
export function personWho(agrees: (question: string) => boolean | Promise<boolean>) {
  const questions: string[] = [];
  const options: Pick<HarnessOptions, 'client' | 'prepare'> = {
    client: { capabilities: { elicitation: {} } },
    prepare: client =>
      client.setRequestHandler('elicitation/create', async ({ params }) => {
        questions.push(params.message);
        return { action: 'accept', content: { agree: await agrees(params.message) } };
      }),
  };
  return { questions, options };
}
