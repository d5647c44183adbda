import { atMost, type Part } from './figure.ts';
import { listTools } from './listing.ts';
import { directory, program } from './scratch.ts';
import { inTurns, median } from './stats.ts';

const ROUNDS = 21;

/** From the start of the process to the first list of tools, with every toolset and with those that are on by default. */
export const toolsets: Part = {
  name: 'toolsets',
  run: async () => {
    const env = { SNOVIO_STATE_DIR: directory('state') };
    const all = async () => (await listTools(program(), { ...env, SNOVIO_TOOLSETS: 'all' })).ms;
    const usual = async () => (await listTools(program(), env)).ms;
    await all();
    await usual();
    const times = await inTurns(ROUNDS, { all, usual });
    const [most, least] = [median(times.all), median(times.usual)];
    const from = `${most.toFixed(0)} / ${least.toFixed(0)} ms`;
    return [atMost('start with all toolsets over the default ones', most / least, 1.1, { from })];
  },
};
