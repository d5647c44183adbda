import {
  CLIENT_CAPABILITIES_META_KEY,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { fromEnvelope } from '../request-context.ts';

/** The extension of MCP by which a call goes on after its request was answered (protocol 2026-07-28). */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

/** Ours are far shorter: what is longer is nobody's. */
const taskId = z.string().max(200);

/** The parameters of `tasks/get`, `tasks/update` and `tasks/cancel`. */
export const TaskParams = z.looseObject({ taskId });

/** Whether the client of this request takes tasks for answers: it says so in each request. */
export function declaresTasks(ctx: ServerContext): boolean {
  const declared = fromEnvelope(ctx, CLIENT_CAPABILITIES_META_KEY) as { extensions?: unknown } | undefined;
  const { extensions } = declared ?? {};
  return typeof extensions === 'object' && extensions !== null && Object.hasOwn(extensions, TASKS_EXTENSION);
}

/** @throws ProtocolError -32021 where the client has not declared tasks */
export function requireTasks(ctx: ServerContext): void {
  if (declaresTasks(ctx)) return;
  const requiredCapabilities = { extensions: { [TASKS_EXTENSION]: {} } };
  throw new MissingRequiredClientCapabilityError({ requiredCapabilities });
}

/** The same words for an id that never was, has expired, or is somebody else's. */
export function unknownTask(): ProtocolError {
  const message = 'There is no such task here: its id is wrong, or it was kept as long as tasks are.';
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
