import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { CallToolResult } from '@modelcontextprotocol/client';
import { type Browser, chromium, type Frame, type Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { type Harness, type HarnessOptions, startHarness } from '../harness.ts';
import { SHOWS_CARDS } from '../mcp/cards/kit.ts';
import type { HostPage } from './host-page.ts';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const installed = process.env.CHROMIUM ?? BROWSERS.find(path => existsSync(path));

/** The tests of the cards are left out where there is no browser; not where everything has to be tested. */
export const cannotRun = installed === undefined && !process.env.CI;
if (cannotRun)
  console.warn('No Chromium here: the tests of the cards are left out. CHROMIUM says where one is.');

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: installed ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });

let script: Promise<string> | undefined;

async function hostScript(): Promise<string> {
  const input = fileURLToPath(new URL('host-page.ts', import.meta.url));
  const bundle = await rolldown({ input, platform: 'browser' });
  return (await bundle.generate({ format: 'esm' })).output[0].code;
}

export interface CardOptions {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
  readonly locale?: string;
  readonly context?: object;
  /** What the frame may do besides, such as `clipboard-write`. */
  readonly allow?: string;
  /** What the host offers cards, where that is not everything. */
  readonly capabilities?: object;
}

const DOES = { openLinks: {}, serverTools: {}, serverResources: {}, updateModelContext: {} };

/** A call that a card makes. */
export interface CardCall {
  readonly name: string;
  readonly arguments?: Record<string, unknown>;
  readonly _meta?: { readonly progressToken?: number };
}

/** A card in a host's page, over a real server and its sandbox. */
export class CardHost implements AsyncDisposable {
  readonly harness: Harness;
  readonly page: Page;
  /** What the page, or the card in it, asked the network for. */
  readonly requests: string[] = [];
  readonly called: CardCall[] = [];
  /** The addresses of the resources that the card has read. */
  readonly read: string[] = [];
  readonly toldModel: unknown[] = [];
  readonly opened: unknown[] = [];
  /** What was said in the user's name. */
  readonly messages: unknown[] = [];
  /** Answers the card's calls in the server's place; undefined leaves one to it. */
  answer: ((call: CardCall) => Promise<object> | undefined) | undefined;
  readonly #close: () => Promise<void>;

  private constructor(harness: Harness, page: Page, close: () => Promise<void>) {
    this.harness = harness;
    this.page = page;
    this.#close = close;
  }

  static async start(browser: Browser, options: HarnessOptions = {}): Promise<CardHost> {
    script ??= hostScript();
    const html = `<!doctype html><meta charset="utf-8"><style>body{margin:0}iframe{border:0;width:100%}</style><body><script type="module">${(await script).replaceAll('</', '<\\/')}</script>`;
    const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const harness = await startHarness({ client: { capabilities: SHOWS_CARDS }, ...options });
    const page = await browser.newPage();
    const host = new CardHost(harness, page, async () => {
      await page.close();
      server.close();
      await harness.close();
    });
    await host.#open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return host;
  }

