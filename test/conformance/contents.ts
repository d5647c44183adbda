import { fromJsonSchema, type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { said } from './fixtures.ts';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const SILENCE = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';
const image = { type: 'image' as const, data: PIXEL, mimeType: 'image/png' };
const words = (text: string) => ({ type: 'text' as const, text });

/** Fixtures that only give something: every kind of content, resources, prompts. */
export function registerContents(server: McpServer): void {
  registerTools(server);
  registerSchemas(server);
  registerResources(server);
  registerPrompts(server);
}

function registerTools(server: McpServer): void {
  server.registerTool('test_simple_text', { description: 'Text' }, () =>
    said('This is a simple text response for testing.'),
  );
  server.registerTool('test_image_content', { description: 'Image' }, () => ({ content: [image] }));
  server.registerTool('test_audio_content', { description: 'Audio' }, () => ({
    content: [{ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }],
  }));
  const embedded = (uri: string, mimeType: string, text: string) => ({
    type: 'resource' as const,
    resource: { uri, mimeType, text },
  });
  server.registerTool('test_embedded_resource', { description: 'Resource' }, () => ({
    content: [embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')],
  }));
  server.registerTool('test_multiple_content_types', { description: 'Text, image and resource' }, () => ({
    content: [
      words('Multiple content types test:'),
      image,
      embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ],
  }));
  server.registerTool('test_error_handling', { description: 'Fails' }, () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
}

function registerSchemas(server: McpServer): void {
  const region: object = { type: 'string', 'x-mcp-header': 'Region' };
  const mirrored = fromJsonSchema<{ region?: string }>({
    type: 'object',
    properties: { region, level: { type: 'integer' } },
  });
  server.registerTool('test_x_mcp_header', { description: 'Header', inputSchema: mirrored }, ({ region }) =>
    said(`region=${region ?? '<none>'}`),
  );
  const wordy = fromJsonSchema({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: {
      address: {
        $anchor: 'addressDef',
        type: 'object',
        properties: { street: { type: 'string' }, city: { type: 'string' } },
      },
    },
    properties: {
      name: { type: 'string' },
      address: { $ref: '#/$defs/address' },
      contactMethod: { type: 'string', enum: ['phone', 'email'] },
      phone: { type: 'string' },
      email: { type: 'string' },
    },
    allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
    if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: ['phone'] },
    else: { required: ['email'] },
    additionalProperties: false,
  });
  server.registerTool('json_schema_2020_12_tool', { description: 'Schema', inputSchema: wordy }, args =>
    said(JSON.stringify(args)),
  );
}

function registerResources(server: McpServer): void {
  const plain = { mimeType: 'text/plain' };
  const text = (uri: string, content: string) => ({ contents: [{ uri, ...plain, text: content }] });
  server.registerResource('static-text', 'test://static-text', plain, uri =>
    text(uri.href, 'This is the content of the static text resource.'),
  );
  server.registerResource('watched-resource', 'test://watched-resource', plain, uri =>
    text(uri.href, 'Watched resource content'),
  );
  server.registerResource('static-binary', 'test://static-binary', { mimeType: 'image/png' }, uri => ({
    contents: [{ uri: uri.href, mimeType: 'image/png', blob: PIXEL }],
  }));
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  server.registerResource('template', template, { mimeType: 'application/json' }, (uri, { id }) => ({
    contents: [
      {
        uri: uri.href,
        mimeType: 'application/json',
        text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
      },
    ],
  }));
  server.server.setRequestHandler('resources/subscribe', () => ({}));
  server.server.setRequestHandler('resources/unsubscribe', () => ({}));
}

function registerPrompts(server: McpServer): void {
  const asUser = (...content: (ReturnType<typeof words> | typeof image)[]) => ({
    messages: content.map(one => ({ role: 'user' as const, content: one })),
  });
  server.registerPrompt('test_simple_prompt', { description: 'Plain' }, () =>
    asUser(words('This is a simple prompt for testing.')),
  );
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'Two arguments', argsSchema: z.object({ arg1: z.string(), arg2: z.string() }) },
    ({ arg1, arg2 }) => asUser(words(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'Image' }, () =>
    asUser(image, words('Please analyze the image above.')),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'Resource', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri: uri }) => ({
      messages: [
        {
          role: 'user',
          content: {
            type: 'resource',
            resource: { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
          },
        },
        { role: 'user', content: words('Please process the embedded resource above.') },
      ],
    }),
  );
}
