import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';

// Loaded into the server that is measured, with --expose-gc: tells how long its event loop stood still at most since it was
// asked last, and what memory is left after everything that can go has gone.

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

process.on('message', async question => {
  const blockMs = delay.max / 1e6;
  if (question === 'memory') {
    for (let i = 0; i < 3; i++) {
      globalThis.gc?.();
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
  process.send?.({ blockMs, ...process.memoryUsage() });
  delay.reset();
});
process.channel?.unref();