  async #open(url: string): Promise<void> {
    const { page, harness } = this;
    await page.exposeFunction('callTool', (params: CardCall) => {
      this.called.push(params);
      return this.answer?.(params) ?? this.#ask(params);
    });
    await page.exposeFunction('openLink', (params: unknown) => {
      this.opened.push(params);
      return {};
    });
    await page.exposeFunction('message', (params: unknown) => {
      this.messages.push(params);
      return {};
    });
    await page.exposeFunction('readResource', (params: { uri: string }) => {
      this.read.push(params.uri);
      return harness.client.readResource(params);
    });
    await page.exposeFunction('updateContext', (params: unknown) => {
      this.toldModel.push(params);
      return {};
    });
    page.on('request', request => this.requests.push(request.url()));
    await page.goto(url);
    this.requests.length = 0;
  }

  /** Passes a card's call on to the server, and what the server says of its progress back. */
  #ask({ name, arguments: args, _meta }: CardCall): Promise<CallToolResult> {
    const progressToken = _meta?.progressToken;
    const onprogress =
      progressToken === undefined
        ? undefined
        : (progress: { progress: number }) =>
            // The test may be over by then.
            void this.progress({ ...progress, progressToken }).catch(() => {});
    return this.harness.client.callTool(
      { name, arguments: args ?? {} },
      { ...(onprogress && { onprogress }) },
    );
  }

  /** Calls a tool as the host does for the model, and shows its card. @returns the tool's answer */
  async call(
    name: string,
    args: Record<string, unknown> = {},
    options: CardOptions = {},
  ): Promise<CallToolResult> {
    await this.show(name, args, options);
    const result = await this.harness.client.callTool({ name, arguments: args });
    await this.result(result);
    return result;
  }

  /** Shows the card of a tool whose call has only begun. */
  async show(name: string, args: Record<string, unknown> = {}, options: CardOptions = {}): Promise<void> {
    await this.open(name, options);
    await this.page.evaluate(given => (globalThis as unknown as HostPage).input(given), args);
  }

  /** Shows the card of a tool before anything is known of the call. */
  async open(name: string, options: CardOptions = {}): Promise<void> {
    const { width = 640, theme = 'light', locale = 'en-GB', context = {}, allow = '' } = options;
    const { capabilities = DOES } = options;
    const { client } = this.harness;
    const { tools } = await client.listTools();
    const tool = tools.find(listed => listed.name === name);
    const meta = tool?._meta as { ui?: { resourceUri?: string } } | undefined;
    const { contents } = await client.readResource({ uri: meta?.ui?.resourceUri ?? '' });
    const html = (contents[0] as { text: string }).text;
    await this.page.setViewportSize({ width, height: 900 });
    await this.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    // Of a whole tool the types of what a page can be given are too deep for the compiler.
    const hostContext: Record<string, unknown> = { theme, locale, toolInfo: { tool }, ...context };
    await this.page.evaluate(shown => (globalThis as unknown as HostPage).show(shown), {
      html,
      context: hostContext,
      allow,
      capabilities,
    });
  }

  /** What the host passes on while the agent writes the call. */
  async partialInput(args: Record<string, unknown>): Promise<void> {
    await this.page.evaluate(given => (globalThis as unknown as HostPage).partialInput(given), args);
  }

  async progress(params: { progressToken: number; progress: number }): Promise<void> {
    await this.page.evaluate(given => (globalThis as unknown as HostPage).progress(given), params);
  }

  /** What the host passes on when the call has ended. */
  async result(result: object): Promise<void> {
    await this.page.evaluate(given => (globalThis as unknown as HostPage).result(given), result);
  }

  /** The host tells that it looks otherwise now. */
  async contextChanged(context: Record<string, unknown>): Promise<void> {
    await this.page.evaluate(given => (globalThis as unknown as HostPage).contextChanged(given), context);
  }

  async cancel(): Promise<void> {
    await this.page.evaluate(() => (globalThis as unknown as HostPage).cancel());
  }

  /** The card's own frame. */
  get card(): Frame {
    const [, frame] = this.page.frames();
    if (!frame) throw new Error('no card is shown');
    return frame;
  }

  /** The card as it looks, as a PNG. */
  async picture(): Promise<Buffer> {
    await this.card.evaluate(() => document.fonts.ready);
    // What lies outside of the window is not drawn.
    const height = Math.ceil((await this.page.locator('iframe').boundingBox())?.height ?? 0);
    const { width = 640 } = this.page.viewportSize() ?? {};
    await this.page.setViewportSize({ width, height: Math.max(height, 900) });
    return this.page.locator('iframe').screenshot({ animations: 'disabled' });
  }

  /** What the card says. */
  text(): Promise<string> {
    return this.card.locator('main').innerText();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}
