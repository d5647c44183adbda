import { element } from '../shared/elements.ts';
import { recordOf } from '../shared/values.ts';

// A small host for one card: what a chat does around it, and nothing else.

interface Scene {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

const scene: Scene = await (await fetch('/scene')).json();
const [theme, language, width] = [
  choice('Theme', ['light', 'dark']),
  choice('Language', ['en', 'de']),
  choice('Width', ['640', '320', '1200']),
];
const frame = element('iframe', { sandbox: 'allow-scripts', title: scene.name });
const log = element('pre', { 'aria-label': 'What the card asked its host for' });
document.body.append(
  element('header', {}, element('strong', {}, scene.name), theme.label, language.label, width.label),
  frame,
  log,
);

/** A request to the server. @throws Error with its words */
async function ask(method: string, params: object): Promise<Record<string, unknown>> {
  const response = await fetch('/request', { method: 'POST', body: JSON.stringify({ method, params }) });
  const { result, error } = await response.json();
  if (error) throw new Error(error.message);
  return result;
}

function post(message: object): void {
  frame.contentWindow?.postMessage({ jsonrpc: '2.0', ...message }, '*');
}

async function answerTo(method: string, params: object): Promise<object> {
  if (method === 'ui/initialize') {
    return {
      protocolVersion: '2026-01-26',
      hostInfo: { name: 'snovio-mcp preview', version: '1' },
      hostCapabilities: { serverTools: {}, serverResources: {}, updateModelContext: { text: {} } },
      hostContext: context(),
    };
  }
  log.textContent += `${method} ${JSON.stringify(params)}\n`;
  return method === 'tools/call' || method === 'resources/read' ? ask(method, params) : {};
}

const context = () => ({ theme: theme.value(), locale: language.value() });

async function notice(method: string, params: Record<string, unknown>): Promise<void> {
  if (method === 'ui/notifications/size-changed') frame.style.height = `${Number(params.height)}px`;
  if (method !== 'ui/notifications/initialized') return;
  post({ method: 'ui/notifications/tool-input', params: { arguments: scene.arguments } });
  const call = { name: scene.name, arguments: scene.arguments };
  post({ method: 'ui/notifications/tool-result', params: await ask('tools/call', call) });
}

addEventListener('message', async ({ source, data }) => {
  if (source !== frame.contentWindow) return;
  const { id, method, params } = recordOf(data);
  if (typeof method !== 'string') return;
  if (id === undefined) return notice(method, { ...recordOf(params) });
  const reply = await answerTo(method, recordOf(params)).then(
    result => ({ result }),
    error => ({ error: { code: -32603, message: String(error.message) } }),
  );
  post({ id, ...reply });
});

function choice(name: string, values: readonly string[]) {
  const select = element('select', {}, ...values.map(value => element('option', {}, value)));
  select.addEventListener('change', () => apply());
  return { label: element('label', {}, `${name} `, select), value: () => select.value };
}

function apply(): void {
  frame.style.width = `${width.value()}px`;
  document.documentElement.dataset.theme = theme.value();
  post({ method: 'ui/notifications/host-context-changed', params: context() });
}

apply();
frame.src = '/card';
