import { StringDecoder } from 'node:string_decoder';
import { Parser } from 'htmlparser2';

/** What is told of XML while it is read. Names come without their prefix. */
export interface XmlEvents {
  /** @param start where the tag starts in the text, @param end behind it */
  open?(name: string, attributes: Readonly<Record<string, string>>, start: number, end: number): void;
  text?(text: string): void;
  close?(name: string, start: number, end: number): void;
}

/** Parses XML without document types, and so without entities of its own. */
export function xmlParser(events: XmlEvents): Parser {
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  const parser: Parser = new Parser(
    {
      onopentag: (name, attributes) =>
        events.open?.(local(name), attributes, parser.startIndex, parser.endIndex + 1),
      ontext: text => events.text?.(text),
      onclosetag: name => events.close?.(local(name), parser.startIndex, parser.endIndex + 1),
      onprocessinginstruction: name => {
        if (name.startsWith('!')) throw new SyntaxError('a document type');
      },
      onerror: error => {
        throw error;
      },
    },
    { xmlMode: true },
  );
  return parser;
}

/** The chunks of a stream of UTF-8 as texts. */
export async function* textsOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  for await (const chunk of stream) yield decoder.write(chunk);
  yield decoder.end();
}

/** The attributes of all elements of this name in a short text. */
export function elementsOf(xml: string, element: string): Readonly<Record<string, string>>[] {
  const found: Readonly<Record<string, string>>[] = [];
  const parser = xmlParser({ open: (name, attributes) => name === element && found.push(attributes) });
  parser.end(xml);
  return found;
}
