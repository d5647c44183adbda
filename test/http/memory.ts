import process from 'node:process';

// Loaded into the server that is measured, with --expose-gc: tells what is left after everything that can go has gone.

process.on('message', async () => {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ rss, heapUsed });
});
