/** What people write where they know nothing. Names are none of these: `Na` and `Null` are. */
const WORDS = new Set(
  'n/a|n.a.|k.a.|none|unknown|not available|keine|kein|keine angabe|unbekannt|aucun|aucune|inconnu|ninguno|desconocido|nieznany'.split(
    '|',
  ),
);

/** Whether a cell says that there is nothing: `-`, `?`, `n/a`, `keine Angabe`. @param cell trimmed */
export function isPlaceholder(cell: string): boolean {
  return !/[\p{L}\p{N}]/u.test(cell) || cell === 'brak' || WORDS.has(cell.toLowerCase());
}
