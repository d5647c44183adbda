import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { codecOf } from '../../src/commands/run/files/encoding/codec.ts';

test.each([
  ['shift_jis', 'Shift_JIS', '山田 太郎;株式会社アクメ;ｶﾅ;a@acme.example\n'],
  ['sjis', 'Shift_JIS', '東京'],
  ['euc-jp', 'EUC-JP', '山田 太郎;株式会社'],
  ['gbk', 'GBK', '王小明;北京;a@acme.example'],
  ['big5', 'Big5', '王小明;臺北'],
  ['euc-kr', 'EUC-KR', '김철수;서울'],
])('%s is written and read as iconv does', async (label, known, text) => {
  const codec = await codecOf(label);
  const bytes = iconv.encode(text, known);
  expect(codec?.encode(text)).toEqual(bytes);
  const decoder = codec?.decoder();
  // A letter may be cut between two chunks.
  const read = [...bytes].map(byte => decoder?.write(Buffer.from([byte]))).join('') + (decoder?.end() ?? '');
  expect(read).toBe(text);
});

test('letters that an encoding of two bytes lacks become question marks', async () => {
  expect((await codecOf('gbk'))?.encode('aż北').toString('latin1')).toBe('a?\xb1\xb1');
});
