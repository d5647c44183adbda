import { vi } from 'vitest';

/** The time in milliseconds since the process began, whatever is made of it here. */
export const now = performance.now.bind(performance);

/** Sets the clock ahead of what it would be, until `vi.restoreAllMocks()`. */
export function ahead(ms: number): void {
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
}
