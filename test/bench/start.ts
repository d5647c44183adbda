import { tools } from '../../tools/index.ts';
import { bareProgram } from './bundle.ts';
import { atMost, type Part } from './figure.ts';
import { listTools } from './listing.ts';
import { directory, program } from './scratch.ts';
import { inTurns, median } from './stats.ts';

const ROUNDS = 21;

/** From the start of the process to the first list of tools, next to the least that the SDK needs for as many. */
export const start: Part = {
  name: 'start',
  run: async () => {
    const env = { SNOVIO_STATE_DIR: directory('state') };
    const bare = await bareProgram('stdio');
    const own = async () => (await listTools(program(), env)).ms;
    const least = async () => (await listTools(bare, { TOOLS: String(tools.length) })).ms;
    await own();
    await least();
    const times = await inTurns(ROUNDS, { own, least });
    const [ours, theirs] = [median(times.own), median(times.least)];
    const from = `${ours.toFixed(0)} / ${theirs.toFixed(0)} ms`;
    return [atMost('start to first tools/list over a bare SDK server', ours / theirs, 1.25, { from })];
  },
};
