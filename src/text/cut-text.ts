/** At most so many characters, with a mark where the rest was; never half of a surrogate pair. */
export function cutText(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '')}… [cut]` : text;
}
