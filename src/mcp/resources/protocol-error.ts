import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import { explain, hasCode } from '../../errors.ts';
import { plainLine } from '../../text/line.ts';

/** The address comes from an agent: an error repeats no more of it than a usual one has. */
const LONGEST_ADDRESS = 300;

/** There is nothing at this address. */
export function notFound(address: string, text?: string): ResourceNotFoundError {
  const shown = plainLine(address, LONGEST_ADDRESS);
  return new ResourceNotFoundError(
    shown,
    text ?? 'There is no such resource here: resources/list and resources/templates/list have what exists.',
  );
}

/** A failure as the protocol's, in the words that a tool would use, and with its code. */
export function protocolError(error: unknown, address: string): ProtocolError {
  const { text, meta } = explain(error);
  if (hasCode(error, 'not_found')) return notFound(address, text);
  const isGiven = hasCode(error, 'invalid_input');
  const code = isGiven ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(code, text, { 'snovio/error': meta });
}
