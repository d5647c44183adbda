import { createServer } from 'node:http';

/** A span, as a collector reads it. */
export interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentId: string;
  /** 2: server, 3: client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly events: readonly string[];
  /** 0: unset, 2: error. */
  readonly status: number;
  /** Of what made it, such as `service.name`. */
  readonly resource: Readonly<Record<string, string | number>>;
}

export interface Receiver extends AsyncDisposable {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: Span[];
  /** Everything that came, as it came. */
  readonly raw: Buffer[];
  readonly headers: Record<string, unknown>[];
}

/** A collector on loopback that takes OTLP over HTTP, in Protobuf. @param status what it answers */
export async function startReceiver(status = 200): Promise<Receiver> {
  const spans: Span[] = [];
  const raw: Buffer[] = [];
  const headers: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    headers.push({ ...request.headers, path: request.url });
    raw.push(body);
    if (status === 200) spans.push(...spansIn(body));
    response.writeHead(status, { 'content-type': 'application/x-protobuf' }).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    spans,
    raw,
    headers,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

type Value = Buffer | number;

/** The fields of a Protobuf message by number (https://protobuf.dev/programming-guides/encoding/). */
function fieldsOf(message: Buffer): Map<number, Value[]> {
  const fields = new Map<number, Value[]>();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(message[at++] ?? 0);
      value |= (byte & 0x7fn) << shift;
      if (byte < 0x80n) return Number(value);
    }
  };
  const bytes = (length: number) => {
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = varint();
    const read: Record<number, () => Value> = {
      0: varint,
      1: () => bytes(8),
      2: () => bytes(varint()),
      5: () => bytes(4),
    };
    const value = read[key & 7]?.();
    if (value === undefined) throw new Error(`No Protobuf: wire type ${key & 7}`);
    fields.set(key >> 3, [...(fields.get(key >> 3) ?? []), value]);
  }
  return fields;
}

const buffers = (fields: Map<number, Value[]>, number: number) =>
  (fields.get(number) ?? []).filter(value => Buffer.isBuffer(value));
const text = (fields: Map<number, Value[]>, number: number) => buffers(fields, number)[0]?.toString() ?? '';
const hex = (fields: Map<number, Value[]>, number: number) =>
  buffers(fields, number)[0]?.toString('hex') ?? '';
const numberIn = (fields: Map<number, Value[]>, number: number) => Number(fields.get(number)?.[0] ?? 0);

/** Field numbers are those of opentelemetry-proto's `trace.proto` and `common.proto`. */
function spansIn(request: Buffer): Span[] {
  return buffers(fieldsOf(request), 1).flatMap(resourceSpans => {
    const fields = fieldsOf(resourceSpans);
    const resource = attributesIn(fieldsOf(buffers(fields, 1)[0] ?? Buffer.alloc(0)), 1);
    return buffers(fields, 2)
      .flatMap(scope => buffers(fieldsOf(scope), 2))
      .map(span => spanOf(fieldsOf(span), resource));
  });
}

function spanOf(fields: Map<number, Value[]>, resource: Span['resource']): Span {
  const [status] = buffers(fields, 15);
  return {
    traceId: hex(fields, 1),
    spanId: hex(fields, 2),
    parentId: hex(fields, 4),
    name: text(fields, 5),
    kind: numberIn(fields, 6),
    attributes: attributesIn(fields, 9),
    events: buffers(fields, 11).map(event => text(fieldsOf(event), 2)),
    status: status ? numberIn(fieldsOf(status), 3) : 0,
    resource,
  };
}

function attributesIn(fields: Map<number, Value[]>, number: number): Record<string, string | number> {
  return Object.fromEntries(
    buffers(fields, number).map(attribute => {
      const pair = fieldsOf(attribute);
      const value = fieldsOf(buffers(pair, 2)[0] ?? Buffer.alloc(0));
      const float = buffers(value, 4)[0]?.readDoubleLE();
      return [
        text(pair, 1),
        value.has(1) ? text(value, 1) : (float ?? numberIn(value, value.has(3) ? 3 : 2)),
      ];
    }),
  );
}
