import { InMemoryTransport, type JSONRPCMessage, type McpServer } from '@modelcontextprotocol/server';

type Reply = { readonly result?: object; readonly error?: { readonly message: string } };

/** A client of a server in this very process that passes on whole requests, and says that it shows cards. */
export class LocalClient {
  readonly #side: InMemoryTransport;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #lastId = 0;

  private constructor(side: InMemoryTransport) {
    this.#side = side;
    side.onmessage = message => {
      if (!('id' in message) || 'method' in message) return;
      this.#waiting.get(Number(message.id))?.(message as Reply);
      this.#waiting.delete(Number(message.id));
    };
  }

  static async connect(server: McpServer): Promise<LocalClient> {
    const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
    const client = new LocalClient(clientSide);
    await Promise.all([server.connect(serverSide), clientSide.start()]);
    await client.request('initialize', {
      protocolVersion: '2025-11-25',
      clientInfo: { name: 'snovio-mcp preview', version: '1' },
      capabilities: {
        extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } },
      },
    });
    await client.#send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    return client;
  }

  /** @returns the whole reply, a result or an error */
  async request(method: string, params: object): Promise<Reply> {
    const id = ++this.#lastId;
    const reply = new Promise<Reply>(resolve => this.#waiting.set(id, resolve));
    await this.#send({ jsonrpc: '2.0', id, method, params } as JSONRPCMessage);
    return reply;
  }

  #send(message: JSONRPCMessage): Promise<void> {
    return this.#side.send(message);
  }

  close(): Promise<void> {
    return this.#side.close();
  }
}
