import { element } from '../shared/elements.ts';
import { recordOf } from '../shared/values.ts';

// A small host for one card: what a chat does around it, and nothing else.

interface Call {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

/** By what they show. */
const calls: Readonly<Record<string, Call>> = await (await fetch('/calls')).json();
const scene = choice('Scene', Object.keys(calls), load);
const [theme, language, width] = [
  choice('Theme', ['light', 'dark']),
  choice('Language', ['en', 'de']),
  choice('Width', ['640', '320', '1200']),
];
const tool = element('strong');
const frame = element('iframe', { sandbox: 'allow-scripts', title: 'The card' });
const log = element('pre', { 'aria-label': 'What the card asked its host for' });
document.body.append(
  element('header', {}, tool, scene.label, theme.label, language.label, width.label),
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
  const call = calls[scene.value()];
  post({ method: 'ui/notifications/tool-input', params: { arguments: call?.arguments } });
  post({ method: 'ui/notifications/tool-result', params: await ask('tools/call', { ...call }) });
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

function choice(name: string, values: readonly string[], onChange = apply) {
  const select = element('select', {}, ...values.map(value => element('option', {}, value)));
  select.addEventListener('change', () => onChange());
  return { label: element('label', {}, `${name} `, select), value: () => select.value };
}

function apply(): void {
  frame.style.width = `${width.value()}px`;
  document.documentElement.dataset.theme = theme.value();
  post({ method: 'ui/notifications/host-context-changed', params: context() });
}

/** Shows the card beside the call that is chosen. */
function load(): void {
  tool.textContent = calls[scene.value()]?.name ?? '';
  log.textContent = '';
  frame.src = '/card';
}

apply();
load();
