import type { Host } from './hosts.ts';

/** How variables get to where a host sees them, and what makes it read them. */
export function howToSet(host: Host, platform: NodeJS.Platform, names: readonly string[]): string {
  const { title, credentials, hasWindows } = host;
  const where =
    credentials === 'inherit' ? `your login shell's profile, which ${title} reads` : 'the environment';
  const step = `Set ${names.join(' and ')} in ${where}, then restart ${title}.`;
  // A host that hands on what the login shell has, has said so.
  return hasWindows && credentials !== 'inherit' ? `${step} ${windowHint(title, platform, names)}` : step;
}

/** How a program with windows gets variables that a shell has. */
export function windowHint(title: string, platform: NodeJS.Platform, names: readonly string[]): string {
  return `${title} does not see what a shell exports unless it is started from that shell. For all programs: ${forAllPrograms(platform, names)}.`;
}

function forAllPrograms(platform: NodeJS.Platform, names: readonly string[]): string {
  if (platform === 'darwin') return names.map(name => `launchctl setenv ${name} "…"`).join(' and ');
  if (platform === 'win32') return names.map(name => `setx ${name} "…"`).join(' and ');
  const lines = names.map(name => `${name}=…`).join(' and ');
  return `${names.length > 1 ? 'the lines' : 'a line'} ${lines} in ~/.config/environment.d/snovio.conf, then log in anew`;
}
