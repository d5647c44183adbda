import { Tiktoken } from 'js-tiktoken/lite';
import o200k from 'js-tiktoken/ranks/o200k_base';

let encoder: Tiktoken | undefined;

/** How many tokens of o200k_base a text costs a model; names of special tokens in it are text like any other. */
export function tokensOf(text: string): number {
  // Takes a second to set up, which only those who count have to wait for.
  encoder ??= new Tiktoken(o200k);
  return encoder.encode(text, [], []).length;
}
